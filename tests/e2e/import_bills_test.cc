// Bills as CSV, with and without a daemon: to the last digit.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "tests/e2e/daemon_process.h"
#include "tests/net/compress.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

__extension__ typedef __int128 Integer;

std::string write_file(const TempDir& dir, const std::string& name, const std::string& text) {
  const std::string file = dir.file(name);
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

Finished import(const std::string& kind, const TempDir& dir, const std::vector<std::string>& words) {
  std::vector<std::string> command = {"import", kind, "--data-dir", dir.file("data")};
  command.insert(command.end(), words.begin(), words.end());
  return run_shiptally(command);
}

Finished import_focus(const TempDir& dir, const std::vector<std::string>& words) {
  return import("focus", dir, words);
}

/// One column of what is stored, a line an element.  Through a text: CSV for spreadsheets marks a "-" in
/// front.
std::vector<std::string> stored(const TempDir& dir, const std::string& column) {
  std::istringstream out(
      run_shiptally({"sql", "--data-dir", dir.file("data"), "SELECT '=' || " + column + " FROM charges"})
          .out);
  std::vector<std::string> lines;
  for (std::string line; std::getline(out, line);)
    lines.push_back(line.substr(line.find('=') + 1, line.find('\r') - line.find('=') - 1));
  lines.erase(lines.begin());
  return lines;
}

constexpr int kPlaces = 12;

std::string digits(Integer value) {
  std::string out;
  for (Integer rest = value < 0 ? -value : value; rest > 0 || out.empty(); rest /= 10)
    out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  return (value < 0 ? "-" : "") + out;
}

/// A plain decimal as a count of its twelfth place; nothing of the program's own.
Integer picos(std::string text) {
  const bool negative = text.starts_with('-');
  if (negative) text.erase(0, 1);
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string fraction = text.substr(std::min(point + 1, text.size()));
  fraction.resize(kPlaces, '0');
  Integer value = 0;
  for (const char c : text.substr(0, point) + fraction) value = value * 10 + (c - '0');
  return negative ? -value : value;
}

std::string sum_of(const TempDir& dir, const std::string& column) {
  Integer sum = 0;
  for (const std::string& amount : stored(dir, column)) sum += picos(amount);
  return digits(sum);
}

constexpr const char* kHeader =
    "x_Extra,BilledCost,ProviderName,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ChargeClass,"
    "ChargeDescription,BillingCurrency,ListCost\r\n";

std::string row(const std::string& billed, const std::string& description, const std::string& list = "NULL") {
  return "7," + billed + ",Acme,10/1/26,2026-10-02 00:00:00,Usage,NULL," + description + ",USD," + list +
         "\r\n";
}

// Every way to write a number that real bills have, against sums of integers.
TEST(ImportBills, AddsUpToTheLastDigit) {
  const TempDir dir;
  std::mt19937_64 random(5);
  Integer billed = 0, list = 0;
  std::string text = std::string("\xEF\xBB\xBF") + kHeader;
  constexpr int kRows = 3000;
  for (int i = 0; i < kRows; ++i) {
    const auto pico = static_cast<std::int64_t>(random() >> (i % 40)) * (i % 5 == 0 ? -1 : 1);
    const Integer wide = Integer{pico} * 1'000'003;
    billed += pico;
    list += wide;
    const std::string written = i % 2 == 0 ? digits(pico) + "E-12" : digits(Integer{pico} * 1000) + "e-15";
    text += row(written, i % 3 == 0 ? "\"a \"\"tier\"\",\r\nbroken\"" : "plain", digits(wide) + "E-12");
  }
  const Finished done = import_focus(dir, {write_file(dir, "bill.csv", text)});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, StartsWith("accepted 3000, duplicate 0, rejected 0;"));
  EXPECT_EQ(sum_of(dir, "billed_cost"), digits(billed));
  EXPECT_EQ(sum_of(dir, "list_cost"), digits(list));
}

TEST(ImportBills, KeepsTheRestOfAFileWithBrokenRows) {
  const TempDir dir;
  const std::string late = "7,1,Acme,10/3/26,10/2/26,Usage,,x,USD,\r\n";
  const std::string text = kHeader + row("1.5", "a") + row("abc", "b") + row("1e40", "c") + "7,8\r\n" +
                           row("-0.25", "d") + late + "7,\"9\r\n" + row("1.2E-7", "e");
  const std::string file = write_file(dir, "bill.csv", text), rejects = dir.file("rejects");
  const Finished done = import_focus(dir, {file, "--rejects", rejects});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.out, StartsWith("accepted 3, duplicate 0, rejected 5;"));
  EXPECT_EQ(sum_of(dir, "billed_cost"), "1250000120000");
  EXPECT_THAT(done.err, HasSubstr(file + ":3: BilledCost: not a decimal amount: \"abc\"\n"));
  EXPECT_THAT(done.err, HasSubstr(file + ":4: BilledCost: amount too large: \"1e40\"\n"));
  EXPECT_THAT(done.err, HasSubstr(file + ":5: fewer fields than the header\n"));
  EXPECT_THAT(done.err, HasSubstr(file + ":7: the charge period ends before it starts\n"));
  EXPECT_THAT(done.err, HasSubstr(file + ":8: a quoted field is not closed\n"));
  std::ifstream kept(rejects);
  EXPECT_THAT(std::string((std::istreambuf_iterator<char>(kept)), {}), HasSubstr(row("abc", "b")));
}

