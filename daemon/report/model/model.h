#pragma once
// What a month's cost report says: plain facts, filled by daemon/app, written out by the formats beside this
// file.  Amounts are USD and exact; an amount that nobody knows is none, never 0.  Everything here is pure.
//
//   computed   our logs times the price book; none where every request is unpriced
//   billed     what the invoices of the month say, given to teams and services by the allocation
//   effective  the same, as the bills' own EffectiveCost
//   drift      billed - computed, of providers whose bill has arrived; none for the others
//   ratios     of drift to the computed cost that a bill stands against

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "schema/facts.h"
#include "schema/request.h"
#include "schema/table.h"

namespace shiptally::report {

/// An amount that nobody told is none until something is added.
inline void add(std::optional<Money>& to, Money amount) { to = to.value_or(Money()) + amount; }

/// Tokens of all classes that are billed as such.
std::int64_t all_classes(const Tokens& tokens);

struct Sums {
  std::int64_t requests = 0;
  std::int64_t unpriced = 0;
  Tokens tokens;
  CostParts parts{};  ///< computed cost by token class
  Money idle;         ///< machines of our own that waited; a part of the computed cost
  /// Set for providers that sent a bill for the month, also where nothing of it falls on this line.
  std::optional<Money> billed, effective;
  Money compared;  ///< the computed cost that stands against a bill

  std::optional<Money> computed() const;
  std::optional<Money> drift() const;
  /// Drift by compared cost, in millionths, half-even; none without drift or compared cost.
  std::optional<std::int64_t> drift_ppm() const;
  Sums& operator+=(const Sums& o);
};

/// Whom and what a line is about; empty: not told, or of no model.
struct LineKey {
  std::string cost_centre, team, service, provider, model;
  friend auto operator<=>(const LineKey&, const LineKey&) = default;
};

struct Line {
  LineKey key;
  Sums sums;
};

/// Lines added up by whatever `name` answers, sorted by it.  The sums of the groups are those of the lines.
struct Group {
  std::vector<std::string> names;
  Sums sums;
};
std::vector<Group> grouped(const std::vector<Line>& lines,
                           const std::function<std::vector<std::string>(const LineKey&)>& names);
Sums total(const std::vector<Line>& lines);

/// The computed cost of a model on a UTC day; for the chart.
struct ModelDay {
  Instant day;
  std::string model;
  Money computed;
};

struct MonthTotal {
  Instant month;
  std::optional<Money> computed, billed;
};

struct BudgetLine {
  std::string name, period, basis;  ///< "month", "computed"
  Instant from, to;                 ///< of the period
  Money amount;
  std::optional<Money> spent, forecast, forecast_low, forecast_high;
  std::string status;  ///< "ok", …
};

/// What the month will have cost at its end, told while it runs.
struct MonthForecast {
  std::string basis;  ///< "computed", "billed"
  Money so_far;
  std::optional<Money> total, low, high;  ///< with the 80 % interval; none: `reason` says why
  std::int64_t days = 0;                  ///< that it was learned from
  std::string reason;
};

/// A charge of an earlier month that counts in this one.
struct Correction {
  Instant month;  ///< that it is about
  std::string what, id;
  std::optional<Money> computed, billed, effective;
};

/// What is in no sum, or in a sum but on no line of a team: one row a reason and place.
struct LeftOut {
  std::string what;  ///< "unpriced", "unconverted", "unallocated", "not billed yet", …
  std::string provider, subject;
  std::int64_t count = 0;
  std::string counted;   ///< "requests", "charges"
  std::string currency;  ///< of `amount`, empty: none
  std::optional<Money> amount;
  std::string meaning;  ///< for a person: what it does to the sums
};

/// An exchange rate that an amount of this month was converted at.
struct RateUsed {
  std::string currency, rate, source;
  Instant from;
  std::int64_t charges = 0;
};

/// One figure reached on two ways, which must agree to the last digit.
struct Control {
  std::string name;
  Value of_lines, of_source;  ///< the sum of the report's lines, and what `source` says
  std::string source;
  bool agrees() const { return of_lines == of_source; }
};

/// A charge's part that one team and service bear, for FOCUS.  The parts of a charge add up to it.
struct ChargePart {
  Charge charge;  ///< as billed, in its own currency
  std::string cost_centre, team, service;
  std::string allocated_by;  ///< "tag", "usage", a rule's name; empty: unallocated
  bool whole = true;         ///< false: a part of the charge only; its quantity is on no part
  Money list, contracted, billed, effective;  ///< USD
  std::string rate;                           ///< that it was converted at, empty: it was in USD
};

/// Of a statement's lines; none where none of them tells it.
struct ClosedSums {
  std::int64_t requests = 0;
  std::optional<Money> computed, billed, effective;
  bool nothing() const;  ///< all of it is 0 or none
  ClosedSums& operator+=(const ClosedSums& o);
};

/// The statement of today is all three sums together.
struct Close {
  Instant closed;
  std::string hash, rules;  ///< prices and exchange rates that were in force then
  ClosedSums as_closed;
  ClosedSums booked_later;  ///< as corrections in months closed since
  ClosedSums open;          ///< known since, and booked nowhere yet
};

/// What became known of a month after it was closed, booked in the report's month beside its own figures.
struct LateFacts {
  Instant month;  ///< that it is about
  std::string team, service, provider, model;
  ClosedSums sums;
};

struct CostReport {
  Instant month;                 ///< its start, UTC
  Instant until;                 ///< the end of the month, or how far it was counted while it runs
  std::optional<Instant> as_of;  ///< what was known then; none: all that is known
  Instant generated;
  std::string program_version;
  std::string rules;           ///< which prices and exchange rates were in force
  std::optional<Close> close;  ///< none: the month is open
  std::string sha256;          ///< of content() in format.h, hex

  std::vector<Line> lines;         ///< by key, each once
  std::vector<Line> previous;      ///< of the month before; while this one runs, up to the same day
  std::vector<ModelDay> days;      ///< by day and model
  std::vector<MonthTotal> months;  ///< twelve that end with this one, ascending
  std::optional<std::vector<BudgetLine>> budgets;  ///< none: nobody looked; then no section speaks of them
  std::vector<MonthForecast> forecast;             ///< by basis; of a month that is over there is none
  std::vector<Correction> corrections;
  std::vector<LateFacts> late;  ///< by month, team, service, provider and model; in no other sum
  std::vector<LeftOut> left_out;
  std::vector<RateUsed> rates;
  std::vector<Control> controls;
  std::vector<ChargePart> charges;  ///< by key of the charge, then team and service

  bool running() const;  ///< the month is not over yet
};

/// Start of the UTC month after the one that begins at `month`, and of the `n`th month before it.
Instant month_after(Instant month);
Instant months_earlier(Instant month, int n);

}  // namespace shiptally::report
