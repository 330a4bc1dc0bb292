#include <gtest/gtest.h>

#include <regex>

#include "daemon/report/formats/format.h"
#include "tests/report/sample_report.h"
#include "tests/schema/german_locale.h"

namespace shiptally::report {
namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

TEST(ReportHtml, StandsAlone) {
  const std::string html = to_html(sample_report());
  for (const char* outside : {"http:", "https:", "src=", "<script", "<link", "<img", "<iframe", "url(",
                              "@import", "javascript", " onload", " onclick", "href="})
    EXPECT_EQ(html.find(outside), std::string::npos) << outside;
}

TEST(ReportHtml, EscapesWhatSendersWrote) {
  CostReport report = sample_report();
  const std::string evil = "\"><script>alert('x')</script>&";
  report.lines[1].key = {evil, evil, evil, evil, evil};
  report.days[0].model = evil;
  report.budgets->at(0).name = report.budgets->at(0).status = evil;
  report.left_out[0].subject = report.corrections[0].id = report.rates[0].source = evil;
  const std::string html = to_html(report);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("<b>knowledge"), std::string::npos);
  EXPECT_GT(count(html, "&quot;&gt;&lt;script&gt;"), 10u);
}

/// Every element that is opened is closed, in order: browsers forgive, mail programs do not.
TEST(ReportHtml, IsWellFormed) {
  const std::string html = to_html(sample_report());
  const std::regex tag(R"(<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*?(/?)>)");
  std::vector<std::string> open;
  for (std::sregex_iterator at(html.begin(), html.end(), tag), end; at != end; ++at) {
    const std::string name = (*at)[2];
    if ((*at)[3].length() > 0 || name == "meta" || name == "br") continue;
    if ((*at)[1].length() == 0) {
      open.push_back(name);
    } else {
      ASSERT_FALSE(open.empty()) << name;
      ASSERT_EQ(open.back(), name);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
}

TEST(ReportHtml, ChartsAreDescribed) {
  const std::string html = to_html(sample_report());
  EXPECT_EQ(count(html, "<svg "), 4u);
  EXPECT_EQ(count(html, "<desc id="), 4u);
  EXPECT_EQ(count(html, "-title\">"), 4u);
}

TEST(ReportHtml, TellsEveryDigit) {
  const CostReport report = random_report(7);
  const std::string html = to_html(report);
  const Sums sums = total(report.lines);
  for (const auto& amount : {sums.computed(), sums.billed, sums.drift()})
    EXPECT_GE(count(html, "title=\"" + amount->str() + "\""), 4u);
}

TEST(ReportHtml, AWrongControlIsTheFirstThingSaid) {
  CostReport report = sample_report();
  EXPECT_EQ(to_html(report).find("class=\"alarm\""), std::string::npos);
  report.controls[1].of_source = std::int64_t{1};
  const std::string html = to_html(report);
  EXPECT_LT(html.find("class=\"alarm\""), html.find("class=\"keys\""));
}

TEST(ReportHtml, OfNothingIsStillAPage) {
  CostReport report;
  report.month = at("2026-10-01T00:00:00Z");
  report.until = report.month;
  EXPECT_NE(to_html(report).find("Nothing was used"), std::string::npos);
}

TEST(ReportHtml, DoesNotFollowTheLocale) {
  const std::string before = to_html(sample_report());
  const GermanLocale german;
  EXPECT_EQ(to_html(sample_report()), before);
}

}  // namespace
}  // namespace shiptally::report
