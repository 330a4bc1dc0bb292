// Scheduled reports as those notice who get them.

#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "daemon/net/secret.h"
#include "tests/app/test_daemon.h"
#include "tests/app/webhook_receiver.h"
#include "tests/net/smtp_server.h"

namespace shiptally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

Instant at(const char* text) { return parse_instant(text).value(); }

std::string contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Stands in for the report itself: tells its month.
Result<report::ReportDocument> document(const queries::Context&, const Query&, Instant month,
                                        ReportFormat format) {
  const std::string text = format_instant(month).substr(0, 7);
  return report::ReportDocument{"cost-" + text + "." + std::string(name(format)), "text/csv", "of " + text};
}

void wait_until(const std::function<bool()>& come) {
  const auto late = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!come() && std::chrono::steady_clock::now() < late) std::this_thread::yield();
  EXPECT_TRUE(come());
}

config::Config config_with(std::vector<ReportTarget> targets) {
  config::Config config;
  config.reports = {{"finance", {ReportFormat::csv}, 3, 6, std::move(targets)}};
  return config;
}

TEST(Reports, ReachEveryTargetOnceAndSayWhatBecameOfThem) {
  TempDir files;
  WebhookReceiver receiver;
  SmtpServer mail({"--replies", "451"});
  std::ofstream(files.file("secret")) << "hunter2hunter2\n";
  receiver.answer_next({{.status = 500}});
  const config::Config config =
      config_with({ReportDirectory{files.path().string()},
                   ReportMail{{"cfo@example.com"}, "shiptally@example.com", mail.url(), {}, {}, {}, false},
                   ReportWebhook{receiver.url(), files.file("secret"), true}});
  TestDaemon daemon(config, document);
  const std::string deliveries = "/api/v1/report_deliveries?to=2027-01-01T00:00:00Z";
  const auto shown = [&](const char* what) {
    return [&, what] { return daemon.call("GET", deliveries).body.find(what) != std::string::npos; };
  };
  EXPECT_EQ(daemon.call("GET", deliveries).body, "[]");

  daemon.move_clock_to(at("2026-12-03T06:00:00Z"));
  wait_until([&] { return contents(files.file("cost-2026-11.csv")) == "of 2026-11"; });
  wait_until(shown("SMTP reply 451"));
  wait_until(shown("answered 500"));
  daemon.restart(at("2026-12-03T06:02:00Z"));
  wait_until([&] { return mail.message(1) != "" && receiver.taken().size() == 2; });
  wait_until([&] { return !shown("pending")(); });
  EXPECT_THAT(mail.message(1), HasSubstr("Subject: Cost report 2026-11 (finance)\r\n"));
  EXPECT_THAT(mail.message(1), HasSubstr("filename=\"cost-2026-11.csv\""));
  for (const net::HttpRequest& request : receiver.taken())
    EXPECT_EQ(request.header("x-shiptally-signature"),
              "sha256=" + net::hex(net::hmac_sha256("hunter2hunter2", "of 2026-11")));

  const std::string body = daemon.call("GET", deliveries).body;
  EXPECT_THAT(body,
              HasSubstr("\"month\":\"2026-11\",\"report\":\"finance\",\"target\":\"mail cfo@example.com\","
                        "\"format\":\"csv\",\"outcome\":\"delivered\",\"attempts\":2,\"edition\":1"));
  EXPECT_THAT(body, HasSubstr(net::hex(net::sha256("of 2026-11"))));
  for (const char* secret : {"hunter2", "secret-path"}) EXPECT_THAT(body, Not(HasSubstr(secret)));
  const std::string metrics = daemon.call("GET", "/metrics").body;
  EXPECT_THAT(metrics, HasSubstr("shiptally_report_deliveries_total{outcome=\"delivered\"} 2\n"));
  EXPECT_THAT(metrics, HasSubstr("shiptally_report_deliveries_pending 0\n"));

  daemon.restart(at("2026-12-20T00:00:00Z"));
  EXPECT_EQ(daemon.run({"report", "deliver", "--name", "finance", "--month", "2026-12"}).exit_code, 1);
  const auto anew = daemon.run({"report", "deliver", "--name", "finance", "--month", "2026-11"});
  EXPECT_EQ(anew.exit_code, 0) << anew.err;
  EXPECT_EQ(anew.out, "{\"deliveries\":3}\n");
  wait_until([&] { return mail.message(2) != "" && receiver.taken().size() == 3; });
  EXPECT_EQ(mail.message(3), "");
}

TEST(Reports, AReloadTakesANewSchedule) {
  TempDir first, second;
  TestDaemon daemon(config_with({ReportDirectory{first.path().string()}}), document);
  daemon.move_clock_to(at("2026-12-03T06:00:00Z"));
  wait_until([&] {  // what the thread shows last, before it looks at its plans again
    return daemon.call("GET", "/metrics").body.find("\nshiptally_report_delivered_timestamp_seconds 1") !=
           std::string::npos;
  });
  EXPECT_EQ(contents(first.file("cost-2026-11.csv")), "of 2026-11");
  daemon.move_clock_to(at("2026-12-03T06:00:01Z"));
  daemon.reload(config_with({ReportDirectory{second.path().string()}}));
  daemon.move_clock_to(at("2027-01-03T06:00:00Z"));
  wait_until([&] { return contents(second.file("cost-2026-12.csv")) == "of 2026-12"; });
  EXPECT_FALSE(std::filesystem::exists(first.file("cost-2026-12.csv")));
  EXPECT_FALSE(std::filesystem::exists(second.file("cost-2026-11.csv")));
}

}  // namespace
}  // namespace shiptally::tests
