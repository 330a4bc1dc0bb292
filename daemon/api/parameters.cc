#include "daemon/api/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "daemon/metrics/delivery/bands.h"
#include "daemon/metrics/money/statement.h"
#include "daemon/metrics/profiles/profile.h"
#include "schema/base/nearest.h"

namespace shiptally::api {
namespace {

constexpr Millis kDefaultSpan = std::chrono::days(30);
constexpr std::int64_t kLimitMax = 10'000;
constexpr std::int64_t kOffsetMax = 1'000'000'000;
constexpr std::string_view kCostCentre = "cost_centre";
constexpr std::int64_t kFirstMs = -62'135'596'800'000;  // the beginning of the year 0001
constexpr std::int64_t kLastMs = 253'402'300'799'999;   // the end of the year 9999

Error invalid(std::string_view parameter, std::string reason) {
  return {Code::invalid, std::string(parameter) + ": " + std::move(reason)};
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text.substr(0, 80)) + "\""; }

template <class Names>
std::string listed(const Names& names) {
  std::string out;
  for (const std::string_view name : names) out.append(out.empty() ? "" : ", ").append(name);
  return out;
}

Result<std::int64_t> integer(std::string_view text, std::int64_t low, std::int64_t high) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
    return Error{Code::invalid, "must be an integer from " + std::to_string(low) + " to " +
                                    std::to_string(high) + ", not " + in_quotes(text)};
  return value;
}

Result<Instant> instant(std::string_view text) {
  const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (!digits) {
    auto parsed = parse_instant(text);
    if (parsed && (to_ms(*parsed) < kFirstMs || to_ms(*parsed) > kLastMs))
      return Error{Code::invalid, "must be within the years 0001 to 9999, not " + in_quotes(text)};
    return parsed;
  }
  const Result<std::int64_t> ms = integer(text, 0, kLastMs);
  if (!ms) return ms.error();
  return instant_from_ms(*ms);
}

/// What has been read so far; the default times are filled in at the end.
struct Draft {
  Parameters read;
  std::optional<Instant> from, to;
};

/// Keeps what a parser read, or passes its error on.
template <class T, class Target>
Result<void> put(Result<T> value, Target& target) {
  if (!value) return value.error();
  target = static_cast<Target>(std::move(*value));
  return {};
}

Result<Bucket> parse_bucket(std::string_view text) {
  constexpr std::pair<std::string_view, Bucket> kSynonyms[] = {
      {"1m", Bucket::minute}, {"5m", Bucket::five_minutes}, {"1h", Bucket::hour}, {"1d", Bucket::day}};
  for (const auto& [synonym, value] : kSynonyms)
    if (synonym == text) return value;
  if (const auto known = bucket(text)) return *known;
  return Error{Code::invalid,
               "unknown " + in_quotes(text) + "; known: none, minute, 5m, hour, day, week, month, quarter"};
}

Result<std::string> parse_profile(std::string_view text) {
  std::vector<std::string_view> known;
  for (const metrics::Profile& profile : metrics::profiles()) known.push_back(profile.name);
  known.push_back(metrics::kAllProfiles);
  if (std::find(known.begin(), known.end(), text) != known.end()) return std::string(text);
  return Error{Code::invalid, "unknown " + in_quotes(text) + "; known: " + listed(known)};
}

Result<ReportFormat> parse_report_format(std::string_view text) {
  if (const auto known = report_format(text)) return *known;
  return Error{Code::invalid, "unknown " + in_quotes(text) + "; known: " + listed(kReportFormats)};
}

/// Rows come as json or csv.
Result<ReportFormat> parse_format(std::string_view text) {
  auto format = parse_report_format(text);
  if (!format.has_error() && *format != ReportFormat::json && *format != ReportFormat::csv)
    return Error{Code::invalid, "rows come as json or csv; html, xlsx and focus are of /api/v1/report"};
  return format;
}

Result<int> parse_year(std::string_view text) {
  std::string known;
  for (const int year : metrics::band_years()) {
    if (text == std::to_string(year)) return year;
    known.append(known.empty() ? "" : ", ").append(std::to_string(year));
  }
  return Error{Code::invalid, "unknown " + in_quotes(text) + "; known: " + known};
}

