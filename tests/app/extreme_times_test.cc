// Every question over every window that can be written: the first and the last day of the calendar, before
// 1970, after 2262 (where nanoseconds end).  Each is answered.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "daemon/api/endpoint.h"
#include "tests/app/month_of_facts.h"
#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTimes[] = {"0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z",
                                       "1970-01-01T00:00:00.001Z", "2262-04-12T00:00:00Z",
                                       "9999-12-31T23:59:59.999Z"};

/// What else a question needs in order to be understood.
std::string needed_by(std::string_view path) {
  if (path.ends_with("/explain")) return "&metric=lead_time_p50";
  if (path.ends_with("/restatements")) return "&since=2026-11-20T00:00:00Z";
  if (path.ends_with("/what_if")) return "&scenario=anthropic/claude-sonnet-4-5";
  return "";
}

std::vector<std::string> questions() {
  std::vector<std::string> out;
  for (const std::string_view from : kTimes)
    for (const std::string_view to : kTimes)
      if (from < to) out.push_back("from=" + std::string(from) + "&to=" + std::string(to));
  for (const std::string_view as_of : kTimes) out.push_back("as_of=" + std::string(as_of));
  for (const char* bucket : {"minute", "day"})
    out.push_back("from=0001-01-01&to=9999-12-31&bucket=" + std::string(bucket));
  for (const char* window : {"from=0001-01-01&to=0003-01-01", "from=9997-01-01&to=9999-12-31"})
    out.push_back(std::string(window) + "&bucket=month");
  out.push_back("from=0001-01-01&basis=billed&period=year");
  out.push_back("month=0001-01");
  out.push_back("month=9999-12");
  return out;
}

/// The parameters of the question that the endpoint takes: others are refused (tests/api).
std::string taken_of(const std::string& question, api::Takes takes) {
  const auto taken = api::names(takes);
  std::string out;
  std::istringstream parts(question);
  for (std::string part; std::getline(parts, part, '&');)
    if (std::find(taken.begin(), taken.end(), part.substr(0, part.find('='))) != taken.end())
      out += (out.empty() ? "" : "&") + part;
  return out;
}

void ask_everything(TestDaemon& daemon) {
  for (const api::Endpoint& endpoint : api::endpoints())
    for (const std::string& question : questions()) {
      const std::string target =
          std::string(endpoint.path) + "?" + taken_of(question, endpoint.takes) + needed_by(endpoint.path);
      const e2e::HttpAnswer answer = daemon.call("GET", target);
      EXPECT_THAT(answer.status, AnyOf(200, 400)) << target << "\n" << answer.body;
      EXPECT_THAT(answer.body, Not(HasSubstr("unknown parameter"))) << target;
    }
}

/// A busy machine may take its time here.
config::Config patient() {
  config::Config config;
  config.limits.query_deadline = std::chrono::minutes(1);
  return config;
}

TEST(ExtremeTimes, AreAnsweredWithoutData) {
  TestDaemon daemon(patient());
  ask_everything(daemon);
}

TEST(ExtremeTimes, AreAnsweredWithData) {
  TestDaemon daemon(patient());
  for (const Line& line : month_of_facts(1)) EXPECT_EQ(daemon.call("POST", line.path, line.json).status, 200);
  ask_everything(daemon);
}

// The day loops of a window without end went on for 10 s: it could not be answered at all.
TEST(ExtremeTimes, AWindowWithoutEndSaysWhatALongOneSays) {
  TestDaemon daemon;
  for (const Line& line : month_of_facts(1)) daemon.call("POST", line.path, line.json);
  for (const char* path : {"/api/v1/anomalies?group_by=model&", "/api/v1/coverage?"}) {
    const std::string known = daemon.call("GET", path + std::string("from=2010-01-01&to=2027-01-01")).body;
    EXPECT_EQ(daemon.call("GET", path + std::string("from=0001-01-01&to=9999-12-31")).body, known) << path;
  }
}

}  // namespace
}  // namespace shiptally::tests
