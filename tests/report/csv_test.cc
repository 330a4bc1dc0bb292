#include <gtest/gtest.h>

#include "daemon/report/formats/format.h"
#include "tests/report/parsed_csv.h"
#include "tests/report/sample_report.h"
#include "tests/schema/german_locale.h"

namespace shiptally::report {
namespace {

std::vector<CsvRow> of_section(const std::vector<CsvRow>& rows, std::string_view section) {
  std::vector<CsvRow> out;
  for (const CsvRow& row : rows)
    if (row.at("section") == section) out.push_back(row);
  return out;
}

Money sum(const std::vector<CsvRow>& rows, const std::string& column) {
  Money out;
  for (const CsvRow& row : rows)
    if (!row.at(column).empty()) out += usd(row.at(column));
  return out;
}

TEST(ReportCsv, EveryTableOfLinesAddsUpToTheTotal) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const CostReport report = random_report(seed);
    const Sums sums = total(report.lines);
    const auto rows = parsed_csv(to_csv(report));
    for (const char* section : {"by_cost_centre", "by_team", "by_service", "by_model", "detail"}) {
      const auto table = of_section(rows, section);
      EXPECT_EQ(sum(table, "computed_usd_exact"), sums.computed()) << section;
      EXPECT_EQ(sum(table, "billed_usd_exact"), sums.billed) << section;
      EXPECT_EQ(sum(table, "effective_usd_exact"), sums.effective) << section;
      EXPECT_EQ(sum(table, "drift_usd_exact"), sums.drift()) << section;
    }
    EXPECT_EQ(sum(of_section(rows, "by_token_class"), "computed_usd_exact"), sums.computed());
  }
}

TEST(ReportCsv, NoDataIsEmptyAndTextIsDefused) {
  const auto rows = parsed_csv(to_csv(sample_report()));
  bool seen = false;
  for (const CsvRow& row : of_section(rows, "detail")) {
    if (row.at("team") != "<b>knowledge</b>") continue;
    seen = true;
    EXPECT_EQ(row.at("service"), "'=search");
    EXPECT_EQ(row.at("billed_usd_exact"), "");  // its provider has sent no bill
    EXPECT_EQ(row.at("drift_usd_exact"), "");
    EXPECT_EQ(row.at("unpriced_requests"), "12");
  }
  EXPECT_TRUE(seen);
  EXPECT_EQ(of_section(rows, "months").front().at("computed_usd_exact"), "");
  EXPECT_EQ(of_section(rows, "corrections").front().at("month"), "2026-08");
}

TEST(ReportCsv, DoesNotFollowTheLocale) {
  const std::string before = to_csv(sample_report());
  const GermanLocale german;
  EXPECT_EQ(to_csv(sample_report()), before);
}

}  // namespace
}  // namespace shiptally::report
