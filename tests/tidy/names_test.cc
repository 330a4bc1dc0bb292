// Dashboards and README use the names of the catalogue and no others.

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "schema/catalogue.h"
#include "tests/tidy/source_tree.h"

namespace shiptally::tidy {
namespace {

std::set<std::string> column_names() {
  std::set<std::string> out;
  for (const Column& column : columns()) {
    out.emplace(column.name);
    if (column.type == ColumnType::money) out.insert(std::string(column.name) + "_exact");
  }
  return out;
}

std::set<std::string> metric_names() {
  std::set<std::string> out;
  for (const Metric& metric : exported_metrics()) {
    out.emplace(metric.name);
    if (metric.type != MetricType::histogram) continue;
    for (const char* suffix : {"_bucket", "_sum", "_count"}) out.insert(std::string(metric.name) + suffix);
  }
  return out;
}

/// What the first group of `pattern` matched, with its place.
std::vector<std::pair<std::string, std::string>> matches(const SourceFile& source,
                                                         const std::regex& pattern) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::size_t i = 0; i < source.lines.size(); ++i)
    for (std::sregex_iterator at(source.lines[i].begin(), source.lines[i].end(), pattern), end; at != end;
         ++at)
      out.emplace_back((*at)[1].str(), source.path + ":" + std::to_string(i + 1));
  return out;
}

// File names, users and the like that begin with the program's name are no metrics.
const std::regex kMetricName(R"(\b(shiptally_(?!test\b)[a-z0-9_]+)\b)");

TEST(Names, ColumnsOfDashboardsAreInTheCatalogue) {
  const auto known = column_names();
  std::size_t seen = 0;
  for (const SourceFile& board : files_under("dashboards/grafana", {".json"}))
    for (const auto& [name, where] : matches(board, std::regex(R"re("selector": "([^"]+)")re"))) {
      EXPECT_TRUE(known.contains(name)) << where << ": " << name;
      ++seen;
    }
  EXPECT_GT(seen, 50u);
}

TEST(Names, MetricsOfDashboardsAreInTheCatalogue) {
  const auto known = metric_names();
  std::size_t seen = 0;
  for (const SourceFile& board : files_under("dashboards/grafana", {".json"}))
    for (const auto& [name, where] : matches(board, kMetricName)) {
      EXPECT_TRUE(known.contains(name)) << where << ": " << name;
      ++seen;
    }
  EXPECT_GT(seen, 5u);
}

/// Names in the first column of README's tables, several in a cell; "_exact" stands for a column of its own.
std::set<std::string> names_in_readme(const std::string& heading) {
  std::set<std::string> out;
  bool inside = false;
  for (const std::string& line : file("README.md").lines) {
    const auto cells = table_cells(line);
    if (!cells.empty() && cells[0] == heading) {
      inside = true;
    } else if (inside && cells.empty()) {
      break;
    } else if (inside) {
      const std::regex name(R"([a-z][a-z0-9_]+)");
      for (std::sregex_iterator at(cells[0].begin(), cells[0].end(), name), end; at != end; ++at)
        out.insert(at->str());
    }
  }
  return out;
}

TEST(Names, ColumnsOfReadmeAreInTheCatalogue) {
  const auto known = column_names();
  const auto named = names_in_readme("column");
  EXPECT_GT(named.size(), 10u);
  for (const std::string& name : named) EXPECT_TRUE(known.contains(name)) << "README.md: " << name;
}

TEST(Names, MetricsOfReadmeAreThoseOfTheCatalogue) {
  const auto named = names_in_readme("metric");
  for (const std::string& name : named) EXPECT_TRUE(metric_names().contains(name)) << "README.md: " << name;
  for (const Metric& metric : exported_metrics())
    EXPECT_TRUE(named.contains(std::string(metric.name))) << "not in README.md: " << metric.name;
}

TEST(Names, ContractDeclaresOnlyColumnsOfTheCatalogue) {
  // A property that refers to one of the value schemas is a column.
  const std::regex column(
      R"re(\b(\w+): \{ \$ref: "#/components/schemas/(?:Count|Text|Flag|Texts|Exact)" \})re");
  const auto known = column_names();
  const auto named = matches(file("schema/openapi.yaml"), column);
  EXPECT_GT(named.size(), 50u);
  for (const auto& [name, where] : named) EXPECT_TRUE(known.contains(name)) << where << ": " << name;
}

}  // namespace
}  // namespace shiptally::tidy
