#include "daemon/metrics/money/users.h"

#include "daemon/metrics/money/billed.h"
#include "daemon/metrics/money/idle_cost.h"
#include "daemon/metrics/requests/usage_rows.h"

namespace shiptally::metrics {
namespace {

struct Use {
  Money cost;
  Int128 tokens = 0;
};
using Uses = std::map<std::pair<std::string_view, std::string_view>, Use>;

Users weighed(const Uses& uses) {
  Users out;
  Money cost;
  for (const auto& [who, use] : uses) cost += use.cost;
  out.by_tokens = cost == Money();
  for (const auto& [who, use] : uses) {
    const Int128 weight = out.by_tokens ? use.tokens : use.cost.pico();
    if (weight <= 0) continue;
    out.who.push_back(who);
    out.weights.push_back(weight);
  }
  return out;
}

template <class Key>
std::map<Key, Users> weighed(const std::map<Key, Uses>& all) {
  std::map<Key, Users> out;
  for (const auto& [key, uses] : all)
    if (Users users = weighed(uses); !users.who.empty()) out.emplace(key, std::move(users));
  return out;
}

template <class Key>
const Users* find(const std::map<Key, Users>& all, const Key& key) {
  const auto found = all.find(key);
  return found == all.end() ? nullptr : &found->second;
}

}  // namespace

UserIndex::UserIndex(std::span<const UsageDay> usage) {
  std::map<Of, Uses> model_days, model_months, provider_months;
  std::map<Instant, std::set<std::string_view>> teams;
  for (const UsageDay& u : usage) {
    const Instant month = month_of(u.day);
    const auto add = [&](std::map<Of, Uses>& to, const Of& of) {
      Use& use = to[of][{u.team, u.service}];
      use.cost += total(u.sums.cost) + u.idle;
      use.tokens += tokens_of(u.sums.tokens);
    };
    add(model_days, {u.day, u.provider, u.model});
    add(model_months, {month, u.provider, u.model});
    if (u.service == kIdle) continue;
    add(provider_months, {month, u.provider, {}});
    if (u.sums.requests > 0 && !u.team.empty()) teams[month].insert(u.team);
  }
  model_days_ = weighed(model_days);
  model_months_ = weighed(model_months);
  provider_months_ = weighed(provider_months);
  for (const auto& [month, names] : teams)
    for (const std::string_view team : names) {
      teams_[month].who.emplace_back(team, std::string_view());
      teams_[month].weights.push_back(1);
    }
}

const Users* UserIndex::of_model_day(Instant day, std::string_view provider, std::string_view model) const {
  return find(model_days_, {day, provider, model});
}

const Users* UserIndex::of_model_month(Instant month, std::string_view provider,
                                       std::string_view model) const {
  return find(model_months_, {month, provider, model});
}

const Users* UserIndex::of_provider_month(Instant month, std::string_view provider) const {
  return find(provider_months_, {month, provider, {}});
}

const Users* UserIndex::teams_of_month(Instant month) const { return find(teams_, month); }

}  // namespace shiptally::metrics
