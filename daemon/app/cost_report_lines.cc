#include "daemon/app/cost_report_lines.h"

#include "daemon/app/allocation_facts.h"
#include "daemon/app/usage_groups.h"
#include "daemon/metrics/money/cost_centre.h"

namespace shiptally::app {
namespace {

report::LineKey key_of(const ReadContext& context, std::string_view team, std::string_view service,
                       std::string_view provider, std::string_view model) {
  const CostCentre* centre = metrics::cost_centre_of(context.rules.money->cost_centres, team, service);
  return {centre == nullptr ? "" : centre->name, std::string(team), std::string(service),
          std::string(provider), std::string(model)};
}

void add(std::optional<Money>& to, Money amount) { to = to.value_or(Money()) + amount; }

std::string said_by(const metrics::Share& share) {
  if (share.method == metrics::AllocationMethod::unallocated) return {};
  return std::string(share.rule.empty() ? metrics::name(share.method) : share.rule);
}

}  // namespace

Result<bool> still_known(const ReadContext& context, Window window) {
  if (!context.request.query.as_of) return true;
  const auto kept_from = context.snapshot.requests_kept_from();
  if (kept_from.has_error()) return kept_from.error();
  return window.from >= *kept_from;
}

Result<void> add_usage(ReportLines& lines, const ReadContext& context, Window window) {
  expose::ReadQuery request;
  request.query.window = window;
  request.query.as_of = context.request.query.as_of;
  request.query.group_by.assign(std::begin(metrics::kUsageDayDimensions),
                                std::end(metrics::kUsageDayDimensions));
  const ReadContext by_user{context.snapshot, context.analyses, context.facts_version,
                            context.rules,    request,          context.now};
  const auto groups = usage_groups(by_user, {.money = true}, Idle::counted);
  if (groups.has_error()) return groups.error();
  for (const metrics::UsageGroup& g : *groups) {
    report::Sums sums;
    sums.requests = g.sum.requests;
    sums.unpriced = g.sum.unpriced;
    sums.tokens = g.sum.tokens;
    sums.parts = g.sum.cost;
    sums.idle = g.idle;
    lines[key_of(context, g.values[3], g.values[2], g.values[0], g.values[1])] += sums;
  }
  return {};
}

Result<void> add_bills(ReportLines& lines, Bearers& bearers, const ReadContext& context,
                       std::span<const metrics::BilledDay> days) {
  // Also a charge of nothing says that its provider's bill has arrived.
  for (const metrics::BilledDay& day : days) {
    report::Sums& sums = lines[key_of(context, "", "", day.charge->provider, "")];
    add(sums.billed, Money());
    add(sums.effective, Money());
    if (day.usd == metrics::Amounts()) bearers.charges.insert(day.charge);  // it has no shares
  }
  return each_share(context, days, [&](const metrics::Share& share) {
    const Charge& charge = *share.day->charge;
    report::Sums& sums = lines[key_of(context, share.team, share.service, charge.provider, charge.model)];
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

std::vector<report::Line> settled_lines(const ReportLines& lines) {
  std::set<std::string> billed;
  for (const auto& [key, sums] : lines)
    if (sums.billed) billed.insert(key.provider);
  std::vector<report::Line> out;
  for (const auto& [key, sums] : lines) {
    report::Line line{key, sums};
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

}  // namespace shiptally::app
