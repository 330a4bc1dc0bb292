#include "daemon/dispatch/targets.h"

#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "daemon/net/secret.h"
#include "tests/app/webhook_receiver.h"
#include "tests/temp_dir.h"

namespace shiptally::dispatch {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::TempDir;

std::string file_with(const TempDir& dir, const std::string& name, const std::string& text) {
  std::ofstream(dir.file(name)) << text;
  return dir.file(name);
}

ReportRule rule(std::vector<ReportTarget> targets) {
  return {"finance", {ReportFormat::xlsx, ReportFormat::html}, 3, 6, std::move(targets)};
}

TEST(ReportPlans, AreAStreamForEachFormatAndOneForAMail) {
  TempDir dir;
  const std::string secret = file_with(dir, "secret", "0123456789\n");
  const auto plans = report_plans({rule(
      {ReportDirectory{"/srv/reports"},
       ReportMail{{"a@example.com", "b@example.com"}, "c@example.com", "smtp://x", "u", secret, {}, true},
       ReportWebhook{"https://example.com:8443/hook/hunter2?key=hunter2", secret, false}})});
  ASSERT_TRUE(plans.has_value()) << plans.error().message;
  std::vector<std::string> streams;
  for (const ReportPlan& plan : *plans) streams.push_back(plan.stream.target + " " + plan.stream.format);
  const std::string hook =
      "webhook https://example.com:8443 #" +
      net::hex(net::sha256("https://example.com:8443/hook/hunter2?key=hunter2")).substr(0, 8);
  EXPECT_EQ(streams, (std::vector<std::string>{"directory /srv/reports xlsx", "directory /srv/reports html",
                                               "mail a@example.com,b@example.com xlsx,html", hook + " xlsx",
                                               hook + " html"}));
  EXPECT_EQ(plans->at(2).formats, (std::vector{ReportFormat::xlsx, ReportFormat::html}));
  EXPECT_EQ(plans->at(3).secret, "0123456789");
}

TEST(ReportPlans, NameTheSecretThatCannotBeRead) {
  TempDir dir;
  struct Case {
    std::string file;
    const char* message;
  };
  const Case cases[] = {{dir.file("gone"), "gone"},
                        {file_with(dir, "empty", "\n"), "is empty"},
                        {file_with(dir, "short", "hunter2"), "at least 8 bytes"}};
  for (const Case& c : cases) {
    const auto plans = report_plans({rule({ReportWebhook{"https://example.com", c.file, false}})});
    ASSERT_TRUE(plans.has_error()) << c.message;
    EXPECT_EQ(plans.error().code, Code::invalid);
    EXPECT_THAT(plans.error().message, HasSubstr(c.message));
    EXPECT_THAT(plans.error().message, Not(HasSubstr("hunter2")));
  }
}

TEST(DeliveryId, DiffersByWhatAReceiverMustTellApart) {
  const ReportDelivery base{
      {"finance", "mail a@b", "csv"}, instant_from_ms(0), 1, 0, {}, {}, {}, false, {}, {}};
  std::set<std::string> ids = {delivery_id(base)};
  for (int i = 0; i < 5; ++i) {
    ReportDelivery other = base;
    if (i == 0) other.stream.report += "x";
    if (i == 1) other.stream.target += "x";
    if (i == 2) other.stream.format += "x";
    if (i == 3) other.month = metrics::next_month(other.month);
    if (i == 4) other.edition = 2;
    EXPECT_TRUE(ids.insert(delivery_id(other)).second) << i;
  }
  ReportDelivery later = base;
  later.attempts = 7;
  later.last_error = "busy";
  EXPECT_FALSE(ids.insert(delivery_id(later)).second);
}

TEST(Webhook, SaysWhatMayBeTriedAgain) {
  tests::WebhookReceiver receiver;
  const ReportWebhook target{receiver.url(), "", true};
  const ReportPlan plan{
      {"finance", target_name(target), "csv"}, 3, 6, {ReportFormat::csv}, target, "hunter2hunter2"};
  const ReportDelivery delivery{
      plan.stream, metrics::parse_month("2026-10").value(), 1, 1, {}, {}, {}, false, {}, {}};
  const std::vector<report::ReportDocument> documents = {{"cost.csv", "text/csv", "a,b\n"}};
  struct Case {
    int status;
    const char* retry_after;
    std::optional<Code> code;
    Millis wait;
  };
  const Case cases[] = {
      {200, "", {}, Millis(0)},
      {202, "", {}, Millis(0)},
      {302, "", Code::invalid, Millis(0)},
      {400, "", Code::invalid, Millis(0)},
      {401, "", Code::invalid, Millis(0)},
      {408, "", Code::unavailable, Millis(0)},
      {429, "120", Code::unavailable, std::chrono::minutes(2)},
      {500, "", Code::unavailable, Millis(0)},
      {503, "9999999", Code::unavailable, std::chrono::hours(24)},
      {503, "Fri, 31 Dec 1999 23:59:59 GMT", Code::unavailable, Millis(0)},
  };
  for (const Case& c : cases) {
    net::HttpResponse answer{.status = c.status};
    if (*c.retry_after != '\0') answer.headers = {{"Retry-After", c.retry_after}};
    receiver.answer_next({answer});
    const ReportSent sent = send_report(plan, delivery, documents, {});
    EXPECT_EQ(sent.result.has_error(), c.code.has_value()) << c.status;
    if (!c.code || !sent.result.has_error()) continue;
    EXPECT_EQ(sent.result.error().code, *c.code) << c.status;
    EXPECT_EQ(sent.wait, c.wait) << c.status;
    EXPECT_THAT(sent.result.error().message, HasSubstr(std::to_string(c.status)));
    EXPECT_THAT(sent.result.error().message, Not(HasSubstr("secret-path")));
  }
  const net::HttpRequest first = receiver.taken().front();
  EXPECT_EQ(first.body, "a,b\n");
  EXPECT_EQ(first.header("content-type"), "text/csv");
  EXPECT_EQ(first.header("x-shiptally-month"), "2026-10");
  EXPECT_EQ(first.header("idempotency-key"), delivery_id(delivery));
  EXPECT_EQ(first.header("x-shiptally-signature"),
            "sha256=" + net::hex(net::hmac_sha256("hunter2hunter2", "a,b\n")));
}

}  // namespace
}  // namespace shiptally::dispatch
