// The real program as an administrator and a sender meet it: start, stop, reload, refuse.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/http_client.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;

std::string make_token(const TempDir& dir, const std::string& scope) {
  const Finished made = run_shiptally(
      {"token", "create", "--data-dir", dir.path().string(), "--name", scope, "--scope", scope});
  EXPECT_EQ(made.exit_code, 0) << made.err;
  return made.out.substr(0, made.out.find('\n'));
}

std::string write_config(const TempDir& dir, const std::string& text) {
  const std::string file = (dir.path() / "shiptally.yaml").string();
  std::ofstream(file) << text;
  return file;
}

constexpr const char* kGoodRequest =
    R"({"id":"good","ts":"2026-11-01T10:00:00Z","service":"checkout","provider":"anthropic",)"
    R"("model":"claude-sonnet-4-5","status":200,"latency_ms":900,"input_tokens":1000,"output_tokens":100})";

TEST(Serve, AnswersHealthStopsOnSigtermAndKeepsWhatItTook) {
  const TempDir dir;
  const std::string ingest = make_token(dir, "ingest"), read = make_token(dir, "read");
  {
    DaemonProcess daemon(dir.path());
    HttpClient anyone(daemon.port(), "");
    EXPECT_EQ(anyone.send("GET", "/-/healthy")->status, 200);
    EXPECT_EQ(anyone.send("GET", "/-/ready")->status, 200);
    EXPECT_EQ(HttpClient(daemon.port(), ingest).send("POST", "/v1/requests", kGoodRequest)->body,
              R"({"accepted":1,"duplicate":0,"rejected":[]})");
    daemon.signal(SIGTERM);
    EXPECT_EQ(daemon.wait(), 0);
  }
  DaemonProcess daemon(dir.path());
  const auto cost = HttpClient(daemon.port(), read)
                        .send("GET", "/api/v1/cost?from=2026-11-01&to=2026-11-02&group_by=model");
  ASSERT_EQ(cost->status, 200);
  // 1000 x 3 $/M + 100 x 15 $/M
  EXPECT_THAT(cost->body, HasSubstr(R"("cost_usd_exact":"0.0045")"));
}

TEST(Serve, RefusesWhoeverHasNoRight) {
  const TempDir dir;
  const std::string ingest = make_token(dir, "ingest"), read = make_token(dir, "read");
  DaemonProcess daemon(dir.path());
  const struct {
    const char *method, *target;
    std::string token;
    int status;
  } cases[] = {
      {"POST", "/v1/requests", "", 401},    {"POST", "/v1/requests", "st_wrong", 401},
      {"POST", "/v1/requests", read, 403},  {"GET", "/api/v1/dora", "", 401},
      {"GET", "/api/v1/dora", ingest, 403}, {"GET", "/api/v1/dora", read, 200},
      {"GET", "/metrics", "", 401},         {"GET", "/metrics", read, 200},
      {"POST", "/hooks/github", "", 401},   {"POST", "/hooks/litellm", "", 401},
      {"POST", "/-/reload", ingest, 403},   {"GET", "/-/tokens", read, 403},
      {"GET", "/nowhere", read, 404},       {"DELETE", "/api/v1/dora", read, 405},
  };
  for (const auto& c : cases) {
    const auto answer =
        HttpClient(daemon.port(), c.token).send(c.method, c.target, c.method[0] == 'P' ? "{}" : "");
    ASSERT_TRUE(answer) << c.method << " " << c.target;
    EXPECT_EQ(answer->status, c.status) << c.method << " " << c.target << ": " << answer->body;
  }
}

TEST(Serve, NamesEveryFigureThatItCanExplain) {
  const TempDir dir;
  const std::string read = make_token(dir, "read");
  DaemonProcess daemon(dir.path());
  const auto answer = HttpClient(daemon.port(), read).send("GET", "/api/v1/explain?metric=velocity");
  EXPECT_EQ(answer->status, 400);
  EXPECT_THAT(answer->body,
              HasSubstr(R"(unknown metric \"velocity\"; known: active_days_ratio change_fail_rate )"));
  EXPECT_THAT(answer->body, HasSubstr(" cost_usd "));
}

TEST(Serve, TokensWorkAtOnceAndAreRevokedAtOnce) {
  const TempDir dir;
  DaemonProcess daemon(dir.path());
  const std::string read = make_token(dir, "read");  // through the daemon's socket
  EXPECT_EQ(HttpClient(daemon.port(), read).send("GET", "/api/v1/dora")->status, 200);
  const Finished revoked =
      run_shiptally({"token", "revoke", "--data-dir", dir.path().string(), "--name", "read"});
  EXPECT_EQ(revoked.exit_code, 0) << revoked.err;
  EXPECT_EQ(HttpClient(daemon.port(), read).send("GET", "/api/v1/dora")->status, 401);
  const Finished list = run_shiptally({"token", "list", "--data-dir", dir.path().string()});
  EXPECT_THAT(list.out, HasSubstr("read\tread\t"));
  EXPECT_THAT(list.out, HasSubstr("revoked"));
}

TEST(Serve, KeepsASecondDaemonOut) {
  const TempDir dir;
  DaemonProcess daemon(dir.path());
  const Finished second =
      run_shiptally({"serve", "--data-dir", dir.path().string(), "--listen", "127.0.0.1:0"});
  EXPECT_EQ(second.exit_code, 75) << second.err;
  EXPECT_THAT(second.err, HasSubstr(std::to_string(daemon.pid())));
}

