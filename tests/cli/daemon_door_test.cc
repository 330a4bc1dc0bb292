#include "daemon/cli/daemon_door.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>

#include "tests/net/running.h"

namespace shiptally::cli {
namespace {

using net::HttpRequest;
using net::HttpResponse;
using testing::ElementsAre;

/// A daemon on its socket that says one prepared thing after the other, and ends with 200.
class Scripted {
 public:
  explicit Scripted(std::vector<HttpResponse> answers) : answers_(std::move(answers)) {
    net::ServerOptions options = net::test_options();
    options.address.clear();
    options.unix_socket = dir_.file("control.sock");
    server_.emplace(std::move(options),
                    std::vector<net::Route>{{"POST", "/v1/requests", net::Access::open,
                                             [this](HttpRequest request, net::Respond respond) {
                                               respond(next(std::move(request)));
                                             },
                                             net::kBodyAsLimited}});
  }
  std::string data_dir() const { return dir_.path().string(); }
  const std::vector<HttpRequest>& seen() const { return seen_; }

 private:
  HttpResponse next(HttpRequest request) {
    seen_.push_back(std::move(request));
    if (seen_.size() <= answers_.size()) return answers_[seen_.size() - 1];
    return {.status = 200, .body = R"({"accepted":2,"duplicate":1,"rejected":[{"index":1,"error":"bad"}]})"};
  }

  net::TempDir dir_;
  const std::vector<HttpResponse> answers_;
  std::vector<HttpRequest> seen_;  // the io thread's until the answer is there
  std::optional<net::Running> server_;
};

HttpResponse later(int status, const std::string& seconds) {
  return {.status = status, .body = "{}", .headers = {{"Retry-After", seconds}}};
}

Result<ingest::Outcome> deliver(FactDoor& door, std::optional<Cursor> cursor) {
  std::promise<Result<ingest::Outcome>> answered;
  door.deliver("/v1/requests", "{}\n", std::move(cursor),
               [&](Result<ingest::Outcome> outcome) { answered.set_value(std::move(outcome)); });
  return answered.get_future().get();
}

TEST(DaemonDoor, WaitsAsLongAsTheDaemonSays) {
  Scripted daemon({later(429, "3"), later(503, "7"), {.status = 503, .body = "{}"}});
  std::vector<Millis> waits;
  const auto door = open_daemon_door(daemon.data_dir(), [&](Millis pause) { waits.push_back(pause); });
  const auto outcome = deliver(*door, Cursor{"import/requests/x", "12 3"});
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_THAT(waits, ElementsAre(Millis(3000), Millis(7000), Millis(500)));
  EXPECT_EQ(outcome->receipt.accepted, 2u);
  EXPECT_EQ(outcome->receipt.duplicate, 1u);
  ASSERT_EQ(outcome->rejected.size(), 1u);
  EXPECT_EQ(outcome->rejected[0].index, 1u);
  EXPECT_EQ(outcome->rejected[0].error, "bad");
  ASSERT_EQ(daemon.seen().size(), 4u);
  for (const HttpRequest& request : daemon.seen()) {
    EXPECT_EQ(request.body, "{}\n");
    EXPECT_EQ(request.header(ingest::kCursorHeader), "import/requests/x");
    EXPECT_EQ(request.header(ingest::kPositionHeader), "12 3");
  }
}

TEST(DaemonDoor, GivesUpInTheEnd) {
  Scripted daemon(std::vector<HttpResponse>(100, later(503, "60")));
  Millis waited{};
  const auto door = open_daemon_door(daemon.data_dir(), [&](Millis pause) { waited += pause; });
  EXPECT_EQ(deliver(*door, {}).error().code, Code::unavailable);
  EXPECT_EQ(waited, std::chrono::minutes(5));
}

TEST(DaemonDoor, WaitsForADaemonThatIsAwayForARestart) {
  const net::TempDir dir;
  Millis waited{};
  const auto door = open_daemon_door(dir.path().string(), [&](Millis pause) { waited += pause; });
  EXPECT_EQ(deliver(*door, {}).error().code, Code::not_found);
  EXPECT_EQ(waited, std::chrono::seconds(30));
}

TEST(DaemonDoor, TellsATextWithoutAnyRowFromAnError) {
  Scripted daemon({{.status = 400, .body = "no"}, {.status = 413, .body = "no"}});
  const auto door = open_daemon_door(daemon.data_dir(), [](Millis) {});
  EXPECT_EQ(deliver(*door, {}).error().code, Code::unreadable);
  EXPECT_EQ(deliver(*door, {}).error().code, Code::invalid);
  EXPECT_TRUE(daemon.seen().back().header(ingest::kCursorHeader).empty());
}

}  // namespace
}  // namespace shiptally::cli
