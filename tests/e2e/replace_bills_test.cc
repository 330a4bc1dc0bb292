// Deliveries of a bill in the place of one another, as AWS writes them: what is stored is the newest one,
// whatever came before it, in whatever order, and however often.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/e2e/daemon_process.h"
#include "tests/e2e/plain_sql.h"
#include "tests/net/compress.h"

namespace shiptally::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kHeader =
    "bill_billing_period_start_date,line_item_usage_start_date,line_item_usage_end_date,"
    "line_item_line_item_type,line_item_line_item_description,line_item_unblended_cost,"
    "line_item_currency_code\n";

std::string row(const std::string& what, const std::string& cost, const std::string& type = "Usage",
                const std::string& month = "2026-10") {
  return month + "-01T00:00:00.000Z," + month + "-02T00:00:00.000Z," + month + "-03T00:00:00.000Z," + type +
         "," + what + "," + cost + ",USD\n";
}

class ReplaceBills : public testing::Test {
 protected:
  ReplaceBills() { std::filesystem::create_directory(dir_.path() / "data"); }

  std::string write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((dir_.path() / name).parent_path());
    std::ofstream(dir_.file(name), std::ios::binary) << text;
    return dir_.file(name);
  }
  /// A delivery of one file in a folder of its own, with its manifest; the name of the manifest.
  std::string deliver(const std::string& folder, const std::string& created, const std::string& rows) const {
    write(folder + "/shop-00001.csv.gz", tests::gzip(kHeader + rows));
    return write(folder + "/shop-Manifest.json",
                 R"({"executionId":"e-1","createdAt":")" + created +
                     R"(","dataFiles":["s3://b/p/shop/data/BILLING_PERIOD=2026-10/shop-00001.csv.gz"]})");
  }
  std::vector<std::string> words(const std::vector<std::string>& more) const {
    std::vector<std::string> out = {"import", "cur", "--data-dir", dir_.file("data")};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }
  Finished import(const std::string& manifest) const {
    return run_shiptally(words({"--manifest", manifest}));
  }

  /// "description cost" of what is current, or was when `as_of` had arrived; by its own rule, in plain SQL.
  std::vector<std::string> stored(std::int64_t as_of = INT64_MAX) const {
    const std::string then = std::to_string(as_of);
    std::vector<std::string> out;
    for (const auto& cells :
         PlainSql(dir_.file("data"))
             .rows(
                 "SELECT description || ' ' || billed_cost FROM charge_revision AS r WHERE finality < 2 AND "
                 "recorded_ms <= " +
                 then +
                 " AND NOT EXISTS (SELECT 1 FROM charge_revision AS l WHERE "
                 "l.source = r.source AND l.id = r.id AND l.recorded_ms <= " +
                 then + " AND (l.updated_ms, l.finality) > (r.updated_ms, r.finality)) ORDER BY 1"))
      out.push_back(cells.front().value());
    return out;
  }
  std::int64_t last_arrival() const {
    return PlainSql(dir_.file("data")).integer("SELECT max(recorded_ms) FROM charge_revision");
  }
  std::int64_t revisions() const {
    return PlainSql(dir_.file("data")).integer("SELECT count(*) FROM charge_revision");
  }

  TempDir dir_;
};

const std::string kFirst = row("a", "1.5") + row("a", "1.5") + row("b", "2.25") + row("c", "0.000000000001");
const std::string kSecond = row("a", "1.5") + row("b", "2.5") + row("refund", "-0.75", "Refund");

TEST_F(ReplaceBills, StoresTheNewestDeliveryWhateverCameBefore) {
  const DaemonProcess daemon(dir_.path() / "data");
  const std::string v1 = deliver("v1", "2026-11-01T06:00:00Z", kFirst),
                    v2 = deliver("v2", "2026-11-02T06:00:00Z", kSecond),
                    v3 = deliver("v3", "2026-11-03T06:00:00Z", kFirst);
  const Finished first = import(v1);
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("aws-cur/shop 2026-10, delivered 2026-11-01T06:00:00Z (as the manifest"));
  EXPECT_THAT(first.out, HasSubstr("accepted 4, duplicate 0, rejected 0;"));
  const auto is_first = ElementsAre("a 1.5", "a 1.5", "b 2.25", "c 0.000000000001");
  EXPECT_THAT(stored(), is_first);
  const std::int64_t then = last_arrival();

  const Finished second = import(v2);
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_THAT(second.out, HasSubstr("accepted 2, duplicate 1, rejected 0;"));
  EXPECT_THAT(second.out, HasSubstr("taken back 3\n"));
  const auto is_second = ElementsAre("a 1.5", "b 2.5", "refund -0.75");
  EXPECT_THAT(stored(), is_second);
  EXPECT_THAT(stored(then), is_first);

  const std::int64_t before = revisions();
  EXPECT_THAT(import(v1).out, HasSubstr("a newer delivery, of 2026-11-02T06:00:00Z, is stored"));
  EXPECT_THAT(import(v2).out, HasSubstr("accepted 0, duplicate 3, rejected 0;"));
  EXPECT_EQ(revisions(), before);
  EXPECT_THAT(stored(), is_second);

  EXPECT_THAT(import(v3).out, HasSubstr("accepted 3, duplicate 1, rejected 0;"));
  EXPECT_THAT(stored(), is_first);
}

