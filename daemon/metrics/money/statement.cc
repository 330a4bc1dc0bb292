#include "daemon/metrics/money/statement.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/requests/usage_rows.h"

namespace shiptally::metrics {
namespace {

StatementKey key_of(const UsageGroup& group, Instant month) {
  StatementKey key;
  key.period = month;
  key.provider = group.values[0];
  key.model = group.values[1];
  key.service = group.values[2];
  key.team = group.values[3];
  return key;
}

void add_usage(std::vector<StatementLine>& out, const UsageGroup& group, Instant month) {
  StatementKey key = key_of(group, month);
  const auto add = [&](std::string_view item, const StatementFigures& figures) {
    key.item = item;
    out.push_back({key, figures});
  };
  add(kRequestsItem, {.requests = group.sum.requests, .unpriced = group.sum.unpriced});
  for (std::size_t i = 0; i < kTokenClasses; ++i) {
    const auto token_class = static_cast<TokenClass>(i);
    add(name(token_class),
        {.tokens = tokens_of(group.sum.tokens, token_class).value_or(0), .amount = group.sum.cost[i]});
  }
  add(kIdleItem, {.amount = group.idle});
}

StatementKey key_of(const Charge& charge, Instant month) {
  return {CostSide::billed, month,           charge.provider,     charge.model,   charge.service,
          charge.team,      charge.category, charge.charge_class, charge.invoice, charge.service_name};
}

/// The days of a charge add up to it; it is counted on the day on which it begins.
void add_billed(std::map<StatementKey, StatementFigures>& out, const BilledDay& part) {
  const bool first = part.day <= part.charge->from;
  out[key_of(*part.charge, part.month)] += {.charges = first ? 1 : 0,
                                            .amount = part.usd.billed,
                                            .list = part.usd.list,
                                            .contracted = part.usd.contracted,
                                            .effective = part.usd.effective};
}

}  // namespace

std::string_view name(CostSide side) { return side == CostSide::computed ? "computed" : "billed"; }

StatementFigures& StatementFigures::operator+=(const StatementFigures& o) {
  requests += o.requests;
  unpriced += o.unpriced;
  tokens += o.tokens;
  charges += o.charges;
  amount += o.amount;
  list += o.list;
  contracted += o.contracted;
  effective += o.effective;
  return *this;
}

StatementFigures& StatementFigures::operator-=(const StatementFigures& o) {
  requests -= o.requests;
  unpriced -= o.unpriced;
  tokens -= o.tokens;
  charges -= o.charges;
  amount -= o.amount;
  list -= o.list;
  contracted -= o.contracted;
  effective -= o.effective;
  return *this;
}

Statement statement(Instant month, std::span<const UsageGroup> usage, const Billed& billed) {
  Statement out{month, {}, 0};
  for (const UsageGroup& group : usage) add_usage(out.lines, group, month);
  std::map<StatementKey, StatementFigures> by_key;
  for (const BilledDay& part : billed.days)
    if (part.month == month) add_billed(by_key, part);
  for (auto& [key, figures] : by_key) out.lines.push_back({key, figures});
  out.lines = settled(std::move(out.lines));
  out.unconverted = std::count_if(billed.unconverted.begin(), billed.unconverted.end(),
                                  [&](const Unconverted& u) { return billing_month(*u.charge) == month; });
  return out;
}

std::vector<StatementLine> settled(std::vector<StatementLine> lines) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const StatementLine& a, const StatementLine& b) { return a.key() < b.key(); });
  std::vector<StatementLine> out;
  for (StatementLine& line : lines) {
    if (!out.empty() && out.back().key() == line.key())
      static_cast<StatementFigures&>(out.back()) += line;
    else
      out.push_back(std::move(line));
  }
  std::erase_if(out, [](const StatementLine& line) { return line.figures() == StatementFigures{}; });
  return out;
}

StatementFigures total(std::span<const StatementLine> lines, CostSide side) {
  StatementFigures out;
  for (const StatementLine& line : lines)
    if (line.side == side) out += line;
  return out;
}

std::string month_name(Instant month) { return format_instant(month).substr(0, 7); }

Result<Instant> parse_month(std::string_view text) {
  if (text.size() == 7 && text[4] == '-')
    if (const auto month = parse_instant(std::string(text) + "-01"); month.has_value()) return *month;
  return Error{Code::invalid,
               "must be a month like 2026-10, not \"" + std::string(text.substr(0, 80)) + "\""};
}

}  // namespace shiptally::metrics
