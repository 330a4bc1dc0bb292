#include "daemon/expose/reconciliation_table.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/stats/calendar.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using metrics::DriftParts;
using metrics::Reconciliation;

template <class T>
void add_known(std::optional<T>& sum, const std::optional<T>& more) {
  if (more) sum = sum.value_or(T()) + *more;
}

/// The days of one bucket and group.
struct Sum {
  std::optional<Money> computed, metered, billed;
  DriftParts parts;
  std::int64_t requests = 0, unpriced = 0;
  std::optional<std::int64_t> metered_requests;

  void add(const Reconciliation& day) {
    add_known(computed, day.computed);
    add_known(metered, day.metered);
    add_known(billed, day.billed);
    add_known(metered_requests, day.metered_requests);
    parts += day.parts;
    requests += day.requests;
    unpriced += day.unpriced;
  }
  Money drift() const { return billed.value_or(Money()) - computed.value_or(Money()); }
};

struct Part {
  const char* column;
  Money DriftParts::*amount;
  const char* why;
};

constexpr Part kParts[] = {
    {"unbilled_usd", &DriftParts::unbilled, "days on which the provider's bill has no usage"},
    {"other_charges_usd", &DriftParts::other_charges,
     "charges without a model, or for something else than usage"},
    {"time_boundary_usd", &DriftParts::time_boundary, "the same difference the other way on a day beside it"},
    {"missing_requests_usd", &DriftParts::missing_requests,
     "the provider's meter counted other requests than were logged with a price"},
    {"token_counts_usd", &DriftParts::token_counts, "the meter counted other tokens of the same requests"},
    {"price_difference_usd", &DriftParts::prices,
     "what the meter counted was billed at another price than ours"},
    {"unexplained_usd", &DriftParts::unexplained, "no usage report of the provider to compare with"},
};

Value why(const Sum& sum) {
  std::string text;
  const auto add = [&](const std::string& more) { text.append(text.empty() ? "" : "; ").append(more); };
  for (const Part& part : kParts)
    if (sum.parts.*part.amount != Money()) add(part.why);
  if (sum.unpriced > 0) add(std::to_string(sum.unpriced) + " logged requests have no price");
  return text.empty() ? Value() : Value(text);
}

template <class T>
Value maybe(const std::optional<T>& value) {
  return value ? Value(*value) : Value();
}

using Key = std::pair<std::size_t, std::vector<std::string>>;

std::vector<Value> row_of(const Key& key, const Sum& sum, const Window& bucket, const MoneyRules& rules) {
  std::vector<Value> row = {bucket.from, bucket.to};
  for (const std::string& value : key.second) row.push_back(value.empty() ? Value() : Value(value));
  row.emplace_back(sum.requests);
  row.emplace_back(sum.unpriced);
  row.push_back(maybe(sum.metered_requests));
  for (const auto& amount : {sum.computed, sum.metered, sum.billed}) row.push_back(maybe(amount));
  row.emplace_back(sum.drift());
  for (const Part& part : kParts) row.emplace_back(sum.parts.*part.amount);
  row.emplace_back(metrics::alarms(rules, sum.drift() - sum.parts.unbilled, sum.billed.value_or(Money())));
  row.push_back(why(sum));
  return row;
}

bool is_known(Dimension d) { return d == Dimension::provider || d == Dimension::model; }

}  // namespace

Result<void> check_reconciliation_query(const Query& query) {
  const auto invalid = [](const std::string& message) { return Error{Code::invalid, message}; };
  if (query.window.from >= query.window.to) return invalid("to: less than one whole UTC day after from");
  if (query.tz != "UTC") return invalid("tz: days of bills are UTC");
  if (query.bucket != Bucket::none && query.bucket < Bucket::day)
    return invalid("bucket: none, day, week, month or quarter; bills are by day at best");
  for (const Dimension d : query.group_by)
    if (!is_known(d)) return invalid("group_by: bills are reconciled by provider and model only");
  for (std::size_t i = 0; i < kDimensions; ++i)
    if (const auto d = static_cast<Dimension>(i); !is_known(d) && !query.filter[d].empty())
      return invalid(std::string(name(d)) + ": bills are reconciled by provider and model only");
  return {};
}

Result<Table> reconciliation_table(std::span<const Reconciliation> days, const MoneyRules& rules,
                                   const Query& query) {
  const auto buckets = metrics::buckets(query.window, query.bucket, "UTC");
  if (buckets.has_error()) return buckets.error();
  std::map<Key, Sum> sums;
  for (const Reconciliation& day : days) {
    if (!query.filter.allows(Dimension::provider, day.provider)) continue;
    if (!query.filter.allows(Dimension::model, day.model)) continue;
    const auto after = std::upper_bound(buckets->begin(), buckets->end(), day.day,
                                        [](Instant t, const Window& bucket) { return t < bucket.from; });
    Key key{static_cast<std::size_t>(after - buckets->begin() - 1), {}};
    for (const Dimension d : query.group_by)
      key.second.push_back(d == Dimension::provider ? day.provider : day.model);
    sums[std::move(key)].add(day);
  }
  Table table;
  const auto add = [&](std::string_view name) { table.columns.push_back(&column(name)); };
  for (const char* name : {"time", "end_time"}) add(name);
  for (const Dimension d : query.group_by) add(name(d));
  for (const char* name : {"requests", "unpriced_requests", "metered_requests", "computed_usd", "metered_usd",
                           "billed_usd", "drift_usd"})
    add(name);
  for (const Part& part : kParts) add(part.column);
  for (const char* name : {"alarm", "why"}) add(name);
  for (const auto& [key, sum] : sums) table.rows.push_back(row_of(key, sum, (*buckets)[key.first], rules));
  return table;
}

}  // namespace shiptally::expose
