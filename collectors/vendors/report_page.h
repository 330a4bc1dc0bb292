#pragma once
// What the pages of all reports have in common:
//   {"data": [{<start>, <end>, "results": [{…}, …]}, …], "has_more": true, "next_page": "…"}
// and the reports themselves, one file each.

#include <initializer_list>

#include "collectors/decode/event.h"
#include "collectors/vendors/provider_report.h"

namespace shiptally::collectors {

/// Days a page: there is a row for each key and model, or project and line item, and a page has to fit into
/// memory.
inline constexpr const char* kDaysAPage = "7";

std::string anthropic_usage_target(Window days, std::string_view page);
std::string anthropic_cost_target(Window days, std::string_view page);
std::string openai_completions_target(Window days, std::string_view page);
std::string openai_embeddings_target(Window days, std::string_view page);
std::string openai_moderations_target(Window days, std::string_view page);
std::string openai_costs_target(Window days, std::string_view page);

Result<ReportPage> decode_anthropic_usage(std::string body, Instant now);
Result<ReportPage> decode_anthropic_cost(std::string body, Instant now);
Result<ReportPage> decode_openai_usage(std::string body, Instant now);
Result<ReportPage> decode_openai_costs(std::string body, Instant now);

/// A day and its rows, not read yet.
struct ReportDay {
  std::optional<Instant> from, to;
  std::vector<Value> results;
};

/// Reads all but the rows: `out` gets the days and where the next page begins.
bool read_envelope(Reader& reader, std::string_view body, std::vector<ReportDay>& days, ReportPage& out);

/// Reads a page whose rows are `Row`s; `take` adds one to the page.
template <class Row>
Result<ReportPage> read_report(std::string body, Instant now, std::span<const Field<Row>> fields,
                               bool (*take)(Reader&, Window day, Row&, ReportPage&)) {
  padded(body);
  std::deque<std::string> kept;
  Reader reader(kept, now, {});
  reader.prepare(body);
  ReportPage page;
  std::vector<ReportDay> days;
  if (!read_envelope(reader, body, days, page)) return Error{Code::unreadable, reader.error()};
  Table<Row> table(fields, Unknown::ignored);
  std::vector<Member> members;
  for (std::size_t d = 0; d < days.size(); ++d) {
    for (std::size_t i = 0; i < days[d].results.size(); ++i) {
      const Value& value = days[d].results[i];
      Row row;
      if (reader.expect(value, Type::object) && reader.members(value.raw, members) &&
          table.read(reader, members, row) && take(reader, page.days[d], row, page))
        continue;
      reader.within("data[" + std::to_string(d) + "].results[" + std::to_string(i) + "]");
      return Error{Code::unreadable, reader.error()};
    }
  }
  return page;
}

/// 32 hex digits that the same day and dimensions always give.
std::string report_row_id(Window day, std::initializer_list<std::string_view> dimensions);

/// Adds a charge of that day, in the month of the day, at one amount: reports tell no discounts.
bool take_charge(Reader& reader, Window day, Charge charge, ReportPage& page);

/// "path?a=b&…", a name and a value each, percent-encoded; one with an empty value is left out.
std::string query_target(std::string_view path,
                         std::initializer_list<std::pair<std::string_view, std::string>> parameters);

}  // namespace shiptally::collectors
