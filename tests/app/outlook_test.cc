// Forecasts, anomalies and budgets through the real daemon: what they tell is what /cost and the bills tell,
// the past stays as it was known, and the order of arrival does not matter.

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "tests/app/test_daemon.h"
#include "tests/e2e/flat_json.h"

namespace shiptally::tests {
namespace {

using e2e::JsonRow;
using testing::HasSubstr;
using testing::StartsWith;

constexpr Millis kDay = std::chrono::hours(24);
constexpr int kDays = 80;  ///< from the 1st of October to the 19th of December

Instant at(const char* text) { return parse_instant(text).value(); }
Instant day(int n) { return at("2026-10-01") + kDay * n; }

/// Requests of a day by two services.  On the 10th of December search asks six times as often.
std::vector<std::string> requests_of(int n) {
  std::vector<std::string> out;
  const auto add = [&](const char* service, const char* model, int count, const char* feature) {
    for (int i = 0; i < count; ++i) {
      const std::string ts = format_instant(day(n) + std::chrono::minutes(i * 7 + n % 5));
      out.push_back(R"({"id":")" + std::string(service) + ts + std::to_string(i) + R"(","ts":")" + ts +
                    R"(","service":")" + service + R"(","team":"growth","provider":"anthropic","model":")" +
                    model + R"(","status":200,"latency_ms":9,"input_tokens":1000000,"output_tokens":)" +
                    std::to_string(100'000 + 1'000 * ((n * 37 + i) % 7)) + R"(,"tags":{"feature":")" +
                    feature + R"("}})");
    }
  };
  add("chat", "claude-sonnet-4-5", 4, "answers");
  add("search", "claude-haiku-4-5", 3 * (day(n) == at("2026-12-10") ? 6 : 1), "rank");
  return out;
}

std::vector<std::string> all_requests() {
  std::vector<std::string> out;
  for (int n = 0; n < kDays; ++n)
    for (std::string& line : requests_of(n)) out.push_back(std::move(line));
  return out;
}

/// A charge a day; those of the last three days have not come yet.
std::vector<std::string> all_charges() {
  std::vector<std::string> out;
  for (int n = 0; n + 3 < kDays; ++n)
    out.push_back(R"({"id":"c)" + std::to_string(n) + R"(","provider":"anthropic","from":")" +
                  format_instant(day(n)) + R"(","to":")" + format_instant(day(n + 1)) +
                  R"(","billed_cost":")" + std::to_string(20 + n % 3) + R"(.000000000001","team":"growth"})");
  return out;
}

