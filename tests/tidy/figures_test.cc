// A figure is one row: nothing but its table lists the delivery figures, and whoever shows them knows them all.

#include "daemon/metrics/delivery/figures.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "schema/catalogue.h"
#include "tests/tidy/source_tree.h"

namespace shiptally::tidy {
namespace {

constexpr const char* kTable = "daemon/metrics/delivery/figures.cc";

TEST(Figures, ColumnsAndGaugesAreInTheCatalogue) {
  std::set<std::string_view> known;
  for (const Column& column : columns()) known.insert(column.name);
  for (const Metric& metric : exported_metrics()) known.insert(metric.name);
  for (const std::string& column : metrics::figure_columns()) EXPECT_TRUE(known.contains(column)) << column;
  for (const metrics::Figure& figure : metrics::figures())
    EXPECT_TRUE(figure.gauge.metric.empty() || known.contains(figure.gauge.metric)) << figure.gauge.metric;
}

/// The values that the contract allows for explain's `metric`.
std::set<std::string> metrics_of_contract() {
  std::set<std::string> out;
  bool inside = false;
  for (const std::string& line : file("schema/openapi.yaml").lines) {
    const std::size_t begin = line.starts_with("    Metric: ") ? line.find("enum: [") + 7 : 0;
    inside |= begin > 0;
    if (!inside) continue;
    const std::size_t end = line.find(']', begin);
    for (const std::string& name : split_list(line.substr(begin, end - begin))) out.insert(name);
    if (end != std::string::npos) break;
  }
  return out;
}

TEST(Figures, ThatAreExplainedAreInTheContract) {
  const auto contract = metrics_of_contract();
  for (const metrics::Figure* figure : metrics::explained_figures())
    EXPECT_TRUE(contract.contains(std::string(figure->name()))) << figure->name();
}

/// Names that can stand for nothing else: "deployments" and "changes" are words as well.
std::set<std::string, std::less<>> names() {
  std::set<std::string, std::less<>> out;
  for (const std::string& column : metrics::figure_columns()) out.insert(column);
  for (const metrics::Figure& figure : metrics::figures())
    for (const std::string_view name : {figure.name(), figure.compared_as(), figure.gauge.metric})
      out.emplace(name);
  std::erase_if(out, [](const std::string& name) { return name.find('_') == std::string::npos; });
  return out;
}

TEST(Figures, AreNamedInTheirTableOnly) {
  const auto known = names();
  const std::regex literal(R"re("([a-z0-9_]+)")re");
  std::size_t in_table = 0;
  for (const SourceFile& source : files_under("daemon", {".cc", ".h"}))
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      for (std::sregex_iterator at(line.begin(), line.end(), literal), end; at != end; ++at) {
        if (!known.contains((*at)[1].str())) continue;
        if (source.path == kTable)
          ++in_table;
        else
          ADD_FAILURE() << source.path << ":" << i + 1 << ": " << at->str() << " is read from " << kTable;
      }
    }
  EXPECT_GT(in_table, 20U);
}

}  // namespace
}  // namespace shiptally::tidy
