#include "daemon/metrics/money/allocation.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "daemon/metrics/money/apportion.h"
#include "daemon/metrics/money/idle_cost.h"
#include "schema/base/glob.h"

namespace shiptally::metrics {
namespace {

constexpr std::array<std::string_view, 9> kMethods = {"tag",        "day_cost",     "day_tokens",
                                                      "month_cost", "month_tokens", "proportional",
                                                      "even",       "fixed",        "unallocated"};

bool any_of(const std::vector<std::string>& globs, std::string_view text) {
  return globs.empty() || std::any_of(globs.begin(), globs.end(),
                                      [&](const std::string& glob) { return glob_matches(glob, text); });
}

bool fits(const AllocationRule& rule, const Charge& charge, bool idle) {
  return (idle || !rule.idle_only) && any_of(rule.providers, charge.provider) &&
         any_of(rule.service_names, charge.service_name) && any_of(rule.categories, charge.category) &&
         any_of(rule.models, charge.model);
}

void unallocated(Share share, std::string_view reason, const Allocator::Visit& visit) {
  share.team = share.service = {};
  share.method = AllocationMethod::unallocated;
  share.reason = reason;
  visit(share);
}

AllocationMethod method_of(const Users& users, bool day) {
  if (users.by_tokens) return day ? AllocationMethod::day_tokens : AllocationMethod::month_tokens;
  return day ? AllocationMethod::day_cost : AllocationMethod::month_cost;
}

}  // namespace

std::string_view name(AllocationMethod method) { return kMethods[static_cast<std::size_t>(method)]; }

Allocator::Allocator(std::span<const UsageDay> usage, std::span<const AllocationRule> rules)
    : users_(usage), rules_(rules) {}

void Allocator::split(const BilledDay& day, const Visit& visit) const {
  if (day.usd == Amounts()) return;
  const Charge& charge = *day.charge;
  const Share whole{&day, charge.team, charge.service, AllocationMethod::tag, {}, {}, false, day.usd};
  if (!charge.team.empty() || !charge.service.empty()) return visit(whole);
  if (charge.model.empty()) return by_rule(whole, "no model, and no rule fits", visit);
  if (!by_model(whole, visit)) by_rule(whole, "nobody used the model, and no rule fits", visit);
}

/// False when nobody used it.
bool Allocator::by_model(const Share& whole, const Visit& visit) const {
  const Charge& charge = *whole.day->charge;
  const Users* users =
      is_daily(charge) ? users_.of_model_day(whole.day->day, charge.provider, charge.model) : nullptr;
  const bool day = users != nullptr;
  if (!day) users = users_.of_model_month(month_of(whole.day->day), charge.provider, charge.model);
  if (users == nullptr) return false;
  Share part = whole;
  part.method = method_of(*users, day);
  among(part, *users, [&](const Share& share) {
    if (share.service != kIdle) return visit(share);
    Share idle = share;
    idle.idle = true;
    by_rule(idle, "idle machines, and no rule fits", visit);
  });
  return true;
}

void Allocator::by_rule(Share whole, std::string_view otherwise, const Visit& visit) const {
  const auto rule = std::find_if(rules_.begin(), rules_.end(), [&](const AllocationRule& r) {
    return fits(r, *whole.day->charge, whole.idle);
  });
  if (rule == rules_.end()) return unallocated(whole, otherwise, visit);
  whole.rule = rule->name;
  const Instant month = month_of(whole.day->day);
  if (rule->by == ShareBy::proportional) {
    whole.method = AllocationMethod::proportional;
    const Users* users = users_.of_provider_month(month, whole.day->charge->provider);
    if (users == nullptr) return unallocated(whole, "nobody used the provider in the month", visit);
    return among(whole, *users, visit);
  }
  whole.method = rule->by == ShareBy::even ? AllocationMethod::even : AllocationMethod::fixed;
  if (!rule->parts.empty()) return by_parts(whole, *rule, visit);
  const Users* teams = users_.teams_of_month(month);
  if (teams == nullptr) return unallocated(whole, "no team sent a request in the month", visit);
  among(whole, *teams, visit);
}

void Allocator::by_parts(const Share& whole, const AllocationRule& rule, const Visit& visit) const {
  Users users;
  Int128 left = rule.whole;
  for (const auto& [team, part] : rule.parts) {
    users.who.emplace_back(team, std::string_view());
    users.weights.push_back(part);
    left -= part;
  }
  assert(left >= 0);
  // Nobody's part comes last: among equals it gets what is left over last.
  users.who.emplace_back();
  users.weights.push_back(left);
  among(whole, users, [&](const Share& share) {
    if (share.reason.empty()) return visit(share);
    unallocated(share, "left over by the rule", visit);
  });
}

void Allocator::among(const Share& whole, const Users& users, const Visit& visit) const {
  const std::vector<Amounts> parts = apportion(whole.usd, users.weights);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == Amounts()) continue;
    Share share = whole;
    std::tie(share.team, share.service) = users.who[i];
    share.usd = parts[i];
    if (share.team.empty() && share.service.empty())
      unallocated(share, "its requests name neither team nor service", visit);
    else
      visit(share);
  }
}

}  // namespace shiptally::metrics
