// The past stays answerable: a question `as_of` an instant gives the bytes that it gave then, whatever came
// later.  And the two ways to an answer about requests, rollups and raw rows, give the same bytes.

#include <gtest/gtest.h>

#include <map>

#include "tests/app/month_of_facts.h"
#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

constexpr const char* kNovember = "from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z";
constexpr const char* kFirst = "2026-12-01T00:00:00Z";
constexpr const char* kSecond = "2026-12-03T10:00:00Z";
constexpr const char* kThird = "2026-12-05T00:00:00Z";

Instant at(const char* text) { return parse_instant(text).value(); }

void send(TestDaemon& daemon, const std::vector<Line>& lines) {
  std::map<std::string, std::string> bodies;
  for (const Line& line : lines) bodies[line.path] += line.json + "\n";
  for (const auto& [path, body] : bodies) {
    const auto answer = daemon.call("POST", path, body);
    ASSERT_EQ(answer.status, 200) << path << ": " << answer.body;
    ASSERT_NE(answer.body.find("\"rejected\":[]"), std::string::npos) << answer.body;
  }
}

std::string get(TestDaemon& daemon, const std::string& target) {
  const auto answer = daemon.call("GET", target);
  EXPECT_EQ(answer.status, 200) << target << ": " << answer.body;
  return answer.body;
}

// What arrives after the first answers were given: a late deployment that undoes one, the end of an incident
// and the taking back of another, late and restated requests, and one of them taken back.
constexpr std::pair<const char*, const char*> kLate[] = {
    {"/v1/deployments",
     R"({"id":"late","service":"search","team":"discovery","status":"success","version":"v11",)"
     R"("started_at":"2026-11-13T20:00:00Z","finished_at":"2026-11-13T20:10:00Z"})"},
    {"/v1/deployments", R"({"retract":{"id":"checkout-15"}})"},
    {"/v1/commits", R"({"repo":"search","sha":"00000000000000000000000000000000000000ff","parents":[],)"
                    R"("authored_at":"2026-11-02T00:00:00Z"})"},
    {"/v1/incidents", R"({"id":"inc-27","service":"checkout","opened_at":"2026-11-28T15:00:00Z",)"
                      R"("resolved_at":"2026-11-28T17:00:00Z","updated_at":"2026-12-02T00:00:00Z"})"},
    {"/v1/incidents", R"({"retract":{"id":"inc-7"}})"},
    {"/v1/requests",
     R"({"id":"late-1","ts":"2026-11-20T01:02:03.456Z","service":"search","team":"discovery",)"
     R"("provider":"anthropic","model":"claude-sonnet-4-5","status":503,"latency_ms":7000,)"
     R"("input_tokens":10,"output_tokens":0})"},
    {"/v1/requests",
     R"({"id":"late-2","ts":"2026-11-09T23:59:59.999Z","service":"checkout","team":"payments",)"
     R"("provider":"openai","model":"gpt-4o-mini","status":200,"latency_ms":1,)"
     R"("input_tokens":1000,"output_tokens":333})"},
};

/// A known request told again with another count; which of the two is current their hashes decide, so several
/// are sent.
std::vector<Line> restated(const std::vector<Line>& month) {
  std::vector<Line> out;
  for (const Line& line : month) {
    const std::size_t place = line.json.find("\"output_tokens\":");
    if (line.path != "/v1/requests" || place == std::string::npos || out.size() > 40) continue;
    std::string json = line.json;
    json.insert(place + 16, "1");
    out.push_back({line.path, json});
  }
  return out;
}

const std::vector<std::string> kAnyQuestion = {
    "/api/v1/dora?",
    "/api/v1/dora?bucket=day&group_by=service,environment,team&tz=Asia/Kolkata&",
    "/api/v1/deployments?limit=10000&",
    "/api/v1/incidents?limit=10000&",
    "/api/v1/attribution?limit=10000&",
    "/api/v1/bands?group_by=service&",
    "/api/v1/trend?group_by=service,environment&tz=Europe/Berlin&",
    "/api/v1/cost?",
    "/api/v1/cost?bucket=day&group_by=model,service&",
    "/api/v1/cost?group_by=token_class&bucket=week&",
    "/api/v1/errors?bucket=hour&group_by=service&",
    "/api/v1/latency?group_by=model&",
};

