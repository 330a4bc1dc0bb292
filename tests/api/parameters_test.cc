#include "daemon/api/parameters.h"

#include <gtest/gtest.h>

namespace shiptally::api {
namespace {

using Fields = std::vector<Field>;

using enum Parameter;
constexpr Takes kAll = {from,    to,          month, as_of,    tz,    bucket, group_by_cost_centre,
                        service, environment, team,  provider, model, route,  profile,
                        metric,  since,       year,  id,       basis, period, scenario,
                        limit,   offset,      format};

Result<Parameters> parse(const Fields& fields) {
  return parse_parameters(fields, kAll, parse_instant("2026-11-23T12:00:00Z").value());
}

const Instant kNow = parse_instant("2026-11-23T12:00:00Z").value();

TEST(ParseParameters, DefaultsToTheLastThirtyDays) {
  const Parameters got = parse({}).value();
  EXPECT_EQ(got.query.window, (Window{kNow - std::chrono::days(30), kNow}));
  EXPECT_EQ(got.query.tz, "UTC");
  EXPECT_EQ(got.query.bucket, Bucket::none);
  EXPECT_TRUE(got.query.group_by.empty());
  EXPECT_EQ(got.query.profile, "dora-1");
  EXPECT_FALSE(got.query.as_of);
  EXPECT_EQ(got.query.limit, 1000u);
  EXPECT_EQ(got.query.offset, 0u);
  EXPECT_EQ(got.format, ReportFormat::json);
  EXPECT_EQ(got.metric, "");
}

struct WindowCase {
  const char* name;
  Fields parameters;
  const char *from, *to;
};

const WindowCase kWindows[] = {
    {"milliseconds",
     {{"from", "1764000000000"}, {"to", "1764003600000"}},
     "2025-11-24T16:00:00Z",
     "2025-11-24T17:00:00Z"},
    {"RFC 3339",
     {{"from", "2026-01-01T00:00:00+01:00"}, {"to", "2026-02-01"}},
     "2025-12-31T23:00:00Z",
     "2026-02-01"},
    {"only from", {{"from", "2026-11-01"}}, "2026-11-01", "2026-11-23T12:00:00Z"},
    {"only to: thirty days before it", {{"to", "2026-03-31"}}, "2026-03-01", "2026-03-31"},
    {"a month", {{"month", "2024-02"}}, "2024-02-01", "2024-03-01"},
    {"empty values are not given",
     {{"from", ""}, {"to", ""}},
     "2026-10-24T12:00:00Z",
     "2026-11-23T12:00:00Z"},
};

TEST(ParseParameters, ReadsTheWindow) {
  for (const WindowCase& c : kWindows) {
    const auto got = parse(c.parameters);
    ASSERT_TRUE(got) << c.name << ": " << got.error().message;
    EXPECT_EQ(format_instant(got->query.window.from), format_instant(parse_instant(c.from).value()))
        << c.name;
    EXPECT_EQ(format_instant(got->query.window.to), format_instant(parse_instant(c.to).value())) << c.name;
  }
}

TEST(ParseParameters, ReadsTheSingleValues) {
  const Fields parameters = {
      {"tz", "Europe/Berlin"}, {"bucket", "week"}, {"profile", "dora-1"}, {"as_of", "2026-11-01"},
      {"limit", "10000"},      {"offset", "20"},   {"format", "csv"},     {"metric", "change_fail_rate"},
      {"year", "2024"},        {"id", "pager/7"},  {"basis", "billed"},   {"scenario", "batch"},
      {"period", "quarter"}};
  const Parameters got = parse(parameters).value();
  EXPECT_EQ(got.query.tz, "Europe/Berlin");
  EXPECT_EQ(got.query.bucket, Bucket::week);
  EXPECT_EQ(got.query.as_of, parse_instant("2026-11-01").value());
  EXPECT_EQ(got.query.limit, 10000u);
  EXPECT_EQ(got.query.offset, 20u);
  EXPECT_EQ(got.format, ReportFormat::csv);
  EXPECT_EQ(got.metric, "change_fail_rate");
  EXPECT_EQ(got.year, 2024);
  EXPECT_EQ(got.basis, CostBasis::billed);
  EXPECT_EQ(got.period, BudgetPeriod::quarter);
  EXPECT_EQ(got.id, "pager/7");
  EXPECT_EQ(got.basis, CostBasis::billed);
  EXPECT_EQ(got.scenario, "batch");
}

TEST(ParseParameters, KnowsBucketsByNameAndSynonym) {
  const std::pair<const char*, Bucket> cases[] = {
      {"none", Bucket::none},       {"minute", Bucket::minute},   {"1m", Bucket::minute},
      {"5m", Bucket::five_minutes}, {"hour", Bucket::hour},       {"1h", Bucket::hour},
      {"day", Bucket::day},         {"1d", Bucket::day},          {"week", Bucket::week},
      {"month", Bucket::month},     {"quarter", Bucket::quarter}, {"", Bucket::none}};
  for (const auto& [text, want] : cases)
    EXPECT_EQ(parse(Fields{{"bucket", text}})->query.bucket, want) << text;
}

TEST(ParseParameters, GrafanasUtcIsUtc) { EXPECT_EQ(parse(Fields{{"tz", "utc"}})->query.tz, "UTC"); }

TEST(ParseParameters, ReadsGroupBy) {
  const std::vector<Dimension> want = {Dimension::model, Dimension::team};
  for (const Fields& p : {Fields{{"group_by", "model,team"}}, Fields{{"group_by", "{model,team}"}},
                          Fields{{"group_by", "model"}, {"group_by", "team"}},
                          Fields{{"group_by", "model,model,"}, {"group_by", "team"}}})
    EXPECT_EQ(parse(p)->query.group_by, want) << p[0].second;
  EXPECT_TRUE(parse(Fields{{"group_by", ""}})->query.group_by.empty());
}

struct FilterCase {
  const char* name;
  Fields parameters;
  std::vector<std::string> allowed;
};

const FilterCase kServiceFilters[] = {
    {"one", {{"service", "api"}}, {"api"}},
    {"comma list", {{"service", "api,web"}}, {"api", "web"}},
    {"repeated", {{"service", "api"}, {"service", "web,api"}}, {"api", "web"}},
    {"Grafana's list", {{"service", "{api,web}"}}, {"api", "web"}},
    {"Grafana's list of one", {{"service", "{api}"}}, {"api"}},
    {"empty", {{"service", ""}}, {}},
    {"All", {{"service", "All"}}, {}},
    {"$__all", {{"service", "$__all"}}, {}},
    {".*", {{"service", ".*"}}, {}},
    {"All among others", {{"service", "{api,All}"}}, {}},
    {"a comma too many does not widen it", {{"service", "api,"}}, {"api"}},
};

TEST(ParseParameters, ReadsFilters) {
  for (const FilterCase& c : kServiceFilters) {
    const auto got = parse(c.parameters);
    ASSERT_TRUE(got) << c.name;
    EXPECT_EQ(got->query.filter[Dimension::service], c.allowed) << c.name;
  }
}

TEST(ParseParameters, FiltersByEachDimensionOfARequest) {
  for (const char* text : {"service", "environment", "team", "provider", "model", "route"}) {
    const auto got = parse(Fields{{text, "x"}});
    ASSERT_TRUE(got) << text;
    EXPECT_EQ(got->query.filter[dimension(text).value()], std::vector<std::string>{"x"});
  }
}

struct BadCase {
  Fields parameters;
  const char* message;
};

const BadCase kBad[] = {
    {{{"from", "2026-01-01"}, {"from", "2026-01-01"}}, "from: given twice"},
    {{{"from", "yesterday"}}, "from: not an RFC 3339 time: \"yesterday\""},
    {{{"to", "99999999999999999999"}},
     "to: must be an integer from 0 to 253402300799999, not \"99999999999999999999\""},
    {{{"as_of", "0001-01-01T00:00:00+01:00"}},
     "as_of: must be within the years 0001 to 9999, not \"0001-01-01T00:00:00+01:00\""},
    {{{"to", "9999-12-31T23:59:59-01:00"}},
     "to: must be within the years 0001 to 9999, not \"9999-12-31T23:59:59-01:00\""},
    {{{"from", "2026-01-02"}, {"to", "2026-01-02"}}, "to: must be after from"},
    {{{"from", "2026-12-01"}}, "to: must be after from"},
    {{{"bucket", "2h"}}, "bucket: unknown \"2h\"; known: none, minute, 5m, hour, day, week, month, quarter"},
    {{{"group_by", "service,user"}},
     "group_by: unknown \"user\"; known: service, environment, team, provider, model, route, token_class, "
     "cost_centre"},
    {{{"month", "2026-1"}}, "month: must be a month like 2026-10, not \"2026-1\""},
    {{{"month", "2026-10"}, {"to", "2026-11-01"}}, "month: given together with from or to"},
    {{{"basis", "paid"}}, "basis: unknown \"paid\"; known: computed, billed"},
    {{{"profile", "pelorus"}},
     "profile: unknown \"pelorus\"; known: dora-1, devlake, gitlab, fourkeys, middleware, all"},
    {{{"limit", "0"}}, "limit: must be an integer from 1 to 10000, not \"0\""},
    {{{"limit", "10001"}}, "limit: must be an integer from 1 to 10000, not \"10001\""},
    {{{"limit", "1e3"}}, "limit: must be an integer from 1 to 10000, not \"1e3\""},
    {{{"offset", "-1"}}, "offset: must be an integer from 0 to 1000000000, not \"-1\""},
    {{{"year", "2022"}}, "year: unknown \"2022\"; known: 2021, 2023, 2024, 2025"},
    {{{"basis", "listed"}}, "basis: unknown \"listed\"; known: computed, billed"},
    {{{"period", "week"}}, "period: unknown \"week\"; known: month, quarter, year"},
    {{{"format", "xml"}}, "format: unknown \"xml\"; known: html, xlsx, csv, json, focus"},
};

TEST(ParseParameters, RefusesAndSaysWhy) {
  for (const BadCase& c : kBad) {
    const auto got = parse(c.parameters);
    ASSERT_TRUE(got.has_error()) << c.message;
    EXPECT_EQ(got.error().code, Code::invalid);
    EXPECT_EQ(got.error().message, c.message);
  }
}

TEST(ParseParameters, RefusesWhatTheEndpointDoesNotTakeAndNamesTheNearest) {
  const Takes takes = {service, group_by, format};
  const auto refused = [&](const Fields& fields) {
    return parse_parameters(fields, takes, kNow).error().message;
  };
  const std::string taken = "; this endpoint takes: group_by, service, format";
  EXPECT_EQ(refused({{"servcie", "api"}}),
            "unknown parameter \"servcie\" (did you mean \"service\"?)" + taken);
  EXPECT_EQ(refused({{"basis", "billed"}}), "unknown parameter \"basis\"" + taken)
      << "other endpoints take it";
  EXPECT_EQ(refused({{"token_class", "input"}, {"groupby", "team"}, {"token_class", "output"}}),
            "unknown parameters \"token_class\", \"groupby\" (did you mean \"group_by\"?)" + taken);
}

TEST(ParseParameters, AFormatOfReportsIsForReports) {
  EXPECT_EQ(parse(Fields{{"format", "xlsx"}}).error().message,
            "format: rows come as json or csv; html, xlsx and focus are of /api/v1/report");
  const auto file = parse_parameters(Fields{{"format", "xlsx"}}, {report_format}, kNow);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->format, ReportFormat::xlsx);
}

TEST(ParseParameters, CostCentreIsForAllocation) {
  EXPECT_EQ(parse_parameters(Fields{{"group_by", "cost_centre"}}, {group_by}, kNow).error().message,
            "group_by: cost_centre divides allocated cost only");
  EXPECT_TRUE(parse(Fields{{"group_by", "cost_centre,team"}})->by_cost_centre);
}

}  // namespace
}  // namespace shiptally::api
