#include "daemon/dispatch/dispatcher.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "daemon/dispatch/targets.h"
#include "daemon/net/secret.h"
#include "daemon/store/snapshot.h"
#include "tests/app/webhook_receiver.h"
#include "tests/temp_dir.h"

namespace shiptally::dispatch {
namespace {

using testing::HasSubstr;
using tests::TempDir;

Instant at(const char* text) { return parse_instant(text).value(); }

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A deliverer over a real store, with a clock that the test moves and documents that tell their month.
class Deliveries : public testing::Test {
 protected:
  Deliveries() { open(); }

  void open() {
    store::Options options;
    options.directory = data_.path();
    options.now = [this] { return now_; };
    store_ = store::Store::open(std::move(options)).value();
    deliverer_ = std::make_unique<Dispatcher>(
        DispatcherParts{*store_, exposition_,
                        [this](Instant month, ReportFormat format) { return make(month, format); },
                        [this] { return now_; }, [] { return 0.0; }},
        book());
  }
  /// As after kill -9: nothing but what is on the disk.
  void restart() {
    deliverer_.reset();
    store_.reset();
    open();
    deliverer_->follow(plans_);
  }

  Result<report::ReportDocument> make(Instant month, ReportFormat format) {
    ++made_;
    if (trouble_) return *trouble_;
    const std::string text = metrics::month_name(month);
    return report::ReportDocument{"cost-" + text + "." + std::string(name(format)), "text/plain",
                                  "report of " + text};
  }

  void follow(const std::vector<ReportTarget>& targets,
              std::vector<ReportFormat> formats = {ReportFormat::csv}) {
    plans_ = report_plans({{"finance", std::move(formats), 3, 6, targets}}).value();
    for (ReportPlan& plan : plans_) plan.secret = "hunter2hunter2";
    deliverer_->follow(plans_);
  }
  void deliver_at(const char* t) {
    now_ = at(t);
    deliverer_->deliver_due({});
  }
  ReportBook book() {
    return store::Reader::open(data_.path())
        .value()
        ->begin(std::chrono::seconds(10))
        .value()
        ->reports()
        .value();
  }
  std::string outcomes() {
    const std::string text = exposition_.render();
    std::string out;
    for (const char* outcome : {"delivered", "failed", "retried"}) {
      const std::string series =
          "shiptally_report_deliveries_total{outcome=\"" + std::string(outcome) + "\"} ";
      const std::size_t begin = text.find(series) + series.size();
      out += text.substr(begin, text.find('\n', begin) - begin) + " ";
    }
    return out;
  }

