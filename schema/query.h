#pragma once
// What a reader asks for: the same parameters on every endpoint of the read API.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/base/interruption.h"
#include "schema/base/window.h"

namespace shiptally {

/// Spans in which an answer is given.  Up to `hour` they have a fixed length, from `day` on they are
/// calendar spans in the query's time zone.  `none` gives one row for the whole window.
enum class Bucket : std::uint8_t { none, minute, five_minutes, hour, day, week, month, quarter };

/// Dimensions to group and filter by.
enum class Dimension : std::uint8_t { service, environment, team, provider, model, route, token_class };
inline constexpr std::size_t kDimensions = 7;
std::string_view name(Dimension);
std::optional<Dimension> dimension(std::string_view name);
std::string_view name(Bucket);  ///< "none", "minute", "5m", "hour", "day", …
std::optional<Bucket> bucket(std::string_view name);

/// Allowed values of each dimension; an empty list allows all.
struct Filter {
  std::vector<std::string> allowed[kDimensions];

  bool allows(Dimension d, std::string_view value) const;
  std::vector<std::string>& operator[](Dimension d) { return allowed[static_cast<std::size_t>(d)]; }
  const std::vector<std::string>& operator[](Dimension d) const {
    return allowed[static_cast<std::size_t>(d)];
  }
  friend bool operator==(const Filter&, const Filter&) = default;
};

struct Query {
  Window window;
  std::string tz = "UTC";  ///< IANA name
  Bucket bucket = Bucket::none;
  std::vector<Dimension> group_by;
  Filter filter;
  std::string profile = "dora-1";
  std::optional<Instant> as_of;  ///< leave out what had not arrived by then
  std::size_t limit = 1000;      ///< rows a page, lists only
  std::size_t offset = 0;
  Interruption interruption = {};  ///< long work looks at it
};

/// The rows of a list that the query's page has: from `begin` up to `end`, of `rows` in all.
struct Page {
  std::size_t begin, end;
};
inline Page page_of(const Query& query, std::size_t rows) {
  const std::size_t begin = std::min(query.offset, rows);
  return {begin, begin + std::min(query.limit, rows - begin)};
}

}  // namespace shiptally