Result<CostBasis> parse_basis(std::string_view text) {
  for (const CostBasis basis : {CostBasis::computed, CostBasis::billed})
    if (text == name(basis)) return basis;
  return Error{Code::invalid, "unknown " + in_quotes(text) + "; known: computed, billed"};
}

Result<BudgetPeriod> parse_period(std::string_view text) {
  for (const BudgetPeriod period : {BudgetPeriod::month, BudgetPeriod::quarter, BudgetPeriod::year})
    if (text == name(period)) return period;
  return Error{Code::invalid, "unknown " + in_quotes(text) + "; known: month, quarter, year"};
}

/// Grafana's own name for UTC is in lower case.
Result<std::string> parse_zone(std::string_view text) { return text == "utc" ? "UTC" : std::string(text); }

using Text = std::string_view;

/// How a parameter is called, and how its one value is read; lists are read by read_group_by, read_filters.
struct Known {
  std::string_view name;
  Result<void> (*set)(Draft&, Text text) = nullptr;
};

/// In the order of Parameter.
constexpr Known kKnown[] = {
    {"from", [](Draft& d, Text t) { return put(instant(t), d.from); }},
    {"to", [](Draft& d, Text t) { return put(instant(t), d.to); }},
    {"month", [](Draft& d, Text t) { return put(metrics::parse_month(t), d.read.month); }},
    {"as_of", [](Draft& d, Text t) { return put(instant(t), d.read.query.as_of); }},
    {"tz", [](Draft& d, Text t) { return put(parse_zone(t), d.read.query.tz); }},
    {"bucket", [](Draft& d, Text t) { return put(parse_bucket(t), d.read.query.bucket); }},
    {"group_by"},
    {"group_by"},
    {"service"},
    {"environment"},
    {"team"},
    {"provider"},
    {"model"},
    {"route"},
    {"profile", [](Draft& d, Text t) { return put(parse_profile(t), d.read.query.profile); }},
    {"metric", [](Draft& d, Text t) { return put(Result<std::string>(t), d.read.metric); }},
    {"since", [](Draft& d, Text t) { return put(instant(t), d.read.since); }},
    {"year", [](Draft& d, Text t) { return put(parse_year(t), d.read.year); }},
    {"id", [](Draft& d, Text t) { return put(Result<std::string>(t), d.read.id); }},
    {"basis", [](Draft& d, Text t) { return put(parse_basis(t), d.read.basis); }},
    {"period", [](Draft& d, Text t) { return put(parse_period(t), d.read.period); }},
    {"scenario", [](Draft& d, Text t) { return put(Result<std::string>(t), d.read.scenario); }},
    {"limit", [](Draft& d, Text t) { return put(integer(t, 1, kLimitMax), d.read.query.limit); }},
    {"offset", [](Draft& d, Text t) { return put(integer(t, 0, kOffsetMax), d.read.query.offset); }},
    {"format", [](Draft& d, Text t) { return put(parse_format(t), d.read.format); }},
    {"format", [](Draft& d, Text t) { return put(parse_report_format(t), d.read.format); }},
};
static_assert(std::size(kKnown) == kParameters);

constexpr std::pair<Parameter, Dimension> kFilters[] = {
    {Parameter::service, Dimension::service}, {Parameter::environment, Dimension::environment},
    {Parameter::team, Dimension::team},       {Parameter::provider, Dimension::provider},
    {Parameter::model, Dimension::model},     {Parameter::route, Dimension::route}};

Error not_taken(const std::vector<std::string_view>& refused, const std::vector<std::string_view>& taken) {
  std::string message = refused.size() == 1 ? "unknown parameter " : "unknown parameters ";
  for (const std::string_view name : refused) {
    const std::string_view near = nearest(name, taken);
    message.append(name == refused.front() ? "" : ", ").append(in_quotes(name));
    if (!near.empty()) message.append(" (did you mean \"").append(near).append("\"?)");
  }
  return {Code::invalid, message + "; this endpoint takes: " + listed(taken)};
}

