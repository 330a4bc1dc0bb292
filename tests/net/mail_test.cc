#include "daemon/net/mail.h"

#include <gmock/gmock.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

#include "tests/net/smtp_server.h"
#include "tests/temp_dir.h"

namespace shiptally::net {
namespace {

using testing::HasSubstr;
using testing::Not;
using tests::SmtpServer;
using tests::TempDir;

Mail report() {
  Mail mail;
  mail.from = "shiptally@example.com";
  mail.to = {"cfo@example.com", "finance@example.com"};
  mail.subject = "Cost report 2026-10";
  mail.text = "Grüße\n.\nend\n";
  mail.date = parse_instant("2026-11-03T06:00:07Z").value();
  mail.message_id = "abc@example.com";
  return mail;
}

MailServer plain(const SmtpServer& server) {
  MailServer out;
  out.url = server.url();
  out.require_tls = false;
  return out;
}

/// What stands between the headers of the nth part and the next boundary, with base64 undone.
std::string part(const std::string& message, int n) {
  const std::string_view mark = "base64\r\n\r\n";
  std::size_t begin = 0;
  for (int i = 0; i < n; ++i) begin = message.find(mark, begin) + mark.size();
  std::string text = message.substr(begin, message.find("--=_", begin) - begin);
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
  std::string bytes(text.size(), '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  const auto padding = static_cast<std::size_t>(std::count(text.begin(), text.end(), '='));
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

std::string every_byte(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>(i * 7);
  return out;
}

TEST(MimeMessage, IsTheSameForTheSameMail) {
  EXPECT_EQ(mime_message(report()).value(),
            "Date: Tue, 03 Nov 2026 06:00:07 +0000\r\n"
            "From: shiptally@example.com\r\n"
            "To: cfo@example.com,\r\n finance@example.com\r\n"
            "Subject: Cost report 2026-10\r\n"
            "Message-ID: <abc@example.com>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=\"=_9eceb13483d7f187ec014fd6d4854d14\"\r\n\r\n"
            "--=_9eceb13483d7f187ec014fd6d4854d14\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\n"
            "R3LDvMOfZQouCmVuZAo=\r\n"
            "--=_9eceb13483d7f187ec014fd6d4854d14--\r\n");
}

TEST(MimeMessage, EncodesSubjectsThatAreNotPlain) {
  struct Case {
    std::string subject, header;
  };
  const Case cases[] = {
      {"", "Subject: \r\n"},
      {"Kosten für Oktober", "Subject: =?UTF-8?B?S29zdGVuIGbDvHIgT2t0b2Jlcg==?=\r\n"},
      {"=?UTF-8?B?QQ==?=", "Subject: =?UTF-8?B?PT9VVEYtOD9CP1FRPT0/PQ==?=\r\n"},
      // 39 bytes would end amid the last "ü".
      {std::string(38, 'a') + "üb",
       "Subject: =?UTF-8?B?YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=?=\r\n"
       " =?UTF-8?B?w7xi?=\r\n"},
  };
  for (const Case& c : cases) {
    Mail mail = report();
    mail.subject = c.subject;
    EXPECT_THAT(mime_message(mail).value(), HasSubstr("\r\n" + c.header)) << c.subject;
  }
}

TEST(MimeMessage, LinesAreShort) {
  Mail mail = report();
  mail.subject = std::string(1000, 'x');
  mail.to.assign(50, "somebody.with.a.long.name@department.example.com");
  mail.text = std::string(5000, 'y');
  mail.attachments = {{"cost.xlsx", "application/octet-stream", every_byte(5000)}};
  const std::string message = mime_message(mail).value();
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = message.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    ASSERT_LE(end - at, 78U) << message.substr(at, end - at);
    at = end + 2;
  }
  EXPECT_EQ(part(message, 2), every_byte(5000));
}

TEST(MimeMessage, RefusesWhatCouldEndAHeader) {
  const auto with = [](auto change) {
    Mail mail = report();
    mail.attachments = {{"a.csv", "text/csv", "1"}};
    change(mail);
    return mail;
  };
  const Mail cases[] = {
      with([](Mail& m) { m.subject = "a\r\nBcc: x@example.com"; }),
      with([](Mail& m) { m.subject = std::string("a\0b", 3); }),
      with([](Mail& m) { m.from = "a@b\r\nX: y"; }),
      with([](Mail& m) { m.from = "nobody"; }),
      with([](Mail& m) { m.from = "@b"; }),
      with([](Mail& m) { m.from = "a@"; }),
      with([](Mail& m) { m.from = ""; }),
      with([](Mail& m) { m.to = {}; }),
      with([](Mail& m) {
        m.to = {"a@b", "c@d>\r\nDATA"};
      }),
      with([](Mail& m) { m.to = {"a@b,c@d"}; }),
      with([](Mail& m) { m.to = {"a b@c"}; }),
      with([](Mail& m) { m.message_id = "x>\r\nY@z"; }),
      with([](Mail& m) { m.attachments[0].name = "a\"; x=\"b"; }),
      with([](Mail& m) { m.attachments[0].name = "../a"; }),
      with([](Mail& m) { m.attachments[0].name = ""; }),
      with([](Mail& m) { m.attachments[0].content_type = "text/csv\r\nX: y"; }),
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const auto message = mime_message(cases[i]);
    ASSERT_TRUE(message.has_error()) << i;
    EXPECT_EQ(message.error().code, Code::invalid) << i;
  }
}

TEST(SendMail, DeliversEachByte) {
  SmtpServer server;
  Mail mail = report();
  mail.attachments = {{"cost.xlsx", "application/vnd.ms-excel", every_byte(100'000)},
                      {"cost.html", "text/html", ".\r\n..\r\n<p>ü"}};
  const auto sent = send_mail(plain(server), mail);
  ASSERT_TRUE(sent.has_value()) << sent.error().message;
  const std::string message = server.message(1);
  EXPECT_THAT(message, testing::StartsWith("X-MailFrom: shiptally@example.com\r\n"
                                           "X-RcptTo: cfo@example.com, finance@example.com\r\n"));
  EXPECT_EQ(message.substr(message.find("Date: ")), mime_message(mail).value());
  EXPECT_EQ(part(message, 1), mail.text);
  EXPECT_EQ(part(message, 2), mail.attachments[0].bytes);
  EXPECT_EQ(part(message, 3), mail.attachments[1].bytes);
}

TEST(SendMail, TellsWhatMayBeTriedAgain) {
  SmtpServer server({"--replies", "451,550,close"});
  struct Case {
    Code code;
    const char* message;
  };
  const Case cases[] = {
      {Code::unavailable, "SMTP reply 451"}, {Code::invalid, "SMTP reply 550"}, {Code::unavailable, ""}};
  for (const Case& c : cases) {
    const auto sent = send_mail(plain(server), report());
    ASSERT_TRUE(sent.has_error()) << c.message;
    EXPECT_EQ(sent.error().code, c.code) << sent.error().message;
    EXPECT_THAT(sent.error().message, HasSubstr(c.message));
  }
  EXPECT_TRUE(send_mail(plain(server), report()).has_value());
  EXPECT_NE(server.message(1), "");
  EXPECT_EQ(server.message(2), "");
}

TEST(SendMail, IsDoneOnceTheServerTookItWhetherItSaysGoodbyeOrNot) {
  SmtpServer server({"--no-goodbye"});
  const auto begun = std::chrono::steady_clock::now();
  const auto sent = send_mail(plain(server), report());
  EXPECT_TRUE(sent.has_value()) << sent.error().message;
  EXPECT_LT(std::chrono::steady_clock::now() - begun,
            std::chrono::seconds(60));  // libcurl alone waits for 120
  EXPECT_NE(server.message(1), "");
}

TEST(SendMail, SaysThatNobodyAnswers) {
  MailServer gone;
  {
    SmtpServer server;
    gone = plain(server);
  }
  const auto sent = send_mail(gone, report());
  ASSERT_TRUE(sent.has_error());
  EXPECT_EQ(sent.error().code, Code::unavailable);
}

TEST(SendMail, SendsNothingWithoutTheTlsThatItNeeds) {
  SmtpServer server;
  MailServer strict = plain(server);
  strict.require_tls = true;
  const auto sent = send_mail(strict, report());
  ASSERT_TRUE(sent.has_error());
  EXPECT_EQ(sent.error().code, Code::invalid) << sent.error().message;
  EXPECT_EQ(server.message(1), "");

  MailServer careless = plain(server);
  careless.user = "u";
  careless.password = "hunter2";
  const auto refused = send_mail(careless, report());
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, Code::invalid);
}

TEST(SendMail, LogsInOverVerifiedTlsOnly) {
  TempDir dir;
  const std::string key = dir.file("key.pem"), certificate = dir.file("certificate.pem");
  ASSERT_EQ(std::system(("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
                         "subjectAltName=DNS:localhost -keyout " +
                         key + " -out " + certificate + " 2>" + dir.file("log"))
                            .c_str()),
            0);
  SmtpServer server({"--tls", certificate, key, "--login", "daemon", "hunter2"});
  MailServer known;
  known.url = server.url();
  known.user = "daemon";
  known.password = "hunter2";
  known.ca_file = certificate;
  known.deadline = std::chrono::seconds(20);
  const auto sent = send_mail(known, report());
  ASSERT_TRUE(sent.has_value()) << sent.error().message;
  EXPECT_NE(server.message(1), "");

  MailServer wrong = known;
  wrong.password = "hunter3";
  MailServer stranger = known;
  stranger.ca_file.clear();
  for (const auto& [bad, code] : {std::pair(wrong, Code::invalid), std::pair(stranger, Code::unavailable)}) {
    const auto refused = send_mail(bad, report());
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code, code) << refused.error().message;
    EXPECT_THAT(refused.error().message, Not(HasSubstr("hunter")));
  }
  EXPECT_EQ(server.message(2), "");
}

}  // namespace
}  // namespace shiptally::net
