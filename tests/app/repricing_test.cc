// `shiptally prices reprice` with the daemon and without, and what readers see of it.

#include "daemon/ingest/repricing.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/app/test_daemon.h"

namespace shiptally::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

Instant at(const char* text) { return parse_instant(text).value(); }

/// The price book of a test, beside the one that the program carries.
class Prices {
 public:
  Prices() { write("3", true); }
  config::Config config() const {
    config::Config config;
    config.price_files = {file()};
    return config;
  }
  /// What a million input tokens of "one" cost; "two" may have a price as well.
  void write(const std::string& one, bool two) const {
    std::ofstream out(file());
    out << "provider: acme\nmodels:\n" << model("one", one) << (two ? model("two", "1") : "");
  }

 private:
  std::string file() const { return dir_.file("acme.yaml"); }
  static std::string model(const std::string& name, const std::string& input) {
    return "  - model: " + name + "\n    prices:\n      - from: 2026-01-01\n        source: a contract\n" +
           "        read_on: 2026-01-01\n        base: { input: \"" + input + "\", output: \"0\" }\n";
  }
  TempDir dir_;
};

std::string call_of(const std::string& id, const std::string& model, const std::string& ts) {
  return R"({"id":")" + id + R"(","ts":")" + ts + R"(","service":"api","provider":"acme","model":")" + model +
         R"(","status":200,"latency_ms":5,"input_tokens":1000,"output_tokens":0})" + "\n";
}

constexpr const char* kCost = "/api/v1/cost?from=2026-11-29T00:00:00Z&to=2026-12-01T00:00:00Z&group_by=model";

e2e::Finished reprice(const TestDaemon& daemon, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"prices", "reprice",    "--from",     "2026-11-29",
                                        "--to",   "2026-12-01", "--data-dir", daemon.data_dir().string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return e2e::run_shiptally(arguments);
}

void send_three(TestDaemon& daemon) {
  const auto sent =
      daemon.call("POST", "/v1/requests",
                  call_of("a", "one", "2026-11-29T10:00:00Z") + call_of("b", "one", "2026-11-30T10:00:00Z") +
                      call_of("c", "two", "2026-11-30T10:00:00Z"));
  ASSERT_EQ(sent.status, 200) << sent.body;
}

TEST(Repricing, ANewBookPricesThePastAndTheOldAnswerStays) {
  const Prices prices;
  TestDaemon daemon(prices.config());
  send_three(daemon);
  const std::string before = daemon.call("GET", kCost).body;
  const std::string as_of = std::string(kCost) + "&as_of=2026-12-01T00:00:00Z";
  EXPECT_THAT(before, HasSubstr(R"("cost_usd_exact":"0.006")"));
  const std::string before_as_of = daemon.call("GET", as_of).body;
  prices.write("5", false);
  daemon.restart();
  daemon.move_clock_to(at("2026-12-02T00:00:00Z"));

  const auto look = reprice(daemon, {"--dry-run"});
  EXPECT_EQ(look.exit_code, 0) << look.err;
  EXPECT_THAT(look.out,
              HasSubstr("dry run: nothing was changed; 3 requests looked at, 1 of them keep a price"));
  EXPECT_EQ(daemon.call("GET", kCost).body, before);

  const auto done = reprice(daemon);
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("repricing 1: 3 requests looked at, 1 of them keep a price"));
  const auto table = [](const std::string& out) { return out.substr(0, out.rfind('\n', out.size() - 2)); };
  EXPECT_EQ(table(done.out), table(look.out)) << "it does what the dry run said";
  EXPECT_THAT(daemon.call("GET", kCost).body, HasSubstr(R"("cost_usd_exact":"0.01")"));
  EXPECT_EQ(daemon.call("GET", as_of).body, before_as_of) << "what was known then";
  EXPECT_THAT(daemon.call("POST", "/v1/requests", call_of("a", "one", "2026-11-29T10:00:00Z")).body,
              HasSubstr("\"duplicate\":1"));
  const std::string list = "/api/v1/repricings?from=2026-12-01T00:00:00Z&to=2026-12-03T00:00:00Z";
  EXPECT_THAT(daemon.call("GET", list).body,
              HasSubstr(R"("provider":"acme","model":"one","requests":1,"newly_priced_requests":0,)"
                        R"("newly_unpriced_requests":0,"old_cost_usd":0.003,"old_cost_usd_exact":"0.003",)"
                        R"("new_cost_usd":0.005,"new_cost_usd_exact":"0.005")"));

  const auto unpriced = reprice(daemon, {"--allow-unpricing"});
  EXPECT_THAT(unpriced.out, HasSubstr("repricing 2: 3 requests looked at\n"));
  EXPECT_THAT(daemon.call("GET", kCost).body, HasSubstr(R"("unpriced_requests":1)"));
  prices.write("5", true);
  daemon.restart();
  reprice(daemon);
  EXPECT_THAT(daemon.call("GET", kCost).body, Not(HasSubstr(R"("unpriced_requests":1)")));
}

TEST(Repricing, RefusesWhatItCannotDo) {
  TestDaemon daemon;
  const auto error = [&](const std::string& from, const std::string& to) {
    const auto run = e2e::run_shiptally(
        {"prices", "reprice", "--from", from, "--to", to, "--data-dir", daemon.data_dir().string()});
    EXPECT_EQ(run.exit_code == 0, run.err.empty());
    return run.err;
  };
  EXPECT_THAT(error("soon", "2026-12-01"), HasSubstr("--from: "));
  EXPECT_THAT(error("2026-12-01", "2026-12-01"), HasSubstr("to: is not after from"));
  daemon.call("POST", "/v1/requests", call_of("a", "one", "2026-11-29T10:00:00Z"));
  daemon.move_clock_to(at("2028-01-10T00:00:00Z"));
  while (error("2026-11-01", "2026-12-01").find("are kept as sums only") == std::string::npos)
    std::this_thread::yield();
}

TEST(Repricing, TheAnswerOfAPartReadsBack) {
  ingest::RepricingPart part;
  part.number = 3;
  part.done_to = at("2026-11-30T01:00:00Z");
  part.requests = 20;
  part.left_priced = 2;
  part.changes = {{0, at("2026-11-30"), "acme", "a model\tof\nodd name", 5, 1, 2, Money::from_pico(-3),
                   Money::parse("12345678901.000000000001").value()}};
  const auto read = ingest::parse_repricing_part(ingest::to_text(part));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->number, part.number);
  EXPECT_EQ(read->done_to, part.done_to);
  EXPECT_EQ(read->requests, part.requests);
  EXPECT_EQ(read->left_priced, part.left_priced);
  EXPECT_EQ(read->changes, part.changes);
  for (const char* text : {"", "1\x1f",
                           "1\x1f"
                           "2\x1f"
                           "3\x1f"
                           "x\x1e"})
    EXPECT_FALSE(ingest::parse_repricing_part(text)) << text;
}

}  // namespace
}  // namespace shiptally::tests
