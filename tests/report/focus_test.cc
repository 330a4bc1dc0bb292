#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "daemon/report/formats/focus_columns.h"
#include "daemon/report/formats/format.h"
#include "source_dir.h"
#include "tests/report/parsed_csv.h"
#include "tests/report/sample_report.h"

namespace shiptally::report {
namespace {

const FocusColumn* find(std::string_view name) {
  for (const FocusColumn& c : focus_columns())
    if (c.name == name) return &c;
  return nullptr;
}

bool among(std::string_view list, std::string_view value) {
  return ("; " + std::string(list) + "; ").find("; " + std::string(value) + "; ") != std::string::npos;
}

/// Holds a cell against the column's rules.
void check(const FocusColumn& rule, const std::string& cell) {
  if (cell.empty()) {
    EXPECT_TRUE(rule.nullable) << rule.name << " is null";
    return;
  }
  static const std::regex decimal(R"(-?[0-9]+(\.[0-9]+)?)");
  static const std::regex time(R"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)");
  if (rule.type == FocusType::decimal) {
    EXPECT_TRUE(std::regex_match(cell, decimal)) << rule.name << ": " << cell;
  }
  if (rule.type == FocusType::time) {
    EXPECT_TRUE(std::regex_match(cell, time)) << rule.name << ": " << cell;
  }
  if (rule.never_negative) {
    EXPECT_FALSE(cell.starts_with('-')) << rule.name << ": " << cell;
  }
  if (!rule.allowed.empty()) {
    EXPECT_TRUE(among(rule.allowed, cell)) << rule.name << ": " << cell;
  }
  if (rule.name.ends_with("Currency")) {
    EXPECT_EQ(cell.size(), 3u);
  }
}

TEST(Focus, EveryRowObeysTheColumns) {
  const auto rows = parsed_csv(to_focus(sample_report()));
  ASSERT_EQ(rows.size(), 4u);
  for (const FocusColumn& c : focus_columns())
    if (c.level == FocusLevel::mandatory) {
      EXPECT_TRUE(rows[0].contains(std::string(c.name))) << c.name;
    }
  for (const CsvRow& row : rows)
    for (const auto& [name, cell] : row) {
      const FocusColumn* rule = find(name);
      EXPECT_EQ(rule == nullptr, name.starts_with("x_")) << name;
      if (rule != nullptr) check(*rule, cell);
    }
}

TEST(Focus, AddsUpToWhatWasBilled) {
  const CostReport report = sample_report();
  Money billed;
  for (const CsvRow& row : parsed_csv(to_focus(report))) billed += usd(row.at("BilledCost"));
  EXPECT_EQ(billed, total(report.lines).billed);
}

TEST(Focus, TextsAreAsTheBillHasThemButForFormulas) {
  const auto rows = parsed_csv(to_focus(sample_report()));
  EXPECT_EQ(rows[0].at("ChargeDescription"), "'=tokens of \"claude-haiku-4-5\"");
  EXPECT_EQ(rows[3].at("ProviderName"), "Hetzner, GmbH");
  EXPECT_EQ(rows[3].at("ServiceCategory"), "Other");
}

TEST(Focus, AQuantityIsToldOnce) {
  const auto rows = parsed_csv(to_focus(sample_report()));
  EXPECT_EQ(rows[0].at("PricingQuantity"), "1250.5");
  EXPECT_EQ(rows[0].at("PricingUnit"), "Tokens");
  EXPECT_EQ(rows[1].at("PricingQuantity"), "");
  EXPECT_EQ(rows[1].at("PricingUnit"), "");
}

TEST(Focus, ConvertedAmountsNameTheirRate) {
  CostReport report = sample_report();
  ChargePart& part = report.charges[0];
  part.charge.currency = "EUR";
  part.charge.billed = usd("375");
  part.rate = "1.084";
  const CsvRow row = parsed_csv(to_focus(report))[0];
  EXPECT_EQ(row.at("BillingCurrency"), "USD");
  EXPECT_EQ(row.at("BilledCost"), "406.5");
  EXPECT_EQ(row.at("x_OriginalCurrency"), "EUR");
  EXPECT_EQ(row.at("x_OriginalBilledCost"), "375");
  EXPECT_EQ(row.at("x_ExchangeRate"), "1.084");
}

std::string level_name(FocusLevel level) {
  if (level == FocusLevel::mandatory) return "Mandatory";
  return level == FocusLevel::conditional ? "Conditional" : "Recommended";
}

std::string type_name(FocusType type) {
  constexpr const char* kNames[] = {"String", "Decimal", "Date/Time", "JSON"};
  return kNames[static_cast<std::size_t>(type)];
}

/// The table against the specification's own, which is no part of the project: in CI it must be there.
TEST(FocusColumns, AreThoseOfTheSpecification) {
  const std::filesystem::path file = SHIPTALLY_SOURCE_DIR "/../shared/data/focus-1.2-columns.csv";
  std::ifstream in(file);
  if (!in) {
    const char* ci = std::getenv("CI");
    if (ci != nullptr && std::string_view(ci) == "true") FAIL() << file << " is missing";
    GTEST_SKIP() << "left out: " << file << " is not there";
  }
  std::stringstream text;
  text << in.rdbuf();
  const std::string all = std::regex_replace(text.str(), std::regex("\r?\n"), "\r\n");
  const auto rows = parsed_csv(all);
  ASSERT_EQ(rows.size(), focus_columns().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const CsvRow& row = rows[i];
    const FocusColumn& c = focus_columns()[i];
    EXPECT_EQ(row.at("column"), c.name);
    EXPECT_EQ(row.at("feature_level"), level_name(c.level)) << c.name;
    EXPECT_EQ(row.at("allows_nulls"), c.nullable ? "True" : "False") << c.name;
    EXPECT_EQ(row.at("data_type"), type_name(c.type)) << c.name;
    EXPECT_EQ(row.at("kind"), c.metric ? "Metric" : "Dimension") << c.name;
    EXPECT_EQ(row.at("range").find("non-negative") != std::string::npos, c.never_negative) << c.name;
    // Of these two the file lists examples of keys, not values.
    if (c.name != "SkuPriceDetails" && c.name != "Tags" && c.name != "PricingQuantity") {
      EXPECT_EQ(row.at("allowed_values"), c.allowed) << c.name;
    }
  }
}

}  // namespace
}  // namespace shiptally::report
