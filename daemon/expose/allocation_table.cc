#include "daemon/expose/allocation_table.h"

#include <algorithm>
#include <map>

#include "daemon/metrics/money/cost_centre.h"
#include "daemon/metrics/stats/calendar.h"
#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using metrics::AllocationRow;
using metrics::Amounts;

constexpr Dimension kKnown[] = {Dimension::team, Dimension::service, Dimension::provider, Dimension::model};
constexpr std::string_view kUnconverted = "unconverted";

bool is_known(Dimension d) { return std::find(std::begin(kKnown), std::end(kKnown), d) != std::end(kKnown); }

std::string_view value_of(const AllocationRow& row, Dimension d) {
  switch (d) {
    case Dimension::team:
      return row.team;
    case Dimension::service:
      return row.service;
    case Dimension::provider:
      return row.provider;
    default:
      return row.model;
  }
}

Value text(std::string_view value) { return value.empty() ? Value() : Value(std::string(value)); }

/// What tells two rows of the answer apart, in the order in which they are sorted.
struct Group {
  std::size_t bucket;
  std::vector<std::string> values;
  std::string_view method;
  std::string rule, reason;
  bool idle;
  friend auto operator<=>(const Group&, const Group&) = default;
};

class Grouping {
 public:
  Grouping(std::vector<Window> buckets, std::span<const CostCentre> centres, const ReadQuery& request)
      : buckets_(std::move(buckets)), centres_(centres), request_(request) {}

  void add(const AllocationRow& row) {
    if (const auto group = group_of(row, name(row.method))) amounts_[*group] += row.usd;
  }
  void add(const Charge& charge) {
    AllocationRow row;
    row.time = metrics::billing_month(charge);
    row.team = charge.team;
    row.service = charge.service;
    row.provider = charge.provider;
    row.model = charge.model;
    row.reason = charge.currency;
    if (const auto group = group_of(row, kUnconverted)) ++unconverted_[*group];
  }
  Table table() const;

 private:
  std::optional<Group> group_of(const AllocationRow& row, std::string_view method) const;
  std::vector<Value> begin_row(const Group& group) const;

  const std::vector<Window> buckets_;
  const std::span<const CostCentre> centres_;
  const ReadQuery& request_;
  std::map<Group, Amounts> amounts_;
  std::map<Group, std::int64_t> unconverted_;  ///< charges; the reason is their currency
};

std::optional<Group> Grouping::group_of(const AllocationRow& row, std::string_view method) const {
  const auto bucket = std::find_if(buckets_.begin(), buckets_.end(),
                                   [&](const Window& window) { return window.contains(row.time); });
  if (bucket == buckets_.end()) return {};
  for (const Dimension d : kKnown)
    if (!request_.query.filter.allows(d, value_of(row, d))) return {};
  Group group{
      static_cast<std::size_t>(bucket - buckets_.begin()), {}, method, row.rule, row.reason, row.idle};
  if (request_.by_cost_centre) {
    const CostCentre* centre = metrics::cost_centre_of(centres_, row.team, row.service);
    group.values.push_back(centre == nullptr ? std::string() : centre->name);
  }
  for (const Dimension d : request_.query.group_by) group.values.emplace_back(value_of(row, d));
  return group;
}

std::vector<Value> Grouping::begin_row(const Group& group) const {
  const Window& bucket = buckets_[group.bucket];
  std::vector<Value> row = {bucket.from, bucket.to};
  for (const std::string& value : group.values) row.push_back(text(value));
  row.emplace_back(std::string(group.method));
  row.push_back(text(group.rule));
  return row;
}

Table Grouping::table() const {
  Table table;
  const auto add = [&](std::string_view name) { table.columns.push_back(&column(name)); };
  for (const char* name : {"time", "end_time"}) add(name);
  if (request_.by_cost_centre) add("cost_centre");
  for (const Dimension d : request_.query.group_by) add(name(d));
  for (const char* name :
       {"method", "rule", "reason", "idle", "billed_usd", "effective_usd", "contracted_usd", "list_usd"})
    add(name);
  for (const auto& [group, usd] : amounts_) {
    std::vector<Value> row = begin_row(group);
    row.push_back(text(group.reason));
    row.emplace_back(group.idle);
    for (const Money amount : {usd.billed, usd.effective, usd.contracted, usd.list}) row.emplace_back(amount);
    table.rows.push_back(std::move(row));
  }
  for (const auto& [group, charges] : unconverted_) {
    std::vector<Value> row = begin_row(group);
    row.emplace_back("no exchange rate of " + group.reason +
                     " was in force (charges: " + std::to_string(charges) + ")");
    row.emplace_back(group.idle);
    row.resize(table.columns.size());
    table.rows.push_back(std::move(row));
  }
  std::stable_sort(table.rows.begin(), table.rows.end(), [](const auto& a, const auto& b) {
    return std::get<Instant>(a.front()) < std::get<Instant>(b.front());
  });
  return table;
}

}  // namespace

Result<void> check_allocation_query(const ReadQuery& request) {
  const Query& query = request.query;
  const auto invalid = [](std::string message) { return Error{Code::invalid, std::move(message)}; };
  for (const Instant t : {query.window.from, query.window.to})
    if (t != metrics::month_of(t))
      return invalid(
          "month: missing; a bill is of whole UTC months (month=2026-10, or from and to at starts of "
          "months)");
  if (query.bucket != Bucket::none && query.bucket != Bucket::month && query.bucket != Bucket::quarter)
    return invalid("bucket: none, month or quarter; a bill is of whole months");
  if (query.tz != "UTC") return invalid("tz: months of bills are UTC");
  for (const Dimension d : query.group_by)
    if (!is_known(d)) return invalid("group_by: charges have no " + std::string(name(d)));
  for (const Dimension d : {Dimension::environment, Dimension::route})
    if (!query.filter[d].empty()) return invalid(std::string(name(d)) + ": charges have none");
  return {};
}

Result<Table> allocation_table(std::span<const AllocationRow> rows, std::span<const Charge> unconverted,
                               std::span<const CostCentre> centres, const ReadQuery& request) {
  auto buckets = metrics::buckets(request.query.window, request.query.bucket, "UTC");
  if (buckets.has_error()) return buckets.error();
  Grouping grouping(std::move(*buckets), centres, request);
  for (const AllocationRow& row : rows) grouping.add(row);
  for (const Charge& charge : unconverted) grouping.add(charge);
  return grouping.table();
}

}  // namespace shiptally::expose
