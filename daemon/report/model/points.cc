#include "daemon/report/model/points.h"

#include <algorithm>

#include "daemon/metrics/money/cost_centre.h"

namespace shiptally::report {
namespace {

using metrics::BilledDay;

std::int64_t as_count(std::size_t n) { return static_cast<std::int64_t>(n); }

void add_unpriced(std::vector<LeftOut>& out, const CostReport& report) {
  for (const Group& g : grouped(report.lines, [](const LineKey& key) {
         return std::vector<std::string>{key.provider, key.model};
       }))
    if (g.sums.unpriced > 0)
      out.push_back({"unpriced", g.names[0], g.names[1], g.sums.unpriced, "requests", "", std::nullopt,
                     "No price was in force: these requests are counted, and in no amount."});
}

void add_unbilled(std::vector<LeftOut>& out, const CostReport& report) {
  for (const Group& g :
       grouped(report.lines, [](const LineKey& key) { return std::vector<std::string>{key.provider}; }))
    if (!g.sums.billed && g.sums.computed())
      out.push_back({"without a bill", g.names[0], "", g.sums.requests, "requests", "USD", g.sums.computed(),
                     "No charge of this provider is on a bill of the month: no drift can be told."});
}

void add_unconverted(std::vector<LeftOut>& out, Instant month,
                     std::span<const metrics::Unconverted> unconverted) {
  std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, Money>> sums;
  for (const metrics::Unconverted& u : unconverted) {
    if (metrics::billing_month(*u.charge) != month) continue;
    auto& [charges, amount] = sums[{u.charge->provider, u.charge->currency}];
    ++charges;
    amount += u.charge->billed;
  }
  for (const auto& [key, sum] : sums)
    out.push_back({"unconverted", key.first, "", sum.first, "charges", key.second, sum.second,
                   "No exchange rate was in force: billed, and in no sum of this report."});
}

void add_unborne(std::vector<LeftOut>& out, const Bearers& bearers) {
  for (const auto& [key, unborne] : bearers.unborne)
    out.push_back({"unallocated", key.first, key.second, as_count(unborne.charges.size()), "charges", "USD",
                   unborne.billed, "Billed, and borne by no team: in the totals, on lines without a team."});
}

}  // namespace

std::vector<LeftOut> open_points(const CostReport& report, const Bearers& bearers,
                                 std::span<const metrics::Unconverted> unconverted) {
  std::vector<LeftOut> out;
  add_unpriced(out, report);
  add_unconverted(out, report.month, unconverted);
  add_unborne(out, bearers);
  add_unbilled(out, report);
  return out;
}

std::vector<Correction> earlier_charges(Instant month, std::span<const BilledDay> days) {
  std::map<FactId, Correction> found;
  for (const BilledDay& day : days) {
    const Charge& charge = *day.charge;
    if (charge.charge_class != "Correction" && charge.from >= month) continue;
    Correction& c = found[charge.key];
    c.month = metrics::month_of(charge.from);
    c.what = charge.provider + (charge.description.empty() ? "" : ": " + charge.description);
    c.id = charge.key.source + "/" + charge.key.id;
    c.billed = c.billed.value_or(Money()) + day.usd.billed;
    c.effective = c.effective.value_or(Money()) + day.usd.effective;
  }
  std::vector<Correction> out;
  for (auto& [key, correction] : found) out.push_back(std::move(correction));
  std::stable_sort(out.begin(), out.end(),
                   [](const Correction& a, const Correction& b) { return a.month < b.month; });
  return out;
}

std::vector<RateUsed> rates_used(std::span<const BilledDay> days) {
  std::map<std::pair<std::string, Instant>, std::pair<const FxRate*, std::set<const Charge*>>> found;
  for (const BilledDay& day : days)
    if (day.rate != nullptr) {
      auto& [rate, charges] = found[{day.rate->currency, day.rate->from}];
      rate = day.rate;
      charges.insert(day.charge);
    }
  std::vector<RateUsed> out;
  for (const auto& [key, used] : found)
    out.push_back(
        {key.first, used.first->text, used.first->source, key.second, as_count(used.second.size())});
  return out;
}

std::vector<ChargePart> charge_parts(const Bearers& bearers, std::span<const BilledDay> days,
                                     std::span<const CostCentre> centres) {
  std::map<const Charge*, const FxRate*> rates;
  for (const BilledDay& day : days) rates[day.charge] = day.rate;
  std::map<const Charge*, int> parts;
  for (const auto& [who, usd] : bearers.parts) ++parts[who.charge];
  std::vector<ChargePart> out;
  for (const auto& [who, usd] : bearers.parts) {
    const CostCentre* centre = metrics::cost_centre_of(centres, who.team, who.service);
    const FxRate* rate = rates[who.charge];
    out.push_back({*who.charge, centre == nullptr ? "" : centre->name, who.team, who.service, who.by,
                   parts[who.charge] == 1, usd.list, usd.contracted, usd.billed, usd.effective,
                   rate == nullptr ? "" : rate->text});
  }
  // By the charge itself: where it lies in memory is nothing that a file may depend on.
  std::stable_sort(out.begin(), out.end(), [](const ChargePart& a, const ChargePart& b) {
    return std::tie(a.charge.key, a.team, a.service, a.allocated_by) <
           std::tie(b.charge.key, b.team, b.service, b.allocated_by);
  });
  return out;
}

}  // namespace shiptally::report
