#include "daemon/config/reconciliation_section.h"

namespace shiptally::config {
namespace {

Reader into_per_mille(int& out) {
  return [&out](const Value& value) {
    std::size_t count = static_cast<std::size_t>(out);
    into_count(count, 0, 1'000'000)(value);
    out = static_cast<int>(count);
  };
}

Reader into_dollars(Money& out) {
  return [&out](const Value& value) {
    const auto text = value.plain("an amount in USD");
    if (!text) return;
    const auto amount = Money::parse(*text);
    if (!amount) return value.fail(amount.error().message);
    if (*amount < Money()) return value.fail("must not be negative");
    out = *amount;
  };
}

}  // namespace

Reader reconciliation_section(MoneyRules& money) {
  return section({{"drift_per_mille", into_per_mille(money.drift_per_mille)},
                  {"drift_usd", into_dollars(money.drift_amount)}});
}

}  // namespace shiptally::config
