#include "daemon/report/formats/sections.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/report/sample_report.h"

namespace shiptally::report {
namespace {

/// The total of a column by its rows: amounts and counts.
Value added_up(const Section& section, std::size_t column) {
  Money money;
  std::int64_t count = 0;
  bool is_money = false;
  for (const auto& row : section.rows) {
    if (const auto* m = std::get_if<Money>(&row[column])) money += *m, is_money = true;
    if (const auto* n = std::get_if<std::int64_t>(&row[column])) count += *n;
  }
  return is_money ? Value(money) : Value(count);
}

TEST(Sections, TotalsAreTheSumsOfTheRows) {
  std::size_t seen = 0;
  for (unsigned seed = 0; seed < 30; ++seed)
    for (const Section& s : sections(random_report(seed))) {
      if (s.totals.empty()) continue;
      ASSERT_EQ(s.totals.size(), s.columns.size()) << s.name;
      for (std::size_t i = 0; i < s.columns.size(); ++i)
        if (s.columns[i].total && !std::holds_alternative<std::monostate>(s.totals[i])) {
          if (std::holds_alternative<Money>(s.totals[i]) && s.totals[i] == Value(Money())) continue;
          EXPECT_EQ(added_up(s, i), s.totals[i]) << s.name << "." << s.columns[i].name;
          ++seen;
        }
    }
  EXPECT_GT(seen, 500u);
}

TEST(Sections, AreTables) {
  std::set<std::string_view> names, titles;
  for (const Section& s : sections(sample_report())) {
    EXPECT_TRUE(names.insert(s.name).second) << s.name;
    EXPECT_TRUE(titles.insert(s.title).second) << s.title;
    EXPECT_LE(s.title.size(), 31u);
    EXPECT_FALSE(s.note.empty()) << s.name;
    EXPECT_FALSE(s.rows.empty()) << s.name << ": the sample has something in every section";
    std::set<std::string_view> columns;
    for (const SectionColumn& c : s.columns)
      EXPECT_TRUE(columns.insert(c.name).second) << s.name << "." << c.name;
    for (const auto& row : s.rows) EXPECT_EQ(row.size(), s.columns.size()) << s.name;
  }
}

TEST(Sections, DriftIsOfBilledProvidersOnly) {
  const CostReport report = sample_report();
  const Sums sums = total(report.lines);
  // openai sent no bill: its 293 USD are computed cost, but nothing is missing on a bill.
  EXPECT_EQ(*sums.drift(), *sums.billed - (*sums.computed() - usd("293")));
}

TEST(Sections, TheLargestComesFirst) {
  for (const Section& s : sections(sample_report()))
    if (s.name == "by_team") {
      EXPECT_EQ(s.rows.front()[1], Value(std::string("conversation")));
      EXPECT_EQ(s.rows.back()[1], Value());
    }
}

TEST(Sums, WhatNobodyKnowsIsNone) {
  Sums sums;
  EXPECT_EQ(sums.computed(), std::nullopt);
  EXPECT_EQ(sums.drift(), std::nullopt);
  sums.requests = sums.unpriced = 5;
  EXPECT_EQ(sums.computed(), std::nullopt);
  sums.requests = 6;
  EXPECT_EQ(sums.computed(), Money());
  sums.billed = usd("1");
  EXPECT_EQ(sums.drift(), usd("1"));
  EXPECT_EQ(sums.drift_ppm(), std::nullopt);
}

TEST(Controls, DisagreementShows) {
  CostReport report = sample_report();
  report.controls[0].of_source = *total(report.lines).computed() + Money::from_pico(1);
  const Section controls = control_sections(report).back();
  EXPECT_EQ(controls.rows[0].back(), Value(std::string("NO")));
  EXPECT_EQ(controls.rows[1].back(), Value(std::string("yes")));
}

}  // namespace
}  // namespace shiptally::report
