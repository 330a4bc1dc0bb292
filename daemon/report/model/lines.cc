#include "daemon/report/model/lines.h"

#include "daemon/metrics/money/cost_centre.h"
#include "daemon/queries/allocation.h"
#include "daemon/queries/usage.h"

namespace shiptally::report {
namespace {

LineKey key_of(const queries::Context& context, std::string_view team, std::string_view service,
               std::string_view provider, std::string_view model) {
  const CostCentre* centre = metrics::cost_centre_of(context.rules.money->cost_centres, team, service);
  return {centre == nullptr ? "" : centre->name, std::string(team), std::string(service),
          std::string(provider), std::string(model)};
}

std::string said_by(const metrics::Share& share) {
  if (share.method == metrics::AllocationMethod::unallocated) return {};
  return std::string(share.rule.empty() ? metrics::name(share.method) : share.rule);
}

}  // namespace

Result<bool> still_known(const queries::Context& context, const Query& query, Window window) {
  if (!query.as_of) return true;
  const auto kept_from = context.snapshot.requests_kept_from();
  if (kept_from.has_error()) return kept_from.error();
  return window.from >= *kept_from;
}

Result<void> add_usage(ReportLines& lines, const queries::Context& context, const Query& query,
                       Window window) {
  Query by_user = query;
  by_user.window = window;
  by_user.group_by.assign(std::begin(metrics::kUsageDayDimensions), std::end(metrics::kUsageDayDimensions));
  const auto groups = queries::usage_groups(context, by_user, {.money = true}, queries::Idle::counted);
  if (groups.has_error()) return groups.error();
  for (const metrics::UsageGroup& g : *groups) {
    Sums sums;
    sums.requests = g.sum.requests;
    sums.unpriced = g.sum.unpriced;
    sums.tokens = g.sum.tokens;
    sums.parts = g.sum.cost;
    sums.idle = g.idle;
    lines[key_of(context, g.values[3], g.values[2], g.values[0], g.values[1])] += sums;
  }
  return {};
}

Result<void> add_bills(ReportLines& lines, Bearers& bearers, const queries::Context& context,
                       const Query& query, std::span<const metrics::BilledDay> days) {
  // Also a charge of nothing says that its provider's bill has arrived.
  for (const metrics::BilledDay& day : days) {
    Sums& sums = lines[key_of(context, "", "", day.charge->provider, "")];
    add(sums.billed, Money());
    add(sums.effective, Money());
    if (day.usd == metrics::Amounts()) bearers.charges.insert(day.charge);  // it has no shares
  }
  return queries::each_share(context, query, days, [&](const metrics::Share& share) {
    const Charge& charge = *share.day->charge;
    Sums& sums = lines[key_of(context, share.team, share.service, charge.provider, charge.model)];
    add(sums.billed, share.usd.billed);
    add(sums.effective, share.usd.effective);
    bearers.charges.insert(&charge);
    if (bearers.keep_parts)
      bearers.parts[{&charge, std::string(share.team), std::string(share.service), said_by(share)}] +=
          share.usd;
    if (share.method != metrics::AllocationMethod::unallocated) return;
    Unborne& unborne = bearers.unborne[{charge.provider, std::string(share.reason)}];
    unborne.charges.insert(&charge);
    unborne.billed += share.usd.billed;
  });
}

std::vector<Line> settled_lines(const ReportLines& lines) {
  std::set<std::string> billed;
  for (const auto& [key, sums] : lines)
    if (sums.billed) billed.insert(key.provider);
  std::vector<Line> out;
  for (const auto& [key, sums] : lines) {
    Line line{key, sums};
    if (billed.contains(key.provider)) {
      add(line.sums.billed, Money());
      add(line.sums.effective, Money());
      line.sums.compared = sums.computed().value_or(Money());
    }
    const bool nothing = sums.requests == 0 && !sums.computed() &&
                         line.sums.billed.value_or(Money()) == Money() &&
                         line.sums.effective.value_or(Money()) == Money();
    if (!nothing) out.push_back(std::move(line));
  }
  return out;
}

}  // namespace shiptally::report
