#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "daemon/report/formats/format.h"
#include "tests/report/sample_report.h"

namespace shiptally::report {
namespace {

boost::json::object parsed(const CostReport& report) {
  return boost::json::parse(to_json(report)).as_object();
}

Money sum(const boost::json::value& rows, std::string_view column) {
  Money out;
  for (const auto& row : rows.as_array())
    if (const auto* text = row.at(column).if_string()) out += usd(std::string_view(*text));
  return out;
}

TEST(ReportJson, AddsUp) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    const CostReport report = random_report(seed);
    const auto document = parsed(report);
    const auto& content = document.at("content");
    EXPECT_EQ(sum(content.at("detail"), "computed_usd_exact"), total(report.lines).computed());
    EXPECT_EQ(sum(content.at("by_team"), "billed_usd_exact"), total(report.lines).billed);
    EXPECT_EQ(content.at("detail").as_array().size(), report.lines.size());
  }
}

TEST(ReportJson, TellsMonthNothingAndProvenance) {
  const auto document = parsed(sample_report());
  const auto& content = document.at("content");
  EXPECT_EQ(content.at("month").as_string(), "2026-10");
  EXPECT_EQ(content.at("close_hash").as_string(), "c105ed");
  EXPECT_EQ(content.at("budgets").as_array()[0].at("from").as_string(), "2026-10-01");
  EXPECT_TRUE(content.at("months").as_array()[0].at("computed_usd_exact").is_null());
  EXPECT_EQ(document.at("provenance").at("sha256 of the content").as_string(),
            sample_report().sha256.c_str());
}

// What is hashed stands in the file as it is, and says nothing of when it was made.
TEST(ReportJson, HoldsTheContentThatIsHashed) {
  CostReport report = sample_report();
  const std::string what = content(report);
  EXPECT_NE(to_json(report).find("\"content\":" + what + ","), std::string::npos);
  report.generated += std::chrono::hours(1);
  report.program_version = "9";
  report.sha256 = "other";
  report.as_of = report.generated;
  EXPECT_EQ(content(report), what);
  report.lines[1].sums.parts[0] += Money::from_pico(1);
  EXPECT_NE(content(report), what);
}

}  // namespace
}  // namespace shiptally::report
