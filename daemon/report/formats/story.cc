#include "daemon/report/formats/story.h"

#include <map>

#include "daemon/report/formats/wording.h"

namespace shiptally::report {
namespace {

std::string compared_with(const CostReport& report) {
  const std::string before = month_name(months_earlier(report.month, 1));
  return report.running() ? "the same days of " + before : before;
}

std::string change_text(Money before, Money now) {
  std::string out = signed_dollars(now - before);
  if (const auto ppm = change_ppm(before, now)) out += " (" + signed_percent(*ppm) + ")";
  return out;
}

std::string more_or_less(Money change) {
  return dollars(change < Money() ? -change : change) + (change < Money() ? " less" : " more");
}

/// The total that the headline shows: billed where there is a bill.
std::optional<Money> shown_total(const std::vector<Line>& lines, bool billed) {
  const Sums sums = total(lines);
  return billed ? sums.billed : sums.computed();
}

struct Mover {
  std::string name;
  Money change;
};

/// Whose computed cost changed most, by its amount; none without any change.
std::optional<Mover> largest_mover(const CostReport& report, std::string LineKey::*name) {
  std::map<std::string, Money> changes;
  for (const Line& line : report.lines) changes[line.key.*name] += line.sums.computed().value_or(Money());
  for (const Line& line : report.previous) changes[line.key.*name] -= line.sums.computed().value_or(Money());
  std::optional<Mover> out;
  const auto size = [](Money m) { return m < Money() ? -m : m; };
  for (const auto& [who, change] : changes)
    if (!who.empty() && change != Money() && (!out || size(change) > size(out->change)))
      out = Mover{who, change};
  return out;
}

std::string what_changed(const CostReport& report) {
  const Headline head = headline(report);
  if (!head.amount) return "Nothing was used and nothing was billed in " + month_name(report.month) + ".";
  std::string out = head.billed ? "The bills for " : "No bill has arrived yet; by our own logs ";
  out += month_name(report.month) + (head.billed ? " come to " : " comes to ") + dollars(*head.amount);
  if (report.running()) out += " so far";
  const auto before = shown_total(report.previous, head.billed);
  if (before && *before == *head.amount) return out + ", the same as " + compared_with(report) + ".";
  if (before)
    return out + ", " + more_or_less(*head.amount - *before) + " than " + compared_with(report) + ".";
  return out + "; there is nothing to compare it with in " + compared_with(report) + ".";
}

/// The effect of the number of requests at the cost that each had before.
Money volume_effect(const Sums& before, const Sums& now) {
  const Money cost = before.computed().value_or(Money());
  return cost.scaled(now.requests, before.requests) - cost;
}

std::string movers(const CostReport& report) {
  std::string out;
  if (const auto model = largest_mover(report, &LineKey::model))
    out += "; the model that moved most is " + model->name + " (" + signed_dollars(model->change) + ")";
  if (const auto team = largest_mover(report, &LineKey::team))
    out += (out.empty() ? "; " : ", ") + std::string("the team ") + team->name + " (" +
           signed_dollars(team->change) + ")";
  return out;
}

std::string why(const CostReport& report) {
  const Sums now = total(report.lines), before = total(report.previous);
  const auto cost = now.computed(), cost_before = before.computed();
  if (!cost) return "No request of this month has a price, so no cost can be computed from the logs.";
  if (!cost_before || before.requests <= 0)
    return "The cost computed from " + grouped_digits(now.requests) + " requests is " + dollars(*cost) +
           "; the month before has none to compare with.";
  const Money volume = volume_effect(before, now);
  const Money each = *cost - *cost_before - volume;
  const auto requests = change_ppm(Money::from_dollars(before.requests), Money::from_dollars(now.requests));
  return "By our logs the cost changed by " + change_text(*cost_before, *cost) + ": " +
         signed_dollars(volume) + " because there were " + grouped_digits(now.requests) + " requests (" +
         signed_percent(requests.value_or(0)) + "), " + signed_dollars(each) + " because a request cost " +
         dollars(cost->scaled(1, std::max<std::int64_t>(now.requests, 1)), 5) + " instead of " +
         dollars(cost_before->scaled(1, before.requests), 5) + movers(report) + ".";
}

std::string drift_text(const Sums& sums) {
  const auto drift = sums.drift();
  if (!drift) return "No bill of this month has arrived, so nothing stands against the computed cost yet";
  if (*drift == Money()) return "The bills agree with our logs to the last digit";
  std::string out = "The bills are " + dollars(*drift < Money() ? -*drift : *drift);
  if (const auto ppm = sums.drift_ppm()) out += " (" + percent(*ppm < 0 ? -*ppm : *ppm) + ")";
  return out + (*drift < Money() ? " below" : " above") + " what our logs say";
}

/// Open points of one kind, added up where they are in USD.
std::string open_text(const CostReport& report) {
  struct Open {
    std::int64_t count = 0;
    std::string counted;
    std::optional<Money> amount;
  };
  std::map<std::string, Open> by_kind;
  for (const LeftOut& l : report.left_out) {
    Open& open = by_kind[l.what];
    open.count += l.count;
    open.counted = l.counted;
    if (l.amount && l.currency == "USD") open.amount = open.amount.value_or(Money()) + *l.amount;
  }
  std::string out;
  for (const auto& [what, sum] : by_kind) {
    out += out.empty() ? "" : ", ";
    out += sum.amount ? dollars(*sum.amount) : grouped_digits(sum.count) + " " + sum.counted;
    out += " " + what;
  }
  return out;
}

std::string how_sure(const CostReport& report) {
  const std::string open = open_text(report);
  return drift_text(total(report.lines)) +
         (open.empty() ? "; nothing was left out." : "; still open are " + open + ".");
}

/// Empty where nothing is forecast.
std::string outlook(const CostReport& report) {
  std::string out;
  for (const MonthForecast& f : report.forecast)
    if (f.total)
      out += (out.empty() ? "" : ", and ") + dollars(*f.total) +
             (f.basis == "billed" ? " by the bills" : " by our logs") + " (80 % interval " + dollars(*f.low) +
             " to " + dollars(*f.high) + ")";
  return out.empty() ? out : "At its end the month is expected to have cost " + out + ".";
}

/// "+$1.00 billed, -$0.00021 computed"; empty: nothing.
std::string late_text(const ClosedSums& sums) {
  std::string out;
  const auto add = [&](const std::optional<Money>& amount, const char* what) {
    if (!amount || *amount == Money()) return;
    const bool less = *amount < Money();
    out += (out.empty() ? "" : ", ") + std::string(less ? "-" : "+") +
           dollars(less ? -*amount : *amount, is_small(*amount) ? kSmallDecimals : 2) + " " + what;
  };
  add(sums.billed, "billed");
  add(sums.computed, "computed");
  return out;
}

/// Empty for a month that is open and has nothing to do with a closed one.
std::string closing(const CostReport& report) {
  if (report.close) {
    ClosedSums since = report.close->booked_later;
    since += report.close->open;
    const std::string begin = "This month was closed on " + iso_date(report.close->closed);
    if (since.nothing()) return begin + "; the statement of today is the same to the last digit.";
    const std::string text = late_text(since), open = late_text(report.close->open);
    return begin + "; the statement of today differs from what was closed: " +
           (text.empty() ? "see \"As it was closed\"" : text) +
           (open.empty() ? ", all of it booked." : "; not booked yet is " + open + ".");
  }
  ClosedSums late;
  for (const LateFacts& l : report.late) late += l.sums;
  const std::string text = late_text(late);
  return text.empty() ? text
                      : "Corrections of closed months are booked here beside its own figures: " + text + ".";
}

}  // namespace

Headline headline(const CostReport& report) {
  const Sums sums = total(report.lines);
  Headline out;
  out.billed = sums.billed.has_value();
  out.amount = shown_total(report.lines, out.billed);
  out.label = (out.billed ? "Billed for " : "Computed from logs for ") + month_name(report.month);
  const auto before = shown_total(report.previous, out.billed);
  if (out.amount && before)
    out.change = change_text(*before, *out.amount) + " against " + compared_with(report);
  return out;
}

std::vector<std::string> story(const CostReport& report) {
  std::vector<std::string> out = {what_changed(report), why(report), how_sure(report)};
  for (std::string more : {outlook(report), closing(report)})
    if (!more.empty()) out.push_back(std::move(more));
  return out;
}

}  // namespace shiptally::report
