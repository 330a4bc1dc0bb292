// The report's figures are those of the API and of the database, to the last digit, whatever the order in
// which the facts arrived.

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <random>

#include "daemon/store/sqlite/sql.h"
#include "tests/app/month_of_facts.h"
#include "tests/app/test_daemon.h"
#include "tests/e2e/flat_json.h"

namespace shiptally::tests {
namespace {

config::Config with_cost_centres() {
  config::Config config;
  config.money.cost_centres = {{"CC-1", {"pay*"}, {}}, {"CC-2", {}, {"search"}}};
  return config;
}

void send(TestDaemon& daemon, const std::vector<Line>& lines) {
  std::map<std::string, std::string> bodies;
  for (const Line& line : lines) bodies[line.path] += line.json + "\n";
  for (const auto& [path, body] : bodies) ASSERT_EQ(daemon.call("POST", path, body).status, 200) << path;
}

std::string report(TestDaemon& daemon, const std::string& format) {
  const auto answer = daemon.call("GET", "/api/v1/report?month=2026-11&format=" + format);
  EXPECT_EQ(answer.status, 200) << answer.body;
  return answer.body;
}

Money usd(std::string_view text) { return Money::parse(text).value(); }

Money sum(const boost::json::value& rows, const char* column) {
  Money out;
  for (const auto& row : rows.as_array())
    if (const auto* text = row.at(column).if_string()) out += usd(std::string_view(*text));
  return out;
}

/// The one value that the statement gives.
std::string sql(const TestDaemon& daemon, const std::string& statement) {
  std::string out;
  const auto done = store::run_sql(daemon.data_dir(), statement, [&](std::span<const store::SqlValue> row) {
    out = row[0].text.value_or("");
  });
  EXPECT_FALSE(done.has_error());
  return out;
}

Money api_cost(TestDaemon& daemon) {
  const auto answer = daemon.call(
      "GET", "/api/v1/cost?from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z&group_by=team,model");
  Money out;
  for (const auto& row : e2e::FlatJson::rows(answer.body))
    if (const std::string cost = row.at("cost_usd_exact"); cost != "null") out += usd(cost);
  return out;
}

TEST(CostReport, IsTheApiAndTheDatabaseToTheLastDigit) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    TestDaemon daemon(with_cost_centres());
    send(daemon, month_of_facts(seed));
    const auto document = boost::json::parse(report(daemon, "json"));
    const auto& content = document.at("content");
    const Money computed = sum(content.at("detail"), "computed_usd_exact");
    EXPECT_GT(computed, Money());
    EXPECT_EQ(computed, api_cost(daemon));
    const std::string pico =
        sql(daemon,
            "SELECT money_sum(input_cost_pico) + money_sum(cache_read_cost_pico) + "
            "money_sum(cache_write_5m_cost_pico) + money_sum(cache_write_1h_cost_pico) + "
            "money_sum(output_cost_pico) + money_sum(other_cost_pico) FROM rollup_day");
    EXPECT_EQ(to_string(computed.pico()), pico);
    for (const char* table : {"by_cost_centre", "by_team", "by_service", "by_model"}) {
      EXPECT_EQ(sum(content.at(table), "computed_usd_exact"), computed) << table;
      EXPECT_EQ(sum(content.at(table), "billed_usd_exact"), sum(content.at("detail"), "billed_usd_exact"))
          << table;
    }
    for (const auto& control : content.at("controls").as_array())
      EXPECT_EQ(control.at("agrees").as_string(), "yes") << boost::json::serialize(control);
    EXPECT_EQ(content.at("controls").as_array().size(), 6u);
  }
}

TEST(CostReport, IsTheSameInAnyOrderOfArrival) {
  std::vector<Line> lines = month_of_facts(4);
  std::map<std::string, std::string> first;
  for (unsigned order = 0; order < 3; ++order) {
    TestDaemon daemon(with_cost_centres());
    send(daemon, lines);
    for (const char* format : {"json", "csv", "html", "focus", "xlsx"}) {
      const std::string bytes = report(daemon, format);
      if (order == 0)
        first[format] = bytes;
      else
        EXPECT_TRUE(bytes == first[format]) << format;
    }
    std::shuffle(lines.begin(), lines.end(), std::mt19937(order));
  }
}

TEST(CostReport, EveryFormatNamesTheSameHash) {
  TestDaemon daemon;
  send(daemon, month_of_facts(5));
  const auto document = boost::json::parse(report(daemon, "json"));
  const std::string hash(document.at("provenance").at("sha256 of the content").as_string());
  EXPECT_EQ(hash.size(), 64u);
  for (const char* format : {"csv", "html"}) EXPECT_NE(report(daemon, format).find(hash), std::string::npos);
}

