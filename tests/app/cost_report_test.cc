// The report's figures are those of the API and of the database, to the last digit, whatever the order in
// which the facts arrived.

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <random>

#include "daemon/store/sql.h"
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

TEST(CostReport, RefusesWhatIsNoMonth) {
  TestDaemon daemon;
  for (const char* query : {"", "?month=2026-13", "?month=2027-03", "?month=2026-11&format=pdf"})
    EXPECT_EQ(daemon.call("GET", std::string("/api/v1/report") + query).status, 400) << query;
}

}  // namespace
}  // namespace shiptally::tests
