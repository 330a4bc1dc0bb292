#include "daemon/expose/tables/coverage_table.h"

#include "schema/cells.h"

namespace shiptally::expose {
namespace {

constexpr ColumnOf<metrics::CoverageRow> kCoverageColumns[] = {
    {"check", [](auto& r) -> Value { return std::string(r.check); }},
    {"subject", [](auto& r) -> Value { return std::string(r.facts); }},
    {"service", [](auto& r) { return text_or_none(r.service); }},
    {"environment", [](auto& r) { return text_or_none(r.environment); }},
    {"source", [](auto& r) { return text_or_none(r.source); }},
    {"affected", [](auto& r) { return count_value(r.affected); }},
    {"total", [](auto& r) { return count_value(r.total); }},
    {"affected_ratio",
     [](auto& r) -> Value { return static_cast<double>(r.affected) / static_cast<double>(r.total); }},
    {"examples", [](auto& r) -> Value { return r.examples; }},
    {"since", [](auto& r) { return value_or_none(r.since); }},
    {"last", [](auto& r) { return value_or_none(r.last); }},
    {"advice", [](auto& r) -> Value { return r.advice; }},
};

}  // namespace

Table coverage_table(std::span<const metrics::CoverageRow> rows) { return table_of(kCoverageColumns, rows); }

}  // namespace shiptally::expose