TEST(Serve, TellsBadUsageAndBadConfigApart) {
  const TempDir dir;
  EXPECT_EQ(run_shiptally({"serve", "--no-such-flag"}).exit_code, 2);
  EXPECT_EQ(run_shiptally({}).exit_code, 2);
  EXPECT_EQ(run_shiptally({"--help"}).exit_code, 0);
  const std::string file = write_config(dir, "listen: 127.0.0.1:0\nacess:\n  loopback_read: true\n");
  const Finished bad = run_shiptally({"serve", "--config", file, "--data-dir", dir.path().string()});
  EXPECT_EQ(bad.exit_code, 78);
  EXPECT_THAT(bad.err, HasSubstr(file + ":2: acess:"));
  EXPECT_THAT(bad.err, HasSubstr("access"));
  EXPECT_EQ(run_shiptally({"check-config", file}).exit_code, 78);
  const Finished directory = run_shiptally({"serve", "--config", dir.path().string()});
  EXPECT_EQ(directory.exit_code, 78);
  EXPECT_THAT(directory.err, HasSubstr(dir.path().string() + ": cannot read: Is a directory"));
}

TEST(Serve, ReloadsOnSighupAndKeepsTheOldConfigWhenTheNewIsBad) {
  const TempDir dir;
  const std::string file = write_config(dir, "access:\n  loopback_read: false\n");
  DaemonProcess daemon(dir.path(), file);
  const auto status = [&] { return HttpClient(daemon.port(), "").send("GET", "/api/v1/dora")->status; };
  const auto reload = [&] {
    daemon.signal(SIGHUP);
    EXPECT_THAT(daemon.next_notification(), HasSubstr("RELOADING=1"));
    EXPECT_THAT(daemon.next_notification(), HasSubstr("READY=1"));
  };
  EXPECT_EQ(status(), 401);
  write_config(dir, "access:\n  loopback_read: true\n");
  reload();
  EXPECT_EQ(status(), 200);
  write_config(dir, "access:\n  loopback_raed: false\n");
  reload();
  EXPECT_EQ(status(), 200);
}

struct BadRow {
  const char* name;
  std::string json;
  const char* message;
};

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string with_field(const std::string& field) {
  return R"({"id":"bad","ts":"2026-11-01T10:00:00Z","service":"s","provider":"p","model":"m","status":200,)"
         R"("latency_ms":1,"output_tokens":1,)" +
         field + "}";
}

TEST(Serve, RejectsABadRowByNameAndKeepsTheGoodOnes) {
  const BadRow rows[] = {
      {"wrong type", with_field(R"("input_tokens":"many")"), "input_tokens: expected a number, got string"},
      {"negative", with_field(R"("input_tokens":-1)"), "input_tokens: must be 0 to 1000000000000"},
      {"1e999", with_field(R"("input_tokens":1e999)"), "input_tokens: "},
      {"2^64", with_field(R"("input_tokens":18446744073709551616)"), "input_tokens: "},
      {"duplicate key", with_field(R"("input_tokens":1,"input_tokens":2)"), "input_tokens: "},
      {"NUL", with_field(R"("input_tokens":1,"route":"a\u0000b")"), "route: "},
      {"unknown field", with_field(R"("input_tokens":1,"latencyms":2)"), "latency_ms"},
      {"nested", with_field(R"("tags":)" + nested(10'000)), "nested"},
      {"year 9999",
       R"({"id":"bad","ts":"9999-01-01T00:00:00Z","service":"s","provider":"p","model":"m",)"
       R"("status":200,"latency_ms":1,"input_tokens":1,"output_tokens":1})",
       "ts: "},
  };
  const TempDir dir;
  const std::string token = make_token(dir, "ingest");
  DaemonProcess daemon(dir.path());
  HttpClient client(daemon.port(), token);
  for (const BadRow& row : rows) {
    const std::string good = std::string(kGoodRequest).replace(7, 4, row.name);  // an id of its own
    const auto answer = client.send("POST", "/v1/requests", good + "\n" + row.json + "\n");
    ASSERT_TRUE(answer) << row.name;
    EXPECT_EQ(answer->status, 200) << row.name << ": " << answer->body;
    EXPECT_THAT(answer->body, HasSubstr(R"("accepted":1,)")) << row.name;
    EXPECT_THAT(answer->body, HasSubstr(R"("index":1,"error":")")) << row.name;
    EXPECT_THAT(answer->body, HasSubstr(row.message)) << row.name;
    const auto alone = client.send("POST", "/v1/requests", row.json);
    EXPECT_EQ(alone->status, 422) << row.name << ": " << alone->body;
  }
}

TEST(Serve, RefusesBodiesItCannotRead) {
  const TempDir dir;
  const std::string token = make_token(dir, "ingest");
  DaemonProcess daemon(dir.path());
  const auto post = [&](const std::string& body, const std::string& headers = {}) {
    return HttpClient(daemon.port(), token).send("POST", "/v1/requests", body, headers).value();
  };
  // The first bytes of a gzip member, and no more.
  const std::string cut("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56", 12);
  const auto truncated = post(cut, "Content-Encoding: gzip\r\n");
  EXPECT_EQ(truncated.status, 400);
  EXPECT_THAT(truncated.body, HasSubstr("gzip"));
  EXPECT_EQ(post("x", "Content-Encoding: br\r\n").status, 415);
  EXPECT_EQ(post("").status, 400);
  EXPECT_EQ(post("[{\"id\":").status, 400);
  const auto large = post(std::string(100'000'000, ' '));
  EXPECT_EQ(large.status, 413);
  EXPECT_THAT(large.body, HasSubstr("too_large"));
}

}  // namespace
}  // namespace shiptally::e2e
