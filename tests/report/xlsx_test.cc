// The spreadsheet, looked at from within: its cells, their types, and formulas calculated by the test.

#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "daemon/report/formats/format.h"
#include "tests/report/sample_report.h"
#include "tests/report/zip_entries.h"

namespace shiptally::report {
namespace {

struct Cell {
  std::string type;  ///< "s" text, "n" number, "str" text of a formula
  std::string formula;
  std::string value;
};
using Sheet = std::map<std::string, Cell>;  ///< by "B12"

std::vector<std::string> all(const std::string& text, const char* pattern) {
  const std::regex wanted(pattern);
  std::vector<std::string> out;
  for (std::sregex_iterator at(text.begin(), text.end(), wanted), end; at != end; ++at)
    out.push_back((*at)[1]);
  return out;
}

class Book {
 public:
  explicit Book(const CostReport& report) : entries_(zip_entries(to_xlsx(report).value())) {
    names_ = all(entries_.at("xl/workbook.xml"), "<sheet name=\"([^\"]*)\"");
    texts_ = all(entries_.at("xl/sharedStrings.xml"), "<t[^>]*>([^<]*)</t>");
  }

  const std::vector<std::string>& names() const { return names_; }
  const std::string& xml(const std::string& sheet) const {
    const auto place = std::find(names_.begin(), names_.end(), sheet) - names_.begin();
    return entries_.at("xl/worksheets/sheet" + std::to_string(place + 1) + ".xml");
  }
  Sheet cells(const std::string& sheet) const {
    static const std::regex cell(
        R"re(<c r="([A-Z]+[0-9]+)"[^>]*?(?: t="(\w+)")?>(?:<f>([^<]*)</f>)?<v>([^<]*)</v></c>)re");
    const std::string& text = xml(sheet);
    Sheet out;
    for (std::sregex_iterator at(text.begin(), text.end(), cell), end; at != end; ++at) {
      Cell c{(*at)[2].matched ? (*at)[2].str() : "n", (*at)[3], (*at)[4]};
      if (c.type == "s") c.value = texts_.at(std::stoul(c.value));
      out[(*at)[1]] = c;
    }
    return out;
  }

 private:
  std::map<std::string, std::string> entries_;
  std::vector<std::string> names_, texts_;
};

/// Adds up the numbers of "D5:D9", or of "D5".
double sum(const Sheet& sheet, const std::string& range) {
  static const std::regex parts(R"(([A-Z]+)([0-9]+)(?::[A-Z]+([0-9]+))?)");
  std::smatch m;
  EXPECT_TRUE(std::regex_match(range, m, parts)) << range;
  double out = 0;
  const int last = std::stoi(m[3].matched ? m[3] : m[2]);
  for (int row = std::stoi(m[2]); row <= last; ++row) {
    const auto found = sheet.find(m[1].str() + std::to_string(row));
    if (found != sheet.end() && found->second.type == "n") out += std::stod(found->second.value);
  }
  return out;
}

TEST(Xlsx, HasTheSheets) {
  EXPECT_EQ(Book(sample_report()).names(),
            (std::vector<std::string>{"Summary", "By cost centre", "By team", "By service", "By model",
                                      "By token class", "Detail", "Budgets", "Corrections", "Late facts",
                                      "Control", "Notes"}));
}

TEST(Xlsx, FormulasGiveWhatIsShown) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    const Book book(random_report(seed));
    std::size_t seen = 0;
    for (const std::string& name : book.names()) {
      const Sheet sheet = book.cells(name);
      for (const auto& [at, cell] : sheet) {
        if (!cell.formula.starts_with("SUBTOTAL(109,")) continue;
        const double found = sum(sheet, cell.formula.substr(13, cell.formula.size() - 14));
        EXPECT_NEAR(found, std::stod(cell.value), 1e-6 * std::max(1.0, std::fabs(found)))
            << name << "!" << at;
        ++seen;
      }
    }
    EXPECT_GT(seen, 30u);
  }
}

TEST(Xlsx, TheControlSheetAddsUpTheOthers) {
  const CostReport report = random_report(3);
  const Book book(report);
  const std::regex formula(R"(SUM\('([^']+)'!([A-Z0-9:]+)\))");
  const Sheet control = book.cells("Control");
  std::size_t seen = 0;
  for (const auto& [at, cell] : control) {
    std::smatch m;
    if (!std::regex_match(cell.formula, m, formula)) continue;
    const std::string row = at.substr(1);
    EXPECT_NEAR(sum(book.cells(m[1]), m[2]), std::stod(cell.value), 0.004) << at;
    EXPECT_NEAR(std::stod(control.at("C" + row).value), std::stod(cell.value), 0.004) << at;
    EXPECT_EQ(control.at("D" + row).type, "s");  // every digit
    EXPECT_EQ(control.at("E" + row).formula.substr(0, 3), "IF(");
    EXPECT_EQ(control.at("E" + row).value, "agrees");
    ++seen;
  }
  EXPECT_GE(seen, 20u);
  std::vector<std::string> exact;
  for (const auto& [at, cell] : control) exact.push_back(cell.value);
  EXPECT_NE(std::find(exact.begin(), exact.end(), total(report.lines).billed->str()), exact.end());
}

TEST(Xlsx, CellsHaveTypes) {
  const Book book(sample_report());
  const Sheet detail = book.cells("Detail");
  EXPECT_EQ(detail.at("A4").value, "Cost centre");
  EXPECT_EQ(detail.at("A5").value, "(no cost centre)");
  EXPECT_EQ(detail.at("B6").type, "s");
  EXPECT_EQ(detail.at("F6").type, "n");
  EXPECT_EQ(detail.at("N6").type, "n");  // computed
  EXPECT_EQ(detail.at("S6").type, "s");  // computed, exact
  EXPECT_EQ(detail.at("S6").value, "404.230000000001");
  const Sheet budgets = book.cells("Budgets");
  EXPECT_EQ(budgets.at("C5").type, "n");
  EXPECT_EQ(budgets.at("C5").value, "46296");  // 2026-10-01 as a date
  EXPECT_FALSE(detail.contains("O8")) << "no bill is an empty cell, not 0";
}

TEST(Xlsx, ATextIsNeverAFormula) {
  const Book book(sample_report());
  bool seen = false;
  for (const auto& [at, cell] : book.cells("By service"))
    if (cell.value == "=search") seen = cell.type == "s" && cell.formula.empty();
  EXPECT_TRUE(seen);
}

TEST(Xlsx, IsMadeForScreenAndPaper) {
  const Book book(sample_report());
  for (const char* sheet : {"By cost centre", "By team", "By service", "By model", "Detail", "Budgets"}) {
    const std::string& xml = book.xml(sheet);
    for (const char* part : {"state=\"frozen\"", "<autoFilter ref=", "orientation=\"landscape\"",
                             "fitToHeight=\"0\"", "<col min="})
      EXPECT_NE(xml.find(part), std::string::npos) << sheet << ": " << part;
  }
}

TEST(Xlsx, TheSameReportIsTheSameFile) {
  EXPECT_EQ(to_xlsx(sample_report()).value(), to_xlsx(sample_report()).value());
}

TEST(Xlsx, OfNothingIsStillAFile) {
  CostReport report;
  report.month = report.until = at("2026-10-01T00:00:00Z");
  EXPECT_EQ(Book(report).cells("Detail").at("A5").value, "none");
}

}  // namespace
}  // namespace shiptally::report
