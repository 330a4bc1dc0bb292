// Questions that fail, that nobody waits for any more, that take too long or ask for too much: each is an
// error to its client, and nothing to anybody else.

#include "daemon/app/read_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <new>

#include "daemon/expose/exposition.h"
#include "schema/catalogue.h"
#include "tests/temp_dir.h"

namespace shiptally::app {
namespace {

using testing::HasSubstr;

constexpr Millis kLong = std::chrono::minutes(1);  // nothing here takes as long, unless it is broken

/// Goes on until it is interrupted.
Result<Table> endless(const ReadContext& context) {
  for (;;) context.request.query.interruption.check();
}
Result<Table> quick(const ReadContext&) { return Table{{&column("id")}, {}}; }

constexpr ReadEndpoint kEndless{.path = "/endless", .table = endless, .large = true};
constexpr ReadEndpoint kQuick{.path = "/quick", .table = quick};
constexpr ReadEndpoint kLarge{.path = "/large", .table = quick, .large = true};

using Answer = std::future<net::HttpResponse>;

class ReadApiTest : public testing::Test {
 protected:
  void start(std::size_t threads, Millis deadline) {
    std::vector<std::unique_ptr<store::Reader>> readers;
    for (std::size_t i = 0; i < threads; ++i) readers.push_back(store::Reader::open(dir_.path()).value());
    api_ = std::make_unique<ReadApi>(std::move(readers), deadline, SlowQueries(kLong, exposition_), now);
  }

  Answer ask(const ReadEndpoint& endpoint, std::stop_token gone = {}) {
    net::HttpRequest request;
    request.gone = std::move(gone);
    auto answered = std::make_shared<std::promise<net::HttpResponse>>();
    api_->answer(endpoint, request, [answered](net::HttpResponse r) { answered->set_value(std::move(r)); });
    return answered->get_future();
  }

  static Instant now() { return parse_instant("2026-12-01T00:00:00Z").value(); }
  static store::Options options(const std::filesystem::path& directory) {
    store::Options options;
    options.directory = directory;
    options.now = now;
    return options;
  }