config::Config with_budgets() {
  config::Config config;
  Budget all{.name = "all", .amount = Money::from_dollars(600)};
  Budget tagged{.name = "ranking", .amount = Money::from_dollars(10)};
  tagged.tags = {{"feature", "rank"}};
  Budget chat{.name = "chat", .amount = Money::from_dollars(100'000), .period = BudgetPeriod::quarter};
  chat.filter[Dimension::service] = {"chat"};
  Budget bills{.name = "bills", .amount = Money::from_dollars(400), .basis = CostBasis::billed};
  config.money.budgets = {all, tagged, chat, bills};
  return config;
}

class Outlook : public ::testing::Test {
 protected:
  Outlook() : daemon_(with_budgets()) { daemon_.move_clock_to(at("2026-12-19T18:00:00Z")); }

  static void send(TestDaemon& daemon, const char* path, const std::vector<std::string>& lines) {
    for (std::size_t i = 0; i < lines.size(); i += 500) {
      std::string body;
      for (std::size_t k = i; k < std::min(i + 500, lines.size()); ++k) body += lines[k] + "\n";
      const auto answer = daemon.call("POST", path, body);
      ASSERT_EQ(answer.status, 200) << answer.body;
      ASSERT_THAT(answer.body, HasSubstr("\"rejected\":[]"));
    }
  }
  static std::string get(TestDaemon& daemon, const std::string& target) {
    const auto answer = daemon.call("GET", target);
    EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
    return answer.body;
  }
  std::vector<JsonRow> rows(const std::string& target) { return e2e::FlatJson::rows(get(daemon_, target)); }
  std::string refused(const std::string& target) {
    const auto answer = daemon_.call("GET", target);
    EXPECT_EQ(answer.status, 400) << target;
    return answer.body;
  }

  TestDaemon daemon_;
};

Money exact(const JsonRow& row, const std::string& column) {
  return Money::parse(row.at(column + "_exact")).value();
}

const std::vector<std::string> kQuestions = {
    "/api/v1/forecast?",
    "/api/v1/forecast?group_by=service,model&period=quarter&",
    "/api/v1/forecast?basis=billed&group_by=team&",
    "/api/v1/anomalies?from=2026-12-01&",
    "/api/v1/anomalies?from=2026-12-01&group_by=service&",
    "/api/v1/anomalies?from=2026-12-01&basis=billed&",
    "/api/v1/budgets?",
};

TEST_F(Outlook, ForecastsStandOnWhatCostTells) {
  send(daemon_, "/v1/requests", all_requests());
  for (const char* by : {"service", "model"}) {
    const std::string group = by;
    const auto told = rows("/api/v1/forecast?group_by=" + group);
    const auto spent = rows("/api/v1/cost?from=2026-12-01&group_by=" + group);
    ASSERT_EQ(told.size(), 2U);
    for (std::size_t i = 0; i < told.size(); ++i) {
      EXPECT_EQ(told[i].at(group), spent[i].at(group));
      EXPECT_EQ(told[i].at("so_far_usd_exact"), spent[i].at("cost_usd_exact"));
      EXPECT_LT(exact(told[i], "so_far_usd"), exact(told[i], "forecast_low_usd"));
      EXPECT_LE(exact(told[i], "forecast_low_usd"), exact(told[i], "forecast_usd"));
      EXPECT_LE(exact(told[i], "forecast_usd"), exact(told[i], "forecast_high_usd"));
      EXPECT_EQ(told[i].at("forecast_method"), "shape-blend-1");
    }
  }
  const auto over = rows("/api/v1/forecast?to=2026-12-01");
  EXPECT_EQ(over.at(0).at("forecast_method"), "exact");
  EXPECT_EQ(over[0].at("forecast_usd_exact"),
            rows("/api/v1/cost?from=2026-11-01&to=2026-12-01").at(0).at("cost_usd_exact"));
  const auto early = rows("/api/v1/forecast?to=2026-10-10");
  EXPECT_EQ(early.at(0).at("forecast_usd"), "null");
  EXPECT_THAT(early[0].at("reason"), StartsWith("9 whole days are known"));
}

TEST_F(Outlook, BillsAreAwaited) {
  send(daemon_, "/v1/charges", all_charges());
  const auto told = rows("/api/v1/forecast?basis=billed").at(0);
  EXPECT_EQ(told.at("so_far_usd_exact"), "336.000000000016") << "16 days, 20 to 22 dollars each";
  EXPECT_NEAR(std::stod(told.at("forecast_usd")), 651, 10)
      << "the days not yet billed are forecast, not zero";
  EXPECT_EQ(rows("/api/v1/anomalies?from=2026-12-01&basis=billed").size(), 0U);
  const auto bills = rows("/api/v1/budgets").at(3);
  EXPECT_EQ(bills.at("spent_usd_exact"), "336.000000000016");
  EXPECT_EQ(bills.at("budget_status"), "forecast_over");
  EXPECT_THAT(refused("/api/v1/forecast?basis=billed&route=/a"), HasSubstr("a bill does not tell it"));
}

TEST_F(Outlook, AnomaliesAddUpAndNameTheirCause) {
  send(daemon_, "/v1/requests", all_requests());
  const auto found = rows("/api/v1/anomalies?from=2026-12-01&group_by=service");
  ASSERT_EQ(found.size(), 1U);
  const JsonRow& row = found[0];
  EXPECT_EQ(row.at("service"), "search");
  EXPECT_EQ(row.at("time"), std::to_string(to_ms(at("2026-12-10"))));
  EXPECT_EQ(row.at("direction"), "higher");
  EXPECT_EQ(row.at("top_model"), "claude-haiku-4-5");
  Money sum;
  for (const char* part :
       {"volume_usd", "mix_usd", "tokens_per_request_usd", "cache_share_usd", "price_usd", "other_usd"})
    sum += exact(row, part);
  EXPECT_EQ(sum, exact(row, "anomaly_usd"));
  EXPECT_EQ(sum, exact(row, "actual_usd") - exact(row, "expected_usd"));
  EXPECT_THAT(row.at("why"), HasSubstr("volume +$"));
  EXPECT_EQ(rows("/api/v1/anomalies?from=2026-12-11&group_by=service").size(), 0U);
}

TEST_F(Outlook, BudgetsCountWhatTheyAreFor) {
  send(daemon_, "/v1/requests", all_requests());
  const auto all = rows("/api/v1/budgets");
  ASSERT_EQ(all.size(), 4U);
  const auto cost = rows("/api/v1/cost?from=2026-12-01&group_by=service");
  EXPECT_EQ(all[0].at("spent_usd_exact"), rows("/api/v1/cost?from=2026-12-01").at(0).at("cost_usd_exact"));
  EXPECT_EQ(all[1].at("spent_usd_exact"), cost.at(1).at("cost_usd_exact")) << "search alone has the tag";
  EXPECT_EQ(all[1].at("budget_status"), "over");
  EXPECT_EQ(all[2].at("spent_usd_exact"),
            rows("/api/v1/cost?from=2026-10-01&service=chat").at(0).at("cost_usd_exact"));
  EXPECT_EQ(all[2].at("time"), std::to_string(to_ms(at("2026-10-01"))));
  EXPECT_EQ(all[3].at("spent_usd_exact"), "0");
  for (const JsonRow& row : all)
    EXPECT_EQ(exact(row, "spent_usd") + exact(row, "remaining_usd"), exact(row, "budget_usd"));
  EXPECT_EQ(rows("/api/v1/budgets?service=search").size(), 3U) << "the one for chat is not about search";
}

TEST_F(Outlook, ThePastStaysAsItWasKnown) {
  send(daemon_, "/v1/requests", all_requests());
  send(daemon_, "/v1/charges", all_charges());
  std::vector<std::string> before;
  for (const std::string& question : kQuestions) before.push_back(get(daemon_, question));
  daemon_.move_clock_to(at("2026-12-25T00:00:00Z"));
  std::vector<std::string> late = requests_of(kDays - 2);
  for (std::string& line : late) line.replace(line.find("\"id\":\"") + 6, 0, "late-");
  send(daemon_, "/v1/requests", late);
  send(daemon_, "/v1/charges",
       {R"({"id":"late","provider":"anthropic","from":"2026-12-16","to":"2026-12-17","billed_cost":"99"})"});
  for (std::size_t i = 0; i < kQuestions.size(); ++i) {
    EXPECT_EQ(get(daemon_, kQuestions[i] + "as_of=2026-12-19T18:00:00Z"), before[i]) << kQuestions[i];
    if (kQuestions[i].find("anomalies") != std::string::npos) continue;  // a busier day need not be odd
    EXPECT_NE(get(daemon_, kQuestions[i]), before[i]) << kQuestions[i];
  }
}

TEST_F(Outlook, TheOrderOfArrivalDoesNotMatter) {
  TestDaemon other(with_budgets());
  other.move_clock_to(at("2026-12-19T18:00:00Z"));
  std::vector<std::string> requests = all_requests(), charges = all_charges();
  send(daemon_, "/v1/requests", requests);
  send(daemon_, "/v1/charges", charges);
  std::mt19937 shuffle(3);
  std::shuffle(requests.begin(), requests.end(), shuffle);
  std::shuffle(charges.begin(), charges.end(), shuffle);
  send(other, "/v1/charges", charges);
  send(other, "/v1/requests", requests);
  for (const std::string& question : kQuestions)
    EXPECT_EQ(get(daemon_, question), get(other, question)) << question;
}

TEST_F(Outlook, RefusesWhatItCannotAnswer) {
  EXPECT_THAT(refused("/api/v1/forecast?group_by=route"), HasSubstr("route is not one of provider, model"));
  EXPECT_THAT(refused("/api/v1/anomalies?basis=listed"), HasSubstr("known: computed, billed"));
  EXPECT_THAT(refused("/api/v1/forecast?period=week"), HasSubstr("known: month, quarter, year"));
}

}  // namespace
}  // namespace shiptally::tests