TEST_F(ReplaceBills, ChangesNothingForADeliveryWithABrokenRow) {
  import(deliver("v1", "2026-11-01T06:00:00Z", kFirst));
  const std::int64_t before = revisions();
  const std::string late = "2026-10-01,2026-10-03,2026-10-02,Usage,late,1,USD\n";
  for (const auto& [broken, reason] : {
           std::pair(row("x", "1,5"), "more fields than the header"),
           std::pair(row("x", "abc"), "line_item_unblended_cost: not a decimal amount: \"abc\""),
           std::pair(late, "the charge period ends before it starts"),
           std::pair(row("x", "1", "Usage", "2026-09"),
                     "bill_billing_period_start_date: 2026-09 in a delivery of 2026-10"),
       }) {
    const Finished done = import(deliver("v2", "2026-11-02T06:00:00Z", row("b", "9") + broken));
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, HasSubstr("shop-00001.csv.gz:3: " + std::string(reason)));
    EXPECT_THAT(done.err, HasSubstr("none of it was stored, and nothing taken back"));
    EXPECT_EQ(revisions(), before);
  }
  EXPECT_EQ(import(deliver("v2", "2026-11-02T06:00:00Z", row("b", "9"))).exit_code, 0);
  EXPECT_THAT(stored(), ElementsAre("b 9"));
}

TEST_F(ReplaceBills, GoesOnAfterKill9) {
  constexpr int kRows = 60'000;
  std::string old, next;
  for (int i = 0; i < kRows; ++i) {
    old += row("r" + std::to_string(i), "1");
    next += row("r" + std::to_string(i), i % 2 == 0 ? "1" : "2");
  }
  import(deliver("v1", "2026-11-01T06:00:00Z", old));
  const std::string v2 = deliver("v2", "2026-11-02T06:00:00Z", next);
  const std::int64_t before = revisions();
  const pid_t pid = start_shiptally(words({"--manifest", v2}));
  while (revisions() == before) std::this_thread::yield();
  ::kill(pid, SIGKILL);
  ASSERT_EQ(wait_for(pid), 128 + SIGKILL) << "it was over before the kill";
  const Finished again = import(v2);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(revisions(), kRows + 2 * kRows / 2);
  const PlainSql sql(dir_.file("data"));
  EXPECT_EQ(sql.integer("SELECT count(*) FROM charge_revision WHERE finality = 2"), kRows / 2);
  EXPECT_EQ(sql.integer("SELECT count(*) FROM charge_revision AS r WHERE finality < 2 AND billed_cost = '1' "
                        "AND NOT EXISTS (SELECT 1 FROM charge_revision AS l WHERE l.source = r.source AND "
                        "l.id = r.id AND l.finality = 2)"),
            kRows / 2);
}

TEST_F(ReplaceBills, ReplacesOneMonthOfOneReportWithoutAManifest) {
  const auto replace = [&](const std::string& report, const std::string& month, const std::string& day,
                           const std::string& rows) {
    const std::string file = write("bill.csv", kHeader + rows);
    return run_shiptally(
        words({"--replace", report, "--billing-period", month, "--delivered-at", day, file}));
  };
  EXPECT_EQ(replace("shop", "2026-10", "2026-11-01", kFirst).exit_code, 0);
  EXPECT_EQ(replace("blog", "2026-10", "2026-11-01", row("z", "7")).exit_code, 0);
  EXPECT_EQ(replace("shop", "2026-09", "2026-11-01", row("y", "3", "Usage", "2026-09")).exit_code, 0);
  EXPECT_EQ(replace("shop", "2026-10", "2026-11-02", row("b", "2.5")).exit_code, 0);
  EXPECT_THAT(stored(), ElementsAre("b 2.5", "y 3", "z 7"));
  // What was taken back comes not again at the same time, and that is said.
  const Finished same = replace("shop", "2026-10", "2026-11-02", row("c", "0.000000000001"));
  EXPECT_EQ(same.exit_code, 1);
  EXPECT_THAT(same.err, HasSubstr("1 rows were taken back by a delivery of the same time"));
  EXPECT_EQ(run_shiptally(words({"--replace", "shop", write("b.csv", kHeader)})).exit_code, 2);
}

TEST_F(ReplaceBills, SaysWhatAManifestLacks) {
  const std::string manifest = write("m/Manifest.json", R"({"executionId":"e-1"})");
  EXPECT_THAT(import(manifest).err, HasSubstr(manifest + ": dataFiles (or reportKeys): missing"));
  const std::string lost = deliver("v1", "2026-11-01T06:00:00Z", kFirst);
  std::filesystem::remove(dir_.file("v1/shop-00001.csv.gz"));
  EXPECT_THAT(import(lost).err, HasSubstr("shop-00001.csv.gz is neither beside the manifest nor in"));
  write("data/shop-00001.csv.gz", tests::gzip(kHeader + kFirst));
  EXPECT_EQ(run_shiptally(words({"--manifest", lost, dir_.file("data")})).exit_code, 0);
}

}  // namespace
}  // namespace shiptally::e2e