TEST(AsOf, AnAnswerOfThePastStaysAsItWas) {
  TestDaemon daemon;
  const std::vector<Line> month = month_of_facts(3);
  send(daemon, month);
  std::map<std::string, std::string> before;
  for (const std::string& question : kAnyQuestion) before[question] = get(daemon, question + kNovember);

  daemon.move_clock_to(at(kSecond));
  std::vector<Line> late = restated(month);
  for (const auto& [path, json] : kLate) late.push_back({path, json});
  send(daemon, late);
  daemon.move_clock_to(at(kThird));
  send(daemon, {{"/v1/requests", R"({"retract":{"id":"late-2","ts":"2026-11-09T23:59:59.999Z"}})"}});

  for (const std::string& question : kAnyQuestion) {
    const auto ask = [&](const char* as_of) {
      return get(daemon, question + "as_of=" + as_of + "&" + kNovember);
    };
    const std::string now = get(daemon, question + kNovember);
    EXPECT_EQ(ask(kFirst), before[question]) << question;
    EXPECT_EQ(ask("2026-12-03T09:59:59.999Z"), before[question]) << question;
    EXPECT_EQ(ask(kThird), now) << question;
    EXPECT_NE(ask(kSecond), before[question]) << question;
    EXPECT_NE(now, before[question]) << question;
    EXPECT_EQ(ask("2026-11-30T23:59:59.999Z"), "[]") << question;
  }
}

struct Part {
  const char *name, *window;
};
constexpr Part kWindows[] = {
    {"a month", kNovember},
    {"ragged to the millisecond", "from=2026-11-03T04:05:06.007Z&to=2026-11-24T17:18:19.020Z"},
    {"a part of a minute", "from=2026-11-12T09:00:01Z&to=2026-11-12T09:00:59.999Z"},
    {"over two nights that change the clock", "from=2026-10-24T12:00:00.500Z&to=2026-11-02T01:30:15Z"},
};
constexpr const char* kZones[] = {"UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"};
constexpr const char* kBuckets[] = {"none", "hour", "day", "week", "month"};
constexpr const char* kGroups[] = {"", "model", "service,route", "team,environment,provider"};

/// Requests of the nights in which Berlin's and New York's clocks go back, one every seven minutes.
std::vector<Line> autumn_nights() {
  std::vector<Line> out;
  const Instant first = at("2026-10-24T20:00:00.250Z");
  for (int i = 0; i < 200; ++i) {
    const std::string ts = format_instant(first + std::chrono::minutes(7 * i) + Millis(i % 60'000));
    const std::string november =
        format_instant(first + std::chrono::hours(7 * 24) + std::chrono::minutes(7 * i));
    for (const std::string& when : {ts, november})
      out.push_back({"/v1/requests", R"({"id":"night-)" + when + R"(","ts":")" + when +
                                         R"(","service":"search","provider":"anthropic",)"
                                         R"("model":"claude-haiku-4-5","status":)" +
                                         (i % 9 == 0 ? "500" : "200") + R"(,"latency_ms":)" +
                                         std::to_string(i * 37) + R"(,"input_tokens":)" + std::to_string(i) +
                                         R"(,"output_tokens":1})"});
  }
  return out;
}

TEST(AsOf, RollupsAndRawRowsGiveTheSameBytes) {
  TestDaemon daemon;
  const std::vector<Line> month = month_of_facts(5);
  send(daemon, month);
  send(daemon, autumn_nights());
  send(daemon, restated(month));
  send(daemon, {{"/v1/requests", R"({"retract":{"id":"r-4-4","ts":1793844401096}})"}});
  const std::string now = std::string("&as_of=") + kFirst;
  std::size_t with_rows = 0;
  for (const char* endpoint : {"cost", "latency", "errors"})
    for (const Part& part : kWindows)
      for (const char* zone : kZones)
        for (const char* bucket : kBuckets)
          for (const std::string group : kGroups) {
            const std::string target = std::string("/api/v1/") + endpoint + "?" + part.window +
                                       "&tz=" + zone + "&bucket=" + bucket +
                                       (group.empty() ? "" : "&group_by=" + group);
            const std::string rolled_up = get(daemon, target);
            ASSERT_EQ(rolled_up, get(daemon, target + now)) << part.name;
            with_rows += rolled_up != "[]";
          }
  EXPECT_GT(with_rows, 500U);
}

}  // namespace
}  // namespace shiptally::tests