Result<void> refuse_others(std::span<const Field> fields, Takes takes) {
  const auto taken = names(takes);
  std::vector<std::string_view> refused;
  for (const auto& [name, value] : fields)
    if (std::find(taken.begin(), taken.end(), name) == taken.end() &&
        std::find(refused.begin(), refused.end(), name) == refused.end())
      refused.push_back(name);
  if (refused.empty()) return {};
  return not_taken(refused, taken);
}

/// Elements of a list parameter as it was sent once: "a", "a,b", "{a,b}".
std::vector<std::string> elements(std::string_view text) {
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}') text = text.substr(1, text.size() - 2);
  std::vector<std::string> out;
  while (true) {
    const std::size_t comma = text.find(',');
    out.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
  }
}

bool means_all(std::string_view element) {
  return element == "All" || element == "$__all" || element == ".*";
}

/// The values of a list parameter in all its occurrences, each once, in the order given; empty ones left out.
std::vector<std::string> values(std::span<const Field> fields, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [key, text] : fields) {
    if (key != name) continue;
    for (std::string& element : elements(text))
      if (!element.empty() && std::find(out.begin(), out.end(), element) == out.end())
        out.push_back(std::move(element));
  }
  return out;
}

Result<void> read_single(std::span<const Field> fields, const Known& single, Draft& draft) {
  const Field* given = nullptr;
  for (const Field& p : fields) {
    if (p.first != single.name) continue;
    if (given != nullptr) return invalid(single.name, "given twice");
    given = &p;
  }
  if (given == nullptr || given->second.empty()) return {};
  const Result<void> set = single.set(draft, given->second);
  if (!set) return invalid(single.name, set.error().message);
  return {};
}

Result<void> read_group_by(std::span<const Field> fields, Takes takes, Parameters& read) {
  for (const std::string& value : values(fields, "group_by")) {
    const auto d = dimension(value);
    if (value == kCostCentre) {
      if (!takes.has(Parameter::group_by_cost_centre))
        return invalid("group_by", "cost_centre divides allocated cost only");
      read.by_cost_centre = true;
    } else if (d) {
      read.query.group_by.push_back(*d);
    } else {
      return invalid("group_by", "unknown " + in_quotes(value) +
                                     "; known: service, environment, team, provider, model, route, "
                                     "token_class, cost_centre");
    }
  }
  return {};
}

Result<void> read_window(const Draft& draft, Instant now, Window& window) {
  const std::optional<Instant> month = draft.read.month;
  if (month && (draft.from || draft.to)) return invalid("month", "given together with from or to");
  window.to = month ? metrics::next_month(*month) : draft.to.value_or(now);
  window.from = month ? *month : draft.from.value_or(window.to - kDefaultSpan);
  if (window.to <= window.from) return invalid("to", "must be after from");
  return {};
}

void read_filters(std::span<const Field> fields, Filter& filter) {
  for (const auto& [parameter, d] : kFilters) {
    std::vector<std::string> allowed = values(fields, name(d));
    if (std::none_of(allowed.begin(), allowed.end(), means_all)) filter[d] = std::move(allowed);
  }
}

}  // namespace

std::string_view name(Parameter parameter) { return kKnown[static_cast<std::size_t>(parameter)].name; }

std::vector<std::string_view> names(Takes takes) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < kParameters; ++i)
    if (takes.has(static_cast<Parameter>(i))) out.push_back(kKnown[i].name);
  return out;
}

Result<Parameters> parse_parameters(std::span<const Field> fields, Takes takes, Instant now) {
  if (const auto others = refuse_others(fields, takes); !others) return others.error();
  Draft draft;
  for (std::size_t i = 0; i < kParameters; ++i)
    if (takes.has(static_cast<Parameter>(i)) && kKnown[i].set != nullptr)
      if (const auto done = read_single(fields, kKnown[i], draft); !done) return done.error();
  if (const auto done = read_group_by(fields, takes, draft.read); !done) return done.error();
  read_filters(fields, draft.read.query.filter);
  if (const auto done = read_window(draft, now, draft.read.query.window); !done) return done.error();
  return std::move(draft.read);
}

}  // namespace shiptally::api
