// Answers under way: how much they hold together, and who does not wait for them.

#include <gmock/gmock.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

#include "tests/net/peak.h"
#include "tests/net/running.h"

namespace shiptally::net {
namespace {

using testing::HasSubstr;

/// Counts what the server reports, and waits for it.
class Reports {
 public:
  ServerOptions options() {
    ServerOptions options = test_options();
    options.on_request = [this](std::string_view, int status, std::chrono::microseconds) {
      const std::lock_guard lock(mutex_);
      ++by_status_[status];
      changed_.notify_all();
    };
    return options;
  }
  /// False after ten seconds.
  bool wait_for(int status, int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return by_status_[status] >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, int> by_status_;  ///< protected by mutex_
};

/// Answers with that many bytes.
Route long_answer(std::size_t bytes) {
  return {"GET", "/long", Access::open, [bytes](HttpRequest, Respond respond) {
            respond({.status = 200, .content_type = "text/plain", .body = std::string(bytes, 'x')});
          }};
}

/// Hands each request and its Respond to the test.
struct Held {
  struct Item {
    HttpRequest request;
    Respond respond;
  };
  std::mutex mutex;
  std::condition_variable came;
  std::deque<Item> items;  ///< protected by mutex

  Route route() {
    return {.method = "POST",
            .path = "/held",
            .access = Access::open,
            .handler =
                [this](HttpRequest request, Respond respond) {
                  const std::lock_guard lock(mutex);
                  items.push_back({std::move(request), std::move(respond)});
                  came.notify_all();
                },
            .body_bytes_max = kBodyAsLimited};
  }
  Item next() {
    std::unique_lock lock(mutex);
    if (!came.wait_for(lock, std::chrono::seconds(10), [&] { return !items.empty(); })) return {};
    Item item = std::move(items.front());
    items.pop_front();
    return item;
  }
};

/// Waits until it is requested; false after ten seconds.
bool is_requested(std::stop_token token) {
  std::promise<void> requested;
  const std::stop_callback callback(token, [&] { requested.set_value(); });
  return requested.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready;
}

// Sixty readers that do not read held 1.3 GB.
TEST(Answers, AreBoundedInSum) {
  constexpr std::size_t kAnswer = 16U << 20;  // more than the sockets' own buffers take
  ServerOptions options = test_options();
  options.limits.answer_bytes = 40U << 20;
  Running running(options, {long_answer(kAnswer), echo("POST", "/echo")});
  std::deque<Client> readers;
  int refused = 0;
  tests::forget_peak();
  const std::size_t before = tests::peak_bytes();
  for (int i = 0; i < 20; ++i) {
    Client& reader = readers.emplace_back(running.port());
    reader.send(get("/long"));
    const Answer answer = reader.read(false);
    if (answer.status == 200) continue;
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.header("Retry-After"), "1");
    ++refused;
  }
  // Two or three are under way: each gives back what the sockets take.
  EXPECT_GE(refused, 14);
  EXPECT_LT(tests::peak_bytes() - before, options.limits.answer_bytes + 3 * kAnswer) << "of 320 MiB";
  EXPECT_EQ(Client(running.port()).ask(post("/echo", "x")).status, 200);
  readers.clear();
  int status = 503;
  for (int i = 0; i < 1000 && status != 200; ++i) status = Client(running.port()).ask(get("/long")).status;
  EXPECT_EQ(status, 200) << "what was under way was given back";
}

TEST(Answers, OneThatCanNeverFitIsToldSo) {
  ServerOptions options = test_options();
  options.limits.answer_bytes = 1U << 20;
  Running running(options, {long_answer(2U << 20)});
  Client client(running.port());
  const Answer answer = client.ask(get("/long"));
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("limits.answer_bytes, 1048576"));
  client.send("HEAD /long HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.read(false).status, 200) << "nothing of it is sent";
}

TEST(Answers, ArriveWholeThoughTheirPagesAreGivenBackMeanwhile) {
  std::string text;
  for (int i = 0; text.size() < (5U << 20); ++i) text += std::to_string(i) + " ";
  Running running(test_options(), {{"GET", "/long", Access::open, [&](HttpRequest, Respond respond) {
                                      respond({.status = 200, .content_type = "text/plain", .body = text});
                                    }}});
  Client client(running.port());
  EXPECT_EQ(client.ask(get("/long")).body, text);
  EXPECT_EQ(client.ask(get("/long")).body, text);
}

// An acknowledgement must not turn into a 503 because somebody reads slowly.
TEST(Answers, ShortOnesAlwaysFit) {
  ServerOptions options = test_options();
  options.limits.answer_bytes = 0;
  Running running(options, {long_answer(kShortAnswerBytes), echo("POST", "/echo")});
  EXPECT_EQ(Client(running.port()).ask(get("/long")).body.size(), kShortAnswerBytes);
  EXPECT_EQ(Client(running.port()).ask(post("/echo", std::string(kShortAnswerBytes + 1, 'x'))).status, 422);
}

TEST(Answers, ReaderBelowTheSlowestRateIsCut) {
  Reports reports;
  ServerOptions options = reports.options();
  options.limits.write_deadline = Millis(100);
  options.limits.answer_bytes_per_s = 1U << 30;
  Running running(options, {long_answer(32U << 20)});
  Client reader(running.port());
  reader.send(get("/long"));
  EXPECT_TRUE(reports.wait_for(499, 1));
}

TEST(Answers, ClientThatGoesIsNoticedWhileAHandlerWorks) {
  Reports reports;
  Held held;
  Running running(reports.options(), {held.route()});
  std::optional<Client> client(running.port());
  client->send(post("/held", "x"));
  const Held::Item item = held.next();
  EXPECT_FALSE(item.request.gone.stop_requested());
  client.reset();
  EXPECT_TRUE(is_requested(item.request.gone));
  EXPECT_TRUE(reports.wait_for(499, 1)) << "and its connection has ended before the answer";
  item.respond({});
}

TEST(Answers, WhatIsPipelinedIsNoSignOfGoing) {
  Held held;
  Running running(test_options(), {held.route(), echo("POST", "/echo")});
  Client client(running.port());
  client.send(post("/held", "x"));
  const Held::Item item = held.next();
  client.send(post("/echo", "two"));
  // More than the buffer takes: the rest waits in the socket.
  const std::string large(60'000, 'y');
  client.send(post("/echo", large) + post("/echo", "last"));
  Client other(running.port());
  EXPECT_EQ(other.ask(post("/echo", "x")).status, 200);
  EXPECT_FALSE(item.request.gone.stop_requested());
  item.respond({.body = "one"});
  EXPECT_EQ(client.read().body, "one");
  EXPECT_EQ(client.read().body, "two");
  EXPECT_EQ(client.read().body, large);
  EXPECT_EQ(client.read().body, "last");
}

TEST(Answers, AbandonedRequestsDoNotKeepTheirConnections) {
  Reports reports;
  Held held;
  ServerOptions options = reports.options();
  options.limits.connections = 8;
  options.limits.reserve_connections = 0;
  Running running(options, {held.route(), echo("POST", "/echo")});
  std::vector<Held::Item> items;
  for (int i = 0; i < 8; ++i) {
    Client client(running.port());
    client.send(post("/held", "x"));
    items.push_back(held.next());
  }
  EXPECT_TRUE(reports.wait_for(499, 8));
  EXPECT_EQ(Client(running.port()).ask(post("/echo", "x")).status, 200);
}

}  // namespace
}  // namespace shiptally::net