TEST(ImportBills, CountsEqualRowsAndChangesNothingTheSecondTime) {
  const TempDir dir;
  const std::string first = kHeader + row("1.5", "a") + row("2", "b") + row("1.5", "a");
  const std::string file = write_file(dir, "a.csv", first);
  EXPECT_THAT(import_focus(dir, {file}).out, StartsWith("accepted 3, duplicate 0, rejected 0;"));
  EXPECT_THAT(import_focus(dir, {file}).out, StartsWith("accepted 0, duplicate 3, rejected 0;"));
  // The next delivery of the same bill: in another order, another spelling, another compression, one row
  // more.
  const std::string next = kHeader + row("2.00", "b") + row("15E-1", "a") + row("1.5", "a") + row("1.5", "a");
  const std::string later = write_file(dir, "b.csv.gz", tests::gzip(next));
  EXPECT_THAT(import_focus(dir, {later}).out, StartsWith("accepted 1, duplicate 3, rejected 0;"));
  EXPECT_EQ(sum_of(dir, "billed_cost"), "6500000000000");
}

TEST(ImportBills, TakesFilesOfOneCommandForOneDelivery) {
  const TempDir dir;
  const std::string part = kHeader + row("1.5", "a");
  const std::string one = write_file(dir, "1.csv", part),
                    two = write_file(dir, "2.csv.zst", tests::zstd(part));
  EXPECT_THAT(import_focus(dir, {one, two}).out, StartsWith("accepted 2, duplicate 0, rejected 0;"));
  EXPECT_THAT(import_focus(dir, {one, two}).out, StartsWith("accepted 0, duplicate 2, rejected 0;"));
}

TEST(ImportBills, GoesThroughTheDaemonWhereOneRuns) {
  const TempDir dir;
  const DaemonProcess daemon(dir.path() / "data");
  const std::string file =
      write_file(dir, "a.csv", kHeader + row("1.5", "a") + row("1.5", "a") + row("x", "b"));
  const Finished done = import_focus(dir, {file});
  EXPECT_THAT(done.out, StartsWith("accepted 2, duplicate 0, rejected 1;")) << done.err;
  EXPECT_THAT(import_focus(dir, {file}).out, StartsWith("accepted 0, duplicate 2, rejected 1;"));
}

TEST(ImportBills, SendsNothingOfADeliveryWithAnUnfitFile) {
  const TempDir dir;
  const std::string good = write_file(dir, "good.csv", kHeader + row("1.5", "a"));
  const std::string bad = write_file(dir, "bad.csv", "BilledCost,ProviderName\n1,Acme\n");
  const Finished done = import_focus(dir, {good, bad});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.out, "");
  EXPECT_THAT(done.err, HasSubstr(bad + ":1: header: no column ChargePeriodStart"));
  EXPECT_THAT(import_focus(dir, {"/dev/null"}).err, HasSubstr("/dev/null: no header"));
}

TEST(ImportBills, ReadsCostAndUsageReports) {
  const TempDir dir;
  const std::string text =
      "line_item_usage_start_date,line_item_usage_end_date,line_item_line_item_type,line_item_unblended_cost,"
      "line_item_currency_code,reservation_effective_cost,bill_billing_entity\n"
      "2026-10-01 00:00:00,2026-10-01 01:00:00,Usage,1.0000000001,USD,,AWS\n"
      "2026-10-01 00:00:00,2026-10-01 01:00:00,DiscountedUsage,0,USD,0.7,AWS\n"
      "2026-10-01 00:00:00,2026-10-01 01:00:00,DiscountedUsage,0,USD,,AWS\n"
      "2026-10-01 00:00:00,2026-10-01 01:00:00,EdpDiscount,-2.5E-1,USD,,AWS\n";
  const std::string file = write_file(dir, "cur.csv", text);
  const Finished done = import("cur", dir, {file});
  EXPECT_THAT(done.out, StartsWith("accepted 3, duplicate 0, rejected 1;"));
  EXPECT_THAT(done.err, HasSubstr(file + ":4: reservation_effective_cost: required\n"));
  EXPECT_EQ(sum_of(dir, "billed_cost"), "750000000100");
  EXPECT_EQ(sum_of(dir, "effective_cost"), "1450000000100");
}

TEST(ImportBills, ReadsAnyColumnsThatTheConfigurationMaps) {
  const TempDir dir;
  const std::string config = write_file(dir, "c.yaml",
                                        "bills:\n  mappings:\n    acme:\n"
                                        "      columns: {billed_cost: Amount, from: Date}\n"
                                        "      values: {provider: acme, currency: EUR}\n");
  const std::string file = write_file(dir, "acme.csv", "Date,Amount,Who\n10/1/26,1.5,a\n10/2/26,-0.5,b\n");
  const Finished done = import("bill", dir, {file, "--mapping", "acme", "--config", config});
  EXPECT_THAT(done.out, StartsWith("accepted 2, duplicate 0, rejected 0;")) << done.err;
  EXPECT_EQ(sum_of(dir, "billed_cost"), "1000000000000");
  EXPECT_THAT(stored(dir, "currency"), testing::ElementsAre("EUR", "EUR"));
  EXPECT_THAT(import("bill", dir, {file, "--mapping", "other", "--config", config}).err,
              HasSubstr("bills.mappings.other is not in the configuration"));
}

}  // namespace
}  // namespace shiptally::e2e
