#pragma once
// Charges and days of usage for tests: what is not said is ordinary.

#include <string>

#include "daemon/metrics/requests/usage_days.h"
#include "schema/facts.h"

namespace shiptally::metrics {

inline Instant at(const std::string& text) { return parse_instant(text).value(); }
inline Money usd(const std::string& text) { return Money::parse(text).value(); }

struct ChargeOf {
  std::string id = "c";
  std::string day = "2026-10-03";
  std::string billed = "1";
  std::string model = {};
  std::string team = {}, service = {};
  std::string provider = "acme";
  std::string category = "Usage";
  std::string service_name = "Model API";
  int days = 1;
};

inline Charge charge(const ChargeOf& of) {
  Charge c;
  c.key = {"bill", of.id};
  c.provider = of.provider;
  c.from = at(of.day);
  c.to = c.from + std::chrono::days(of.days);
  c.category = of.category;
  c.service_name = of.service_name;
  c.model = of.model;
  c.team = of.team;
  c.service = of.service;
  c.list = c.contracted = c.billed = c.effective = usd(of.billed);
  return c;
}

struct UsedBy {
  std::string day = "2026-10-03";
  std::string team = {}, service = {};
  std::string cost = "1";  ///< empty: unpriced
  std::int64_t input = 100;
  std::string model = "small";
  std::string provider = "acme";
  std::int64_t requests = 1;
};

inline UsageDay used(const UsedBy& by) {
  UsageDay out{at(by.day), by.provider, by.model, by.service, by.team, {}, {}};
  out.sums.requests = by.requests;
  out.sums.unpriced = by.cost.empty() ? by.requests : 0;
  out.sums.tokens.input = by.input;
  if (!by.cost.empty()) out.sums.cost[static_cast<std::size_t>(TokenClass::input)] = usd(by.cost);
  return out;
}

inline UsageDay idle(const std::string& day, const std::string& cost, const std::string& model = "small") {
  return {at(day), "acme", model, "(idle)", "(idle)", {}, usd(cost)};
}

}  // namespace shiptally::metrics
