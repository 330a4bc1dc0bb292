#pragma once
// The statement of a month: what its requests cost by our prices, and what the bills say, line by line.  It
// is what a report shows and what a close freezes.  Pure; definitions in README.md, "Money".
//
// Computed lines come from requests of the month, by provider, model, service, team and item.  The item is a
// token class with its tokens and cost, "idle" for machines of our own that waited, or "requests", the line
// that counts a group's requests and has no amount; so every figure of the lines adds up, and the amounts add
// up to what /api/v1/cost gives for the month as one bucket.
//
// Billed lines come from the charges of that billing month (billed.h), in USD; the item is the charge
// category. Charges without an exchange rate are in no line: they are counted.
//
// A line is known by all that is not a figure of it.  There is one line a key, in the order of keys, and none
// whose figures are all zero.

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "daemon/metrics/money/billed.h"
#include "daemon/metrics/requests/usage.h"

namespace shiptally::metrics {

enum class CostSide : std::uint8_t { computed, billed };
std::string_view name(CostSide);

inline constexpr std::string_view kRequestsItem = "requests";
inline constexpr std::string_view kIdleItem = "idle";

/// What makes a line this line; an empty text is one that nobody told.
struct StatementKey {
  CostSide side = CostSide::computed;
  Instant period;  ///< start of the UTC month that the cost is of
  std::string provider, model, service, team;
  std::string item;                                 ///< token class, "idle" or "requests"; or charge category
  std::string charge_class, invoice, service_name;  ///< of billed lines
  friend auto operator<=>(const StatementKey&, const StatementKey&) = default;
};

/// What adds up.
struct StatementFigures {
  std::int64_t requests = 0, unpriced = 0;           ///< of the line "requests"
  std::int64_t tokens = 0;                           ///< of the lines of token classes
  std::int64_t charges = 0;                          ///< of billed lines
  Money amount = {};                                 ///< USD: computed, or billed
  Money list = {}, contracted = {}, effective = {};  ///< USD, of billed lines

  StatementFigures& operator+=(const StatementFigures& o);
  StatementFigures& operator-=(const StatementFigures& o);
  friend bool operator==(const StatementFigures&, const StatementFigures&) = default;
};

struct StatementLine : StatementKey, StatementFigures {
  const StatementKey& key() const { return *this; }
  const StatementFigures& figures() const { return *this; }
  friend bool operator==(const StatementLine&, const StatementLine&) = default;
};

struct Statement {
  Instant month;
  std::vector<StatementLine> lines;
  std::int64_t unconverted = 0;  ///< charges of the month in a currency without a rate
};

/// `usage` is by kUsageDayDimensions, with the month as its one bucket; of `billed` what is of another
/// billing month is left out.
Statement statement(Instant month, std::span<const UsageGroup> usage, const Billed& billed);

/// Lines in any order, any of them several times, as lines of a statement.
std::vector<StatementLine> settled(std::vector<StatementLine> lines);

/// The sum of one side.
StatementFigures total(std::span<const StatementLine> lines, CostSide side);

/// The lines as text, the same for the same lines for ever: what is hashed.  One line each, ended by LF;
/// fields in this order, with a TAB between: side ("computed", "billed"), period ("2026-10"), provider,
/// model, service, team, item, charge_class, invoice, service_name, requests, unpriced, tokens, charges,
/// amount, list, contracted, effective.  A TAB, LF, CR or backslash within a text is \t, \n, \r or \\.
/// Amounts are the shortest exact decimals of USD ("-0.5", "12", "0").
std::string canonical_text(std::span<const StatementLine> lines);
std::string canonical_text(const StatementLine& line);
/// Code::invalid, naming the line, for what canonical_text() never wrote.
Result<std::vector<StatementLine>> parse_lines(std::string_view text);

/// "2026-10"
std::string month_name(Instant month);
/// Code::invalid for anything but "YYYY-MM".
Result<Instant> parse_month(std::string_view text);

}  // namespace shiptally::metrics
