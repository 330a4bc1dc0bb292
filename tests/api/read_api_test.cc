// Questions that fail, that nobody waits for any more, that take too long or ask for too much: each is an
// error to its client, and nothing to anybody else.

#include "daemon/api/read_api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <new>

#include "daemon/expose/prometheus/exposition.h"
#include "schema/catalogue.h"
#include "tests/temp_dir.h"

namespace shiptally::api {
namespace {

using testing::HasSubstr;

constexpr Millis kLong = std::chrono::minutes(1);  // nothing here takes as long, unless it is broken

/// Goes on until it is interrupted.
Result<Answer> endless(const queries::Context&, const Parameters& parameters) {
  for (;;) parameters.query.interruption.check();
}
Result<Answer> quick(const queries::Context&, const Parameters&) {
  return Answer(Table{{&column("id")}, {}});
}

using enum Parameter;
constexpr Takes kWindow = {from, to, bucket, as_of};
constexpr Endpoint kEndless{"/endless", kWindow, endless, DependsOn::anything, Reads::everything};
constexpr Endpoint kQuick{"/quick", kWindow, quick};
constexpr Endpoint kLarge{"/large", kWindow, quick, DependsOn::anything, Reads::everything};

using Asked = std::future<net::HttpResponse>;

class ReadApiTest : public testing::Test {
 protected:
  void start(std::size_t threads, Millis deadline) {
    std::vector<std::unique_ptr<store::Reader>> readers;
    for (std::size_t i = 0; i < threads; ++i) readers.push_back(store::Reader::open(dir_.path()).value());
    api_ = std::make_unique<ReadApi>(std::move(readers), deadline, SlowQueries(kLong, exposition_), now);
  }

  Asked ask(const Endpoint& endpoint, std::stop_token gone = {}) {
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
    Result<Answer> (*answer)(const queries::Context&, const Parameters&);
    int status;
    std::string_view message;
  };
  const Case cases[] = {
      {[](const queries::Context&, const Parameters&) -> Result<Answer> { throw std::bad_alloc(); }, 503,
       "not enough memory"},
      {[](const queries::Context&, const Parameters&) -> Result<Answer> {
         throw std::length_error("too long");
       },
       503, "not enough"},
      {[](const queries::Context&, const Parameters&) -> Result<Answer> {
         throw std::out_of_range("secret");
       },
       500, "the log"},
      {[](const queries::Context&, const Parameters&) -> Result<Answer> {
         throw AnswerEnded({Code::too_large, "too many rows"});
       },
       400, "too many rows"},
  };
  start(1, kLong);
  for (const Case& c : cases) {
    const net::HttpResponse answer = ask({"/failing", kWindow, c.answer}).get();
    EXPECT_EQ(answer.status, c.status);
    EXPECT_THAT(answer.body, HasSubstr(c.message));
    EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
    EXPECT_EQ(ask(kQuick).get().body, "[]");
  }
}

TEST_F(ReadApiTest, AnAnswerIsBounded) {
  constexpr Endpoint kRows{"/rows", kWindow,
                           [](const queries::Context&, const Parameters&) -> Result<Answer> {
                             Table table{{&column("id")}, {}};
                             for (;;) table.rows.emplace_back({std::string("x")});
                           }};
  constexpr Endpoint kBytes{"/bytes", kWindow,
                            [](const queries::Context&, const Parameters&) -> Result<Answer> {
                              Table table{{&column("id")}, {}};
                              for (;;) table.rows.emplace_back({std::string(1 << 20, 'x')});
                            }};
  // Each quote takes two bytes once it is written out.
  constexpr Endpoint kText{"/text", kWindow,
                           [](const queries::Context&, const Parameters&) -> Result<Answer> {
                             Table table{{&column("id")}, {}};
                             for (int i = 0; i < 60; ++i)
                               table.rows.emplace_back({std::string(1 << 20, '"')});
                             return Answer(table);
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
  Asked first = ask(kEndless), second = ask(kEndless);
  for (Asked* answer : {&first, &second}) {
    const net::HttpResponse late = answer->get();
    EXPECT_EQ(late.status, 503);
    EXPECT_THAT(late.body, HasSubstr("query deadline exceeded"));
  }
}

TEST_F(ReadApiTest, AClientThatHasGoneEndsItsQuestionAndNoOther) {
  start(1, kLong);
  std::stop_source running, queued;
  Asked first = ask(kEndless, running.get_token()), second = ask(kEndless, queued.get_token());
  Asked third = ask(kLarge);
  queued.request_stop();
  running.request_stop();
  EXPECT_EQ(first.get().status, 503);
  EXPECT_EQ(second.get().status, 503);
  EXPECT_EQ(third.get().status, 200);
}

TEST_F(ReadApiTest, ASmallQuestionAndTheGaugesDoNotWaitForLargeOnes) {
  start(3, kLong);
  std::vector<Asked> large;
  for (int i = 0; i < 20; ++i) large.push_back(ask(kEndless));
  EXPECT_EQ(ask(kQuick).get().status, 200);
  std::promise<void> refreshed;
  const auto refresh = [&](const queries::Context&, const Query&) { refreshed.set_value(); };
  ASSERT_TRUE(api_->try_run({.run = refresh, .lane = ReadLane::gauges}));
  refreshed.get_future().wait();
  for (const Asked& answer : large)
    EXPECT_EQ(answer.wait_for(Millis(0)), std::future_status::timeout) << "a large one was given up";
  api_->stop();
  for (Asked& answer : large) EXPECT_THAT(answer.get().body, HasSubstr("shutting down"));
}

TEST_F(ReadApiTest, OtherWorkIsToldThatItWasEnded) {
  start(1, kLong);
  std::stop_source gone;
  std::promise<Error> ended;
  ASSERT_TRUE(api_->try_run({.run =
                                 [](const queries::Context& context, const Query& query) {
                                   Parameters parameters;
                                   parameters.query = query;
                                   (void)endless(context, parameters);
                                 },
                             .failed = [&](const Error& error) { ended.set_value(error); },
                             .gone = gone.get_token()}));
  gone.request_stop();
  EXPECT_EQ(ended.get_future().get().code, Code::unavailable);
}

TEST_F(ReadApiTest, LanesGoByWhatAQuestionMayTake) {
  const auto lane = [](const Endpoint& endpoint, std::string from, std::string to, std::string bucket,
                       std::string as_of = {}) {
    const std::vector<Field> fields = {{"from", from}, {"to", to}, {"bucket", bucket}, {"as_of", as_of}};
    return lane_of(endpoint, parse_parameters(fields, endpoint.takes, now()).value());
  };
  EXPECT_EQ(lane(kQuick, "2026-11-01", "2026-12-01", "hour"), ReadLane::small);
  EXPECT_EQ(lane(kQuick, "2020-01-01", "2026-12-01", ""), ReadLane::small);
  EXPECT_EQ(lane(kQuick, "2026-11-01", "2026-12-01", "minute"), ReadLane::large);
  EXPECT_EQ(lane(kQuick, "2026-11-01", "2026-12-01", "", "2026-11-15"), ReadLane::large);
  EXPECT_EQ(lane(kEndless, "2026-11-01", "2026-12-01", ""), ReadLane::large);
}

}  // namespace
}  // namespace shiptally::api