  const tests::TempDir dir_;
  const std::unique_ptr<store::Store> store_ = store::Store::open(options(dir_.path())).value();
  expose::Exposition exposition_;
  std::unique_ptr<ReadApi> api_;
};

TEST_F(ReadApiTest, AnExceptionIsAnErrorToItsClientOnly) {
  struct Case {
    Result<Table> (*table)(const ReadContext&);
    int status;
    std::string_view message;
  };
  const Case cases[] = {
      {[](const ReadContext&) -> Result<Table> { throw std::bad_alloc(); }, 503, "not enough memory"},
      {[](const ReadContext&) -> Result<Table> { throw std::length_error("too long"); }, 503, "not enough"},
      {[](const ReadContext&) -> Result<Table> { throw std::out_of_range("secret"); }, 500, "the log"},
      {[](const ReadContext&) -> Result<Table> {
         throw AnswerEnded({Code::too_large, "too many rows"});
       },
       400, "too many rows"},
  };
  start(1, kLong);
  for (const Case& c : cases) {
    const net::HttpResponse answer = ask({.path = "/failing", .table = c.table}).get();
    EXPECT_EQ(answer.status, c.status);
    EXPECT_THAT(answer.body, HasSubstr(c.message));
    EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
    EXPECT_EQ(ask(kQuick).get().body, "[]");
  }
}

TEST_F(ReadApiTest, AnAnswerIsBounded) {
  constexpr ReadEndpoint kRows{.path = "/rows", .table = [](const ReadContext&) -> Result<Table> {
                                 Table table{{&column("id")}, {}};
                                 for (;;) table.rows.emplace_back({std::string("x")});
                               }};
  constexpr ReadEndpoint kBytes{.path = "/bytes", .table = [](const ReadContext&) -> Result<Table> {
                                  Table table{{&column("id")}, {}};
                                  for (;;) table.rows.emplace_back({std::string(1 << 20, 'x')});
                                }};
  // Each quote takes two bytes once it is written out.
  constexpr ReadEndpoint kText{.path = "/text", .table = [](const ReadContext&) -> Result<Table> {
                                 Table table{{&column("id")}, {}};
                                 for (int i = 0; i < 60; ++i)
                                   table.rows.emplace_back({std::string(1 << 20, '"')});
                                 return table;
                               }};
  start(1, kLong);
  EXPECT_THAT(ask(kRows).get().body,
              HasSubstr("more than 100000 rows in the answer; ask for a larger bucket"));
  EXPECT_THAT(ask(kBytes).get().body, HasSubstr("more than 96 MiB in the answer"));
  const net::HttpResponse text = ask(kText).get();
  EXPECT_EQ(text.status, 400);
  EXPECT_THAT(text.body, HasSubstr("more than 64 MiB in the answer"));
}

TEST_F(ReadApiTest, ADeadlineHoldsInComputingAndCountsFromTheArrival) {
  start(1, Millis(1));
  // The second waits for the first, until its own deadline has passed.
  Answer first = ask(kEndless), second = ask(kEndless);
  for (Answer* answer : {&first, &second}) {
    const net::HttpResponse late = answer->get();
    EXPECT_EQ(late.status, 503);
    EXPECT_THAT(late.body, HasSubstr("query deadline exceeded"));
  }
}

TEST_F(ReadApiTest, AClientThatHasGoneEndsItsQuestionAndNoOther) {
  start(1, kLong);
  std::stop_source running, queued;
  Answer first = ask(kEndless, running.get_token()), second = ask(kEndless, queued.get_token());
  Answer third = ask(kLarge);
  queued.request_stop();
  running.request_stop();
  EXPECT_EQ(first.get().status, 503);
  EXPECT_EQ(second.get().status, 503);
  EXPECT_EQ(third.get().status, 200);
}

TEST_F(ReadApiTest, ASmallQuestionAndTheGaugesDoNotWaitForLargeOnes) {
  start(3, kLong);
  std::vector<Answer> large;
  for (int i = 0; i < 20; ++i) large.push_back(ask(kEndless));
  EXPECT_EQ(ask(kQuick).get().status, 200);
  std::promise<void> refreshed;
  const auto refresh = [&](const ReadContext&) { refreshed.set_value(); };
  ASSERT_TRUE(api_->try_run({.run = refresh, .lane = ReadLane::gauges}));
  refreshed.get_future().wait();
  for (const Answer& answer : large)
    EXPECT_EQ(answer.wait_for(Millis(0)), std::future_status::timeout) << "a large one was given up";
  api_->stop();
  for (Answer& answer : large) EXPECT_THAT(answer.get().body, HasSubstr("shutting down"));
}

TEST_F(ReadApiTest, OtherWorkIsToldThatItWasEnded) {
  start(1, kLong);
  std::stop_source gone;
  std::promise<Error> ended;
  ASSERT_TRUE(api_->try_run({.run = [](const ReadContext& context) { (void)endless(context); },
                             .failed = [&](const Error& error) { ended.set_value(error); },
                             .gone = gone.get_token()}));
  gone.request_stop();
  EXPECT_EQ(ended.get_future().get().code, Code::unavailable);
}

TEST_F(ReadApiTest, LanesGoByWhatAQuestionMayTake) {
  const auto lane = [](const ReadEndpoint& endpoint, std::string from, std::string to, std::string bucket,
                       std::string as_of = {}) {
    const std::vector<expose::Parameter> parameters = {
        {"from", from}, {"to", to}, {"bucket", bucket}, {"as_of", as_of}};
    return lane_of(endpoint, expose::parse_query(parameters, now()).value());
  };
  EXPECT_EQ(lane(kQuick, "2026-11-01", "2026-12-01", "hour"), ReadLane::small);
  EXPECT_EQ(lane(kQuick, "2020-01-01", "2026-12-01", ""), ReadLane::small);
  EXPECT_EQ(lane(kQuick, "2026-11-01", "2026-12-01", "minute"), ReadLane::large);
  EXPECT_EQ(lane(kQuick, "2026-11-01", "2026-12-01", "", "2026-11-15"), ReadLane::large);
  EXPECT_EQ(lane(kEndless, "2026-11-01", "2026-12-01", ""), ReadLane::large);
}

}  // namespace
}  // namespace shiptally::app
