#include "daemon/metrics/money/close.h"

namespace shiptally::metrics {

Result<std::vector<Close>> read_closes(std::vector<ClosedMonth> closed) {
  std::vector<Close> out;
  for (ClosedMonth& month : closed) {
    auto lines = parse_lines(month.lines);
    if (lines.has_error())
      return Error{Code::internal, "closed month " + month_name(month.month) + ": " + lines.error().message +
                                       "; shiptally close verify tells more"};
    out.push_back({std::move(month), std::move(*lines)});
  }
  return out;
}

Result<void> may_close(std::span<const Close> closes, Instant month, Instant now) {
  const auto refuse = [&](std::string why) {
    return Error{Code::invalid, "month: " + month_name(month) + " " + std::move(why)};
  };
  if (next_month(month) > now) return refuse("has not ended yet");
  if (closes.empty()) return {};
  const Instant last = closes.back().closed.month;
  for (const Close& close : closes)
    if (close.closed.month == month) return refuse("is closed already");
  if (month != next_month(last))
    return refuse("does not follow the month closed last; the next one is " + month_name(next_month(last)));
  return {};
}

std::vector<StatementLine> open_corrections(std::span<const Close> closes, const Statement& current) {
  std::vector<StatementLine> lines = current.lines;
  for (const Close& close : closes)
    for (const StatementLine& booked : close.lines) {
      if (booked.period != current.month) continue;
      StatementLine& taken = lines.emplace_back(booked.key(), StatementFigures());
      taken -= booked;
    }
  return settled(std::move(lines));
}

std::string hashed_text(const ClosedMonth& closed) {
  return "shiptally closed month 1\nnumber\t" + std::to_string(closed.number) + "\nmonth\t" +
         month_name(closed.month) + "\nclosed\t" + format_instant(closed.closed) + "\nfacts_until\t" +
         format_instant(closed.facts_until) + "\nrules\t" + closed.rules + "\nprevious\t" + closed.previous +
         "\n\n" + closed.lines;
}

ClosedMonth close(std::span<const Close> closes, ClosedMonth draft, std::vector<StatementLine> lines,
                  const HashText& hash) {
  draft.number = closes.empty() ? 1 : closes.back().closed.number + 1;
  draft.lines = canonical_text(settled(std::move(lines)));
  draft.previous = closes.empty() ? std::string() : closes.back().closed.hash;
  draft.hash = hash(hashed_text(draft));
  return draft;
}

std::vector<CloseFault> verify(std::span<const ClosedMonth> closed, const HashText& hash) {
  std::vector<CloseFault> out;
  std::int64_t number = 1;
  std::string previous;
  for (const ClosedMonth& month : closed) {
    const auto fault = [&](std::string why) { out.push_back({month.month, std::move(why)}); };
    if (month.number != number)
      fault("is close number " + std::to_string(month.number) + ", not " + std::to_string(number) +
            ": one before it is missing");
    else if (month.previous != previous)
      fault("does not continue the month closed before it");
    if (hash(hashed_text(month)) != month.hash) fault("was changed: its content is not what was hashed");
    number = month.number + 1;
    previous = month.hash;
  }
  return out;
}

}  // namespace shiptally::metrics
