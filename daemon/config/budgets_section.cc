#include "daemon/config/budgets_section.h"

#include <algorithm>
#include <chrono>

namespace shiptally::config {
namespace {

constexpr std::int64_t kThresholdMax = 1'000;

Reader into_amount(Money& out) {
  return [&out](const Value& value) {
    const auto text = value.plain("an amount in USD");
    if (!text) return;
    const auto amount = Money::parse(*text);
    if (!amount) return value.fail(amount.error().message);
    if (*amount <= Money()) return value.fail("must be more than 0");
    out = *amount;
  };
}

/// One of an enum's values, by its name.
template <class Enum>
Reader into_named(Enum& out, std::vector<Enum> known) {
  return [&out, known = std::move(known)](const Value& value) {
    std::string wanted;
    for (const Enum each : known) wanted.append(wanted.empty() ? "" : ", ").append(name(each));
    const auto text = value.scalar("one of " + wanted);
    if (!text) return;
    const auto found =
        std::find_if(known.begin(), known.end(), [&](Enum each) { return name(each) == *text; });
    if (found == known.end()) return value.fail("\"" + *text + "\" is not one of " + wanted);
    out = *found;
  };
}

Reader into_thresholds(std::vector<int>& out) {
  return [&out](const Value& value) {
    out.clear();
    read_list(value, [&out](const Value& element) {
      std::size_t percent = 0;
      into_count(percent, 1, kThresholdMax)(element);
      const int threshold = static_cast<int>(percent);
      if (threshold == 0) return;
      if (!out.empty() && threshold <= out.back()) return element.fail("must be more than the one before it");
      out.push_back(threshold);
    });
  };
}

Reader into_tags(std::vector<std::pair<std::string, std::string>>& out) {
  return [&out](const Value& value) {
    read_names(value, [&](const std::string& tag, const Value& entry) {
      if (const auto text = entry.scalar("a text")) out.emplace_back(tag, *text);
    });
  };
}

Reader into_day(std::optional<Instant>& out) {
  return [&out](const Value& value) {
    into_instant(out)(value);
    if (out && *out != std::chrono::floor<std::chrono::days>(*out)) value.fail("must be a day (UTC)");
  };
}

void check(const Value& value, const Budget& budget, const std::vector<Budget>& others) {
  const auto has = [&](const std::string& key) {
    return value.problems->line_of(value.key + "." + key).has_value();
  };
  for (const char* key : {"name", "amount_usd"})
    if (!has(key)) value.fail(std::string(key) + " is missing");
  if (budget.from && budget.to && *budget.to <= *budget.from) value.fail("to must be after from");
  if (budget.basis == CostBasis::billed)
    for (const char* key : {"environment", "route", "tags"})
      if (has(key)) value.fail(std::string(key) + " is told by requests only: basis must be computed");
  for (const Budget& other : others)
    if (!budget.name.empty() && other.name == budget.name) value.fail("another budget has this name");
}

void read_budget(const Value& value, std::vector<Budget>& budgets) {
  Budget budget;
  std::vector<Field> fields = {
      {"name", into_text(budget.name)},
      {"amount_usd", into_amount(budget.amount)},
      {"period", into_named(budget.period, {BudgetPeriod::month, BudgetPeriod::quarter, BudgetPeriod::year})},
      {"basis", into_named(budget.basis, {CostBasis::computed, CostBasis::billed})},
      {"tags", into_tags(budget.tags)},
      {"thresholds", into_thresholds(budget.thresholds)},
      {"from", into_day(budget.from)},
      {"to", into_day(budget.to)}};
  for (const Dimension d : {Dimension::service, Dimension::environment, Dimension::team, Dimension::provider,
                            Dimension::model, Dimension::route})
    fields.push_back({name(d), into_texts(budget.filter[d])});
  read_mapping(value, fields);
  if (!value.node.IsMap()) return;
  check(value, budget, budgets);
  budgets.push_back(std::move(budget));
}

}  // namespace

Reader budgets_section(std::vector<Budget>& budgets) {
  return [&budgets](const Value& value) {
    read_list(value, [&budgets](const Value& element) { read_budget(element, budgets); });
  };
}

}  // namespace shiptally::config
