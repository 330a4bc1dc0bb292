#include "daemon/expose/parse_query.h"

#include <gtest/gtest.h>

namespace shiptally::expose {
namespace {

using Parameters = std::vector<Parameter>;

const Instant kNow = parse_instant("2026-11-23T12:00:00Z").value();

TEST(ParseQuery, DefaultsToTheLastThirtyDays) {
  const ReadQuery got = parse_query({}, kNow).value();
  EXPECT_EQ(got.query.window, (Window{kNow - std::chrono::days(30), kNow}));
  EXPECT_EQ(got.query.tz, "UTC");
  EXPECT_EQ(got.query.bucket, Bucket::none);
  EXPECT_TRUE(got.query.group_by.empty());
  EXPECT_EQ(got.query.profile, "dora-1");
  EXPECT_FALSE(got.query.as_of);
  EXPECT_EQ(got.query.limit, 1000u);
  EXPECT_EQ(got.query.offset, 0u);
  EXPECT_EQ(got.format, Format::json);
  EXPECT_EQ(got.metric, "");
}

struct WindowCase {
  const char* name;
  Parameters parameters;
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

TEST(ParseQuery, ReadsTheWindow) {
  for (const WindowCase& c : kWindows) {
    const auto got = parse_query(c.parameters, kNow);
    ASSERT_TRUE(got) << c.name << ": " << got.error().message;
    EXPECT_EQ(format_instant(got->query.window.from), format_instant(parse_instant(c.from).value()))
        << c.name;
    EXPECT_EQ(format_instant(got->query.window.to), format_instant(parse_instant(c.to).value())) << c.name;
  }
}

TEST(ParseQuery, ReadsTheSingleValues) {
  const Parameters parameters = {
      {"tz", "Europe/Berlin"}, {"bucket", "week"}, {"profile", "dora-1"}, {"as_of", "2026-11-01"},
      {"limit", "10000"},      {"offset", "20"},   {"format", "csv"},     {"metric", "change_fail_rate"},
      {"year", "2024"},        {"id", "pager/7"},  {"basis", "billed"},   {"scenario", "batch"},
      {"period", "quarter"}};
  const ReadQuery got = parse_query(parameters, kNow).value();
  EXPECT_EQ(got.query.tz, "Europe/Berlin");
  EXPECT_EQ(got.query.bucket, Bucket::week);
  EXPECT_EQ(got.query.as_of, parse_instant("2026-11-01").value());
  EXPECT_EQ(got.query.limit, 10000u);
  EXPECT_EQ(got.query.offset, 20u);
  EXPECT_EQ(got.format, Format::csv);
  EXPECT_EQ(got.metric, "change_fail_rate");
  EXPECT_EQ(got.year, 2024);
  EXPECT_EQ(got.basis, CostBasis::billed);
  EXPECT_EQ(got.period, BudgetPeriod::quarter);
  EXPECT_EQ(got.id, "pager/7");
  EXPECT_EQ(got.basis, CostBasis::billed);
  EXPECT_EQ(got.scenario, "batch");
}

TEST(ParseQuery, KnowsBucketsByNameAndSynonym) {
  const std::pair<const char*, Bucket> cases[] = {
      {"none", Bucket::none},       {"minute", Bucket::minute},   {"1m", Bucket::minute},
      {"5m", Bucket::five_minutes}, {"hour", Bucket::hour},       {"1h", Bucket::hour},
      {"day", Bucket::day},         {"1d", Bucket::day},          {"week", Bucket::week},
      {"month", Bucket::month},     {"quarter", Bucket::quarter}, {"", Bucket::none}};
  for (const auto& [text, want] : cases)
    EXPECT_EQ(parse_query(Parameters{{"bucket", text}}, kNow)->query.bucket, want) << text;
}

TEST(ParseQuery, GrafanasUtcIsUtc) {
  EXPECT_EQ(parse_query(Parameters{{"tz", "utc"}}, kNow)->query.tz, "UTC");
}

TEST(ParseQuery, ReadsGroupBy) {
  const std::vector<Dimension> want = {Dimension::model, Dimension::team};
  for (const Parameters& p :
       {Parameters{{"group_by", "model,team"}}, Parameters{{"group_by", "{model,team}"}},
        Parameters{{"group_by", "model"}, {"group_by", "team"}},
        Parameters{{"group_by", "model,model,"}, {"group_by", "team"}}})
    EXPECT_EQ(parse_query(p, kNow)->query.group_by, want) << p[0].second;
  EXPECT_TRUE(parse_query(Parameters{{"group_by", ""}}, kNow)->query.group_by.empty());
}

struct FilterCase {
  const char* name;
  Parameters parameters;
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

TEST(ParseQuery, ReadsFilters) {
  for (const FilterCase& c : kServiceFilters) {
    const auto got = parse_query(c.parameters, kNow);
    ASSERT_TRUE(got) << c.name;
    EXPECT_EQ(got->query.filter[Dimension::service], c.allowed) << c.name;
  }
}

TEST(ParseQuery, FiltersByEachDimensionOfARequest) {
  for (const char* text : {"service", "environment", "team", "provider", "model", "route"}) {
    const auto got = parse_query(Parameters{{text, "x"}}, kNow);
    ASSERT_TRUE(got) << text;
    EXPECT_EQ(got->query.filter[dimension(text).value()], std::vector<std::string>{"x"});
  }
}

struct BadCase {
  Parameters parameters;
  const char* message;
};

const BadCase kBad[] = {
    {{{"servcie", "api"}}, "unknown parameter \"servcie\"; did you mean \"service\"?"},
    {{{"groupby", "team"}}, "unknown parameter \"groupby\"; did you mean \"group_by\"?"},
    {{{"token_class", "input"}},
     "unknown parameter \"token_class\"; known: from, to, as_of, tz, bucket, profile, limit, offset, format, "
     "metric, since, year, id, month, basis, scenario, period, "
     "group_by, service, environment, team, provider, model, route"},
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
    {{{"format", "xml"}}, "format: unknown \"xml\"; known: json, csv, html, xlsx, focus"},
};

TEST(ParseQuery, RefusesAndSaysWhy) {
  for (const BadCase& c : kBad) {
    const auto got = parse_query(c.parameters, kNow);
    ASSERT_TRUE(got.has_error()) << c.message;
    EXPECT_EQ(got.error().code, Code::invalid);
    EXPECT_EQ(got.error().message, c.message);
  }
}

TEST(ParseQuery, TokenClassDividesCostOnly) {
  Query query;
  query.group_by = {Dimension::team};
  EXPECT_TRUE(refuse_token_class(query));
  query.group_by.push_back(Dimension::token_class);
  EXPECT_EQ(refuse_token_class(query).error().message, "group_by: token_class divides cost only");
}

}  // namespace
}  // namespace shiptally::expose