TEST(CostReport, TheCommandSaysWhatTheDaemonSays) {
  TestDaemon daemon;
  send(daemon, month_of_facts(6));
  const auto ran = daemon.run({"report", "cost", "--month", "2026-11", "--format", "focus"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, report(daemon, "focus"));
  EXPECT_TRUE(ran.err.starts_with("sha256 ")) << ran.err;
}

/// 1,000 output tokens of claude-sonnet-4-5: 0.015 USD.
Line request(const std::string& id, const std::string& ts, const char* team = "core") {
  return {"/v1/requests", R"({"id":")" + id + R"(","ts":")" + ts + R"(","service":"api","team":")" + team +
                              R"(","provider":"anthropic","model":"claude-sonnet-4-5","status":200,)" +
                              R"("latency_ms":840,"input_tokens":0,"output_tokens":1000})"};
}

Line charge(const std::string& id, const std::string& day, const char* billed) {
  return {"/v1/charges", R"({"id":")" + id + R"(","provider":"anthropic","from":")" + day + R"(","to":")" +
                             day + R"(T12:00:00Z","billed_cost":")" + billed + R"("})"};
}

boost::json::value content_of(TestDaemon& daemon) {
  return boost::json::parse(report(daemon, "json")).at("content");
}

TEST(CostReport, BudgetsAreAsOfTheEndOfItsMonth) {
  config::Config config;
  Budget core{.name = "core", .amount = usd("0.04")};
  core.filter[Dimension::team] = {"core"};
  Budget year{.name = "year", .amount = usd("0.1"), .period = BudgetPeriod::year};
  Budget bills{.name = "bills", .amount = usd("3"), .basis = CostBasis::billed};
  Budget later{.name = "later", .amount = usd("3"), .from = parse_instant("2026-12-01T00:00:00Z").value()};
  config.money.budgets = {core, year, bills, later};
  TestDaemon daemon(config);
  daemon.move_clock_to(parse_instant("2026-12-10T00:00:00Z").value());
  send(daemon, {request("october", "2026-10-31T23:59:59Z"), request("1", "2026-11-01T00:00:00Z"),
                request("2", "2026-11-30T23:59:59Z"), request("other", "2026-11-10T00:00:00Z", "growth"),
                request("december", "2026-12-01T00:00:00Z"), charge("a", "2026-11-03", "2.5"),
                charge("b", "2026-11-30", "1"), charge("c", "2026-12-01", "7")});
  struct Want {
    const char *name, *from, *to, *spent;
    double ratio;
    const char* status;
  };
  // core: 2 x 0.015; year: with October's and the other team's, 4 x 0.015, all up to the end of November.
  const Want wanted[] = {{"core", "2026-11-01", "2026-12-01", "0.03", 0.75, "ok"},
                         {"year", "2026-01-01", "2027-01-01", "0.06", 0.6, "ok"},
                         {"bills", "2026-11-01", "2026-12-01", "3.5", 1.166667, "over"}};
  const auto content = content_of(daemon);
  const auto& rows = content.at("budgets").as_array();
  ASSERT_EQ(rows.size(), std::size(wanted)) << "what begins in December is not of this report";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].at("name").as_string(), wanted[i].name);
    EXPECT_EQ(rows[i].at("from").as_string(), wanted[i].from);
    EXPECT_EQ(rows[i].at("to").as_string(), wanted[i].to);
    EXPECT_EQ(rows[i].at("spent_usd_exact").as_string(), wanted[i].spent) << wanted[i].name;
    EXPECT_DOUBLE_EQ(rows[i].at("spent_ratio").as_double(), wanted[i].ratio);
    EXPECT_EQ(rows[i].at("status").as_string(), wanted[i].status) << wanted[i].name;
  }
  EXPECT_EQ(rows[0].at("forecast_usd_exact").as_string(), "0.03") << "the month is over: what it cost";
  EXPECT_TRUE(content.at("forecast").as_array().empty());
}

/// "as closed | booked in later months | not booked yet | today" of a figure.
std::string as_closed(const boost::json::value& content, std::size_t row) {
  std::string out;
  for (const char* column : {"closed", "booked_later", "open", "today"}) {
    const auto& cell = content.at("as_closed").at(row).at(column);
    out += (out.empty() ? "" : " | ") +
           (cell.is_string() ? std::string(cell.as_string()) : boost::json::serialize(cell));
  }
  return out;
}