  TempDir data_, reports_;
  Instant now_ = at("2026-11-01T00:00:00Z");
  int made_ = 0;
  std::optional<Error> trouble_;
  std::vector<ReportPlan> plans_;
  expose::Exposition exposition_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Dispatcher> deliverer_;
};

TEST_F(Deliveries, AMonthIsDeliveredOnce) {
  follow({ReportDirectory{reports_.path().string()}}, {ReportFormat::csv, ReportFormat::json});
  deliver_at("2026-11-03T05:59:59Z");
  EXPECT_EQ(made_, 0);
  deliver_at("2026-11-03T06:00:00Z");
  EXPECT_EQ(contents(reports_.file("cost-2026-10.csv")), "report of 2026-10");
  EXPECT_EQ(contents(reports_.file("cost-2026-10.json")), "report of 2026-10");
  EXPECT_EQ(outcomes(), "2 0 0 ");
  const ReportBook known = book();
  ASSERT_EQ(known.deliveries.size(), 2U);
  EXPECT_EQ(known.deliveries[0].sha256, net::hex(net::sha256("report of 2026-10")));
  EXPECT_EQ(known.deliveries[0].delivered, now_);

  std::filesystem::remove(reports_.file("cost-2026-10.csv"));
  deliver_at("2026-11-04T00:00:00Z");
  restart();
  deliver_at("2026-11-05T00:00:00Z");
  EXPECT_EQ(made_, 2);
  EXPECT_FALSE(std::filesystem::exists(reports_.file("cost-2026-10.csv")));
}

TEST_F(Deliveries, MissedMonthsAreMadeUpForInOrder) {
  tests::WebhookReceiver receiver;
  follow({ReportWebhook{receiver.url(), "", true}});
  deliver_at("2026-11-01T00:00:00Z");
  now_ = at("2027-02-10T00:00:00Z");
  restart();
  deliver_at("2027-02-10T00:00:00Z");
  std::vector<std::string> months;
  for (const net::HttpRequest& request : receiver.taken())
    months.emplace_back(request.header("x-shiptally-month"));
  EXPECT_EQ(months, (std::vector<std::string>{"2026-10", "2026-11", "2026-12", "2027-01"}));
}

TEST_F(Deliveries, TroubleIsRetriedUnderTheSameKeyAcrossRestarts) {
  tests::WebhookReceiver receiver;
  receiver.answer_next({{.status = 503}, {.status = 429, .headers = {{"Retry-After", "600"}}}});
  follow({ReportWebhook{receiver.url(), "", true}});
  deliver_at("2026-11-03T06:00:00Z");
  EXPECT_THAT(book().deliveries.at(0).last_error, HasSubstr("answered 503"));
  deliver_at("2026-11-03T06:00:59Z");
  EXPECT_EQ(receiver.taken().size(), 1U);
  restart();
  deliver_at("2026-11-03T06:00:59Z");
  EXPECT_EQ(receiver.taken().size(), 1U);
  deliver_at("2026-11-03T06:01:00Z");
  EXPECT_EQ(receiver.taken().size(), 2U);
  deliver_at("2026-11-03T06:10:59Z");  // it asked for ten minutes
  EXPECT_EQ(receiver.taken().size(), 2U);
  restart();
  deliver_at("2026-11-03T06:11:00Z");
  deliver_at("2026-11-30T00:00:00Z");
  const auto taken = receiver.taken();
  ASSERT_EQ(taken.size(), 3U);
  for (const net::HttpRequest& request : taken)
    EXPECT_EQ(request.header("idempotency-key"), taken[0].header("idempotency-key"));
  EXPECT_EQ(book().deliveries.at(0).attempts, 3);
  EXPECT_EQ(outcomes(), "1 0 2 ");
}

TEST_F(Deliveries, ARefusalIsForGoodUntilSentAnewByHand) {
  tests::WebhookReceiver receiver;
  receiver.answer_next({{.status = 410}});
  follow({ReportWebhook{receiver.url(), "", true}});
  deliver_at("2026-11-03T06:00:00Z");
  deliver_at("2026-11-20T00:00:00Z");
  ASSERT_EQ(receiver.taken().size(), 1U);
  EXPECT_TRUE(book().deliveries.at(0).failed);

  const Instant october = metrics::parse_month("2026-10").value();
  EXPECT_EQ(deliverer_->send_anew("nobody", october).error().code, Code::not_found);
  EXPECT_EQ(deliverer_->send_anew("finance", metrics::parse_month("2026-11").value()).error().code,
            Code::invalid);
  EXPECT_EQ(deliverer_->send_anew("finance", october).value(), 1U);
  restart();  // what was acknowledged is on the disk
  deliver_at("2026-11-20T00:00:00Z");
  const auto taken = receiver.taken();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_NE(taken[0].header("idempotency-key"), taken[1].header("idempotency-key"));
  EXPECT_EQ(book().deliveries.at(0).edition, 2);
  EXPECT_EQ(outcomes(), "1 1 0 ");
}

TEST_F(Deliveries, OneTargetsTroubleIsNotTheOthers) {
  follow({ReportDirectory{reports_.file("gone")}, ReportDirectory{reports_.path().string()}});
  deliver_at("2026-11-03T06:00:00Z");
  EXPECT_EQ(contents(reports_.file("cost-2026-10.csv")), "report of 2026-10");
  EXPECT_THAT(exposition_.render(), HasSubstr("\nshiptally_report_deliveries_pending 1\n"));
  std::filesystem::create_directory(reports_.file("gone"));
  deliver_at("2026-11-03T06:01:00Z");
  EXPECT_EQ(contents(reports_.file("gone/cost-2026-10.csv")), "report of 2026-10");
  EXPECT_THAT(exposition_.render(), HasSubstr("\nshiptally_report_deliveries_pending 0\n"));
}

TEST_F(Deliveries, WhatCannotBeMadeIsTriedAgain) {
  follow({ReportDirectory{reports_.path().string()}});
  trouble_ = Error{Code::unavailable, "query deadline exceeded"};
  deliver_at("2026-11-03T06:00:00Z");
  EXPECT_EQ(book().deliveries.at(0).last_error, "query deadline exceeded");
  trouble_.reset();
  deliver_at("2026-11-03T06:01:00Z");
  EXPECT_TRUE(book().deliveries.at(0).delivered);
}

TEST_F(Deliveries, AnAttemptCutShortByTheEndOfTheDaemonDoesNotCount) {
  net::Respond kept;
  net::Running silent(
      net::test_options(),
      {{"POST", "/", net::Access::open,
        [&](net::HttpRequest, net::Respond respond) { kept = std::move(respond); }, net::kBodyAsLimited}});
  follow({ReportWebhook{"http://127.0.0.1:" + std::to_string(silent.port()) + "/", "", true}});
  now_ = at("2026-11-03T06:00:00Z");
  std::stop_source stop;
  std::thread stopper([&] { stop.request_stop(); });
  deliverer_->deliver_due(stop.get_token());
  stopper.join();
  EXPECT_TRUE(book().deliveries.empty());
  EXPECT_EQ(outcomes(), "0 0 0 ");
}

}  // namespace
}  // namespace shiptally::dispatch
