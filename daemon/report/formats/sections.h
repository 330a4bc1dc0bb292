#pragma once
// The report as tables: one list from which every format but FOCUS is written, so that they cannot differ in
// what they say.  Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/report/model/model.h"

namespace shiptally::report {

enum class Kind : std::uint8_t { text, count, money, ratio, date, month, instant, mixed };

struct SectionColumn {
  std::string_view name;        ///< in JSON and CSV: snake_case, money with _usd
  std::string_view title;       ///< for a person
  Kind kind = Kind::text;       ///< of its cells; mixed: each tells its own
  bool total = false;           ///< adds up to the cell in `totals`
  std::string_view blank = {};  ///< what a person reads where a row has nothing here
};

struct Section {
  std::string_view name;   ///< in JSON and CSV
  std::string_view title;  ///< for a person; at most 31 characters, which is what a sheet's name may have
  std::string_view note;   ///< one sentence: what the rows are
  std::vector<SectionColumn> columns;
  std::vector<std::vector<Value>>
      rows;                   ///< ratios are doubles, times are Instant, the rest as in schema/table.h
  std::vector<Value> totals;  ///< as long as `columns`, or empty
};

/// Every section, in the order of reading, those without rows included.  `summary` begins, `provenance` ends.
std::vector<Section> sections(const CostReport& report);

/// The same without when, by which program and with which hash it was made: what the hash is about.
std::vector<Section> content_sections(const CostReport& report);

/// The tables by whom and what, of which `by_…` are sums of `detail`.
Section summary_section(const CostReport& report);
std::vector<Section> line_sections(const CostReport& report);
std::vector<Section> plan_sections(const CostReport& report);
std::vector<Section> control_sections(const CostReport& report);
Section provenance_section(const CostReport& report);

}  // namespace shiptally::report