boost::json::value content_of(TestDaemon& daemon, const std::string& month) {
  const auto answer = daemon.call("GET", "/api/v1/report?format=json&month=" + month);
  EXPECT_EQ(answer.status, 200) << answer.body;
  const auto content = boost::json::parse(answer.body).at("content");
  for (const auto& control : content.at("controls").as_array())
    EXPECT_EQ(control.at("agrees").as_string(), "yes") << boost::json::serialize(control);
  return content;
}

TEST(CostReport, TellsWhatCameAfterAClose) {
  TestDaemon daemon;
  send(daemon, {request("1", "2026-09-03T10:00:00Z"), request("2", "2026-09-30T23:59:59Z"),
                request("3", "2026-10-01T00:00:00Z"), charge("a", "2026-09-03", "2.5"),
                charge("b", "2026-10-03", "4")});
  EXPECT_TRUE(content_of(daemon, "2026-09").at("close_hash").is_null());
  ASSERT_EQ(daemon.run({"close", "2026-09"}).exit_code, 0);
  EXPECT_EQ(as_closed(content_of(daemon, "2026-09"), 0), "2.5 | null | null | 2.5");

  send(daemon, {request("late", "2026-09-04T10:00:00Z"), charge("credit", "2026-09-03", "-0.5")});
  auto september = content_of(daemon, "2026-09");
  EXPECT_EQ(september.at("close_hash").as_string().size(), 64u);
  EXPECT_EQ(as_closed(september, 0), "2.5 | null | -0.5 | 2");        // billed
  EXPECT_EQ(as_closed(september, 2), "0.03 | null | 0.015 | 0.045");  // computed
  EXPECT_EQ(as_closed(september, 3), "2 | 0 | 1 | 3");                // requests
  EXPECT_EQ(september.at("controls").as_array().size(), 10u);
  const auto october = content_of(daemon, "2026-10");
  EXPECT_TRUE(october.at("as_closed").as_array().empty());
  EXPECT_EQ(sum(october.at("late_facts"), "billed_usd_exact"), usd("-0.5"));
  EXPECT_EQ(sum(october.at("late_facts"), "computed_usd_exact"), usd("0.015"));
  for (const auto& row : october.at("late_facts").as_array())
    EXPECT_EQ(row.at("month").as_string(), "2026-09");
  EXPECT_EQ(sum(october.at("detail"), "billed_usd_exact"), usd("4")) << "beside its own figures";

  ASSERT_EQ(daemon.run({"close", "2026-10"}).exit_code, 0);
  september = content_of(daemon, "2026-09");
  EXPECT_EQ(as_closed(september, 0), "2.5 | -0.5 | null | 2");
  EXPECT_EQ(as_closed(september, 2), "0.03 | 0.015 | null | 0.045");
  EXPECT_EQ(content_of(daemon, "2026-10").at("late_facts"), october.at("late_facts")) << "now frozen";
  EXPECT_EQ(as_closed(content_of(daemon, "2026-10"), 0), "4 | null | null | 4");
  EXPECT_TRUE(content_of(daemon, "2026-11").at("late_facts").as_array().empty());
}

TEST(CostReport, ForecastsAMonthThatRuns) {
  TestDaemon daemon;
  daemon.move_clock_to(parse_instant("2026-11-21T00:00:00Z").value());
  std::vector<Line> lines;
  for (int day = 1; day <= 20; ++day) {
    const std::string date = std::string(day < 10 ? "2026-11-0" : "2026-11-") + std::to_string(day);
    lines.push_back(request(date, date + "T10:00:00Z"));
  }
  send(daemon, lines);
  const auto content = content_of(daemon);
  ASSERT_EQ(content.at("forecast").as_array().size(), 1u) << "no bill: nothing to go on from";
  const auto& row = content.at("forecast").at(0);
  EXPECT_EQ(row.at("basis").as_string(), "computed");
  EXPECT_EQ(row.at("so_far_usd_exact").as_string(), "0.3");     // 20 x 0.015
  EXPECT_EQ(row.at("forecast_usd_exact").as_string(), "0.45");  // 30 x 0.015
  EXPECT_NE(report(daemon, "html").find("At its end the month is expected to have cost $0.45 by our logs"),
            std::string::npos);
}

TEST(CostReport, RefusesWhatIsNoMonth) {
  TestDaemon daemon;
  for (const char* query : {"", "?month=2026-13", "?month=2027-03", "?month=2026-11&format=pdf"})
    EXPECT_EQ(daemon.call("GET", std::string("/api/v1/report") + query).status, 400) << query;
}

}  // namespace
}  // namespace shiptally::tests
