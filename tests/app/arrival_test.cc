// The first promise: the same facts give the same bytes, in any order of arrival, each sent twice, some
// of them late, in deliveries of any size.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/app/month_of_facts.h"
#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

constexpr int kOrders = 50;

const std::vector<std::string> kQuestions = {
    "/api/v1/dora?",
    "/api/v1/dora?bucket=week&group_by=service&tz=Europe/Berlin&",
    "/api/v1/dora?bucket=day&group_by=service,environment,team&",
    "/api/v1/cost?bucket=day&group_by=model,service&",
    "/api/v1/cost?group_by=token_class,provider&tz=Pacific/Auckland&bucket=month&",
    "/api/v1/latency?bucket=hour&group_by=model&",
    "/api/v1/errors?bucket=week&group_by=service,route&",
    "/api/v1/deployments?limit=10000&",
    "/api/v1/incidents?limit=10000&",
    "/api/v1/attribution?limit=10000&",
    "/api/v1/bands?group_by=service&",
    "/api/v1/trend?group_by=service&",
    "/api/v1/explain?metric=change_fail_rate&",
    "/api/v1/explain?metric=lead_time_p50&",
    "/api/v1/explain?metric=recovery_time&",
    "/api/v1/explain?metric=cost_usd&",
};
constexpr const char* kNovember = "from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z";

/// Sends the lines in their order, cut into deliveries of random size; a delivery has one path.
void send_all(TestDaemon& daemon, const std::vector<Line>& lines, std::mt19937& random) {
  Instant now = parse_instant("2026-12-01T00:00:00Z").value();
  for (std::size_t at = 0; at < lines.size();) {
    std::map<std::string, std::string> bodies;
    const std::size_t end = std::min(lines.size(), at + 1 + random() % 200);
    for (; at < end; ++at) bodies[lines[at].path] += lines[at].json + "\n";
    for (const auto& [path, body] : bodies) {
      const auto answer = daemon.call("POST", path, body);
      ASSERT_EQ(answer.status, 200) << path << ": " << answer.body;
      ASSERT_NE(answer.body.find("\"rejected\":[]"), std::string::npos) << path << ": " << answer.body;
    }
    // Late facts arrive on later days.
    daemon.move_clock_to(now += std::chrono::hours(random() % 3));
  }
}

std::string ask_everything(TestDaemon& daemon) {
  std::string all;
  for (const std::string& question : kQuestions) {
    const auto answer = daemon.call("GET", question + kNovember);
    EXPECT_EQ(answer.status, 200) << question << ": " << answer.body;
    EXPECT_GT(answer.body.size(), 2u) << question;
    all += question + "\n" + answer.body + "\n";
  }
  return all;
}

TEST(Arrival, AnyOrderGivesTheSameBytes) {
  const std::vector<Line> month = month_of_facts(7);
  std::mt19937 random(20261123);
  std::string expected;
  for (int order = 0; order < kOrders; ++order) {
    std::vector<Line> lines = month;
    if (order > 0) {  // the first goes as it was written, once: what the others must agree with
      lines.insert(lines.end(), month.begin(), month.end());
      std::shuffle(lines.begin(), lines.end(), random);
    }
    TestDaemon daemon;
    send_all(daemon, lines, random);
    if (HasFatalFailure()) return;
    const std::string answers = ask_everything(daemon);
    if (order == 0)
      expected = answers;
    else
      ASSERT_EQ(answers, expected) << "order " << order;
  }
}

}  // namespace
}  // namespace shiptally::tests
