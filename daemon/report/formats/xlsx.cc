#include <algorithm>

#include "daemon/report/formats/format.h"
#include "daemon/report/formats/story.h"
#include "daemon/report/formats/wording.h"
#include "daemon/report/formats/workbook.h"

namespace shiptally::report {
namespace {

constexpr std::size_t kWidthMin = 10, kWidthMax = 46;
constexpr lxw_row_t kHeaderRow = 3;  // below title, note and an empty row
constexpr lxw_col_t kParagraphEnd = 4;

/// Where a table stands on which sheet.
struct Placed {
  const Section* section = nullptr;
  std::string sheet;
  lxw_row_t first = 0, last = 0;  ///< its rows of data; last < first: none
};

lxw_col_t column_at(std::size_t i) { return static_cast<lxw_col_t>(i); }

std::string range(lxw_row_t first, lxw_row_t last, std::size_t column) {
  char out[LXW_MAX_CELL_RANGE_LENGTH];
  lxw_rowcol_to_range(out, first, column_at(column), last, column_at(column));
  return out;
}

std::string cell(lxw_row_t row, std::size_t column) {
  char out[LXW_MAX_CELL_NAME_LENGTH];
  lxw_rowcol_to_cell(out, row, column_at(column));
  return out;
}

bool right_aligned(Kind kind) {
  return kind == Kind::count || kind == Kind::money || kind == Kind::ratio || kind == Kind::mixed;
}

std::size_t shown_width(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* money = std::get_if<Money>(&value)) return dollars(*money).size();
  if (const auto* count = std::get_if<std::int64_t>(&value)) return grouped_digits(*count).size();
  return kWidthMin;
}

/// Columns of the section from `from` on get a width that shows what they hold.
void set_widths(lxw_worksheet* sheet, const Section& section) {
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    const SectionColumn& column = section.columns[i];
    std::size_t width =
        std::max(column.title.size() / (column.title.size() > 14 ? 2 : 1), column.blank.size());
    for (const auto& row : section.rows) width = std::max(width, shown_width(row[i]));
    if (!section.totals.empty()) width = std::max(width, shown_width(section.totals[i]) + 1);
    width = std::clamp(width, kWidthMin, kWidthMax);
    worksheet_set_column(sheet, column_at(i), column_at(i), static_cast<double>(width) + 3, nullptr);
  }
}

void put_header(Workbook& book, lxw_worksheet* sheet, lxw_row_t row, const Section& section) {
  for (std::size_t i = 0; i < section.columns.size(); ++i)
    book.put(sheet, row, column_at(i), std::string(section.columns[i].title),
             right_aligned(section.columns[i].kind) ? Look::header_right : Look::header);
}

void put_totals(Workbook& book, lxw_worksheet* sheet, const Placed& placed) {
  const Section& section = *placed.section;
  for (std::size_t i = 0; i < section.totals.size(); ++i) {
    const Look look = total_look(look_of(section.totals[i], section.columns[i].kind));
    // 109 adds up what the filter shows; hidden rows are left out.
    if (section.columns[i].total && !std::holds_alternative<std::monostate>(section.totals[i]))
      book.put_formula(sheet, placed.last + 1, column_at(i),
                       "=SUBTOTAL(109," + range(placed.first, placed.last, i) + ")", section.totals[i], look);
    else
      book.put(sheet, placed.last + 1, column_at(i), section.totals[i], look);
  }
}

/// Header, rows and totals from `row` on.
Placed put_table(Workbook& book, lxw_worksheet* sheet, const std::string& name, lxw_row_t row,
                 const Section& section) {
  put_header(book, sheet, row, section);
  Placed placed{&section, name, row + 1, row};
  for (const auto& values : section.rows) {
    ++placed.last;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const bool blank = std::holds_alternative<std::monostate>(values[i]);
      const Value shown = blank && !section.columns[i].blank.empty()
                              ? Value(std::string(section.columns[i].blank))
                              : values[i];
      book.put(sheet, placed.last, column_at(i), shown, look_of(shown, section.columns[i].kind));
    }
  }
  if (section.rows.empty()) {
    book.put(sheet, placed.first, 0, std::string("none"), Look::note);
  } else if (!section.totals.empty()) {
    put_totals(book, sheet, placed);
  }
  return placed;
}

void put_title(Workbook& book, lxw_worksheet* sheet, std::string_view title, std::string_view note) {
  book.put(sheet, 0, 0, std::string(title), Look::title);
  book.put(sheet, 1, 0, std::string(note), Look::note);
}

/// A sheet with one table: its header stays in sight and is repeated on paper, and its rows can be filtered.
Placed add_table_sheet(Workbook& book, const CostReport& report, const Section& section, std::string name) {
  lxw_worksheet* sheet = book.add_sheet(name);
  put_title(book, sheet, std::string(section.title) + ", " + month_name(report.month), section.note);
  set_widths(sheet, section);
  const Placed placed = put_table(book, sheet, name, kHeaderRow, section);
  worksheet_freeze_panes(sheet, kHeaderRow + 1, 1);
  worksheet_repeat_rows(sheet, kHeaderRow, kHeaderRow);
  if (placed.last >= placed.first)
    worksheet_autofilter(sheet, kHeaderRow, 0, placed.last, column_at(section.columns.size() - 1));
  return placed;
}

/// Detail with every amount a second time, as text with all its digits: a spreadsheet's numbers have 15.
Section with_exact_texts(Section section) {
  const std::size_t columns = section.columns.size();
  static constexpr std::string_view kTitles[] = {"Computed, exact", "Billed, exact", "Effective, exact",
                                                 "Drift, exact"};
  std::size_t next = 0;
  for (std::size_t i = 0; i < columns; ++i) {
    if (section.columns[i].kind != Kind::money) continue;
    section.columns.push_back({"", kTitles[next++], Kind::text, false});
    const auto add = [&](std::vector<Value>& row) {
      const auto* money = std::get_if<Money>(&row[i]);
      if (money != nullptr)
        row.emplace_back(money->str());
      else
        row.emplace_back();
    };
    for (auto& row : section.rows) add(row);
    add(section.totals);
  }
  return section;
}

/// What is wider than paper is left to the screen.
void print_first_columns(Workbook& book, const Placed& placed, std::size_t columns) {
  if (book.get() == nullptr) return;
  lxw_worksheet* sheet = workbook_get_worksheet_by_name(book.get(), placed.sheet.c_str());
  worksheet_print_area(sheet, 0, 0, placed.last + 1, column_at(columns - 1));
}

void add_chart(Workbook& book, lxw_worksheet* sheet, const Placed& months) {
  if (sheet == nullptr || months.last < months.first) return;
  lxw_chart* chart = workbook_add_chart(book.get(), LXW_CHART_COLUMN);
  const std::string at = "=Summary!";
  constexpr lxw_color_t kColours[] = {0x9DB8D2, 0x1F4E79};
  for (std::size_t i = 1; i <= 2; ++i) {
    lxw_chart_series* series = chart_add_series(chart, (at + range(months.first, months.last, 0)).c_str(),
                                                (at + range(months.first, months.last, i)).c_str());
    chart_series_set_name(series, i == 1 ? "Computed" : "Billed");
    lxw_chart_fill fill{};
    fill.color = kColours[i - 1];
    chart_series_set_fill(series, &fill);
  }
  chart_title_set_name(chart, "Twelve months, USD");
  chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
  chart_axis_set_num_format(chart->x_axis, "mmm yy");
  lxw_chart_options place{};
  place.x_offset = 24;
  worksheet_insert_chart_opt(sheet, months.first - 1, 3, chart, &place);
}

void add_summary(Workbook& book, const CostReport& report, const Section& summary, const Section& forecast,
                 const Section& months) {
  lxw_worksheet* sheet = book.add_sheet("Summary");
  if (sheet == nullptr) return;
  const Headline head = headline(report);
  put_title(
      book, sheet, "LLM cost, " + month_name(report.month),
      report.close ? "Closed at " + format_instant(report.close->closed) : "This month is not closed yet");
  book.put(sheet, 3, 0,
           head.label + ": " + dollars_or_none(head.amount) + (head.change.empty() ? "" : ", " + head.change),
           Look::headline);
  lxw_row_t row = 4;
  for (const std::string& sentence : story(report)) {
    worksheet_merge_range(sheet, row, 0, row, kParagraphEnd, sentence.c_str(), book.format(Look::paragraph));
    worksheet_set_row(sheet, row++, 15.0 * static_cast<double>(1 + sentence.size() / 95), nullptr);
  }
  set_widths(sheet, summary);
  const Placed first = put_table(book, sheet, "Summary", row + 1, summary);
  lxw_row_t next = first.last + 3;
  if (!forecast.rows.empty()) next = put_table(book, sheet, "Summary", next, forecast).last + 3;
  add_chart(book, sheet, put_table(book, sheet, "Summary", next, months));
}

/// The sheets' own sums beside ours: formulas that whoever opens the file can follow.
void put_checks(Workbook& book, lxw_worksheet* sheet, lxw_row_t row, const std::vector<Placed>& tables) {
  const char* kTitles[] = {"Sum on a sheet", "By formula", "Our total", "Our total, exact", "Check"};
  for (std::size_t i = 0; i < 5; ++i)
    book.put(sheet, row, column_at(i), std::string(kTitles[i]),
             i == 0 || i == 4 ? Look::header : Look::header_right);
  for (const Placed& table : tables) {
    for (std::size_t i = 0; i < table.section->totals.size(); ++i) {
      const auto* money = std::get_if<Money>(&table.section->totals[i]);
      if (money == nullptr || !table.section->columns[i].total || table.last < table.first) continue;
      ++row;
      book.put(sheet, row, 0, table.sheet + ": " + std::string(table.section->columns[i].title), Look::text);
      book.put_formula(sheet, row, 1, "=SUM('" + table.sheet + "'!" + range(table.first, table.last, i) + ")",
                       *money, Look::money);
      book.put(sheet, row, 2, *money, Look::money);
      book.put(sheet, row, 3, money->str(), Look::exact);
      book.put_formula(sheet, row, 4,
                       "=IF(ABS(" + cell(row, 1) + "-" + cell(row, 2) + ")<0.005,\"agrees\",\"DIFFERS\")",
                       std::string("agrees"), Look::good);
    }
  }
}

void add_control(Workbook& book, const CostReport& report, const Section& controls, const Section& as_closed,
                 const std::vector<Placed>& tables) {
  lxw_worksheet* sheet = book.add_sheet("Control");
  if (sheet == nullptr) return;
  put_title(book, sheet, "Control totals, " + month_name(report.month), controls.note);
  Placed placed = put_table(book, sheet, "Control", kHeaderRow, controls);
  if (!as_closed.rows.empty())
    placed = put_table(book, sheet, "Control", std::max(placed.first, placed.last) + 2, as_closed);
  put_checks(book, sheet, std::max(placed.first, placed.last) + 2, tables);
  worksheet_set_column(sheet, 0, 0, 34, nullptr);
  worksheet_set_column(sheet, 1, 3, 26, nullptr);
  worksheet_set_column(sheet, 4, 4, 14, nullptr);
  worksheet_freeze_panes(sheet, kHeaderRow + 1, 1);
}

void add_notes(Workbook& book, const CostReport& report, const std::vector<const Section*>& notes) {
  lxw_worksheet* sheet = book.add_sheet("Notes");
  if (sheet == nullptr) return;
  put_title(book, sheet, "Notes, " + month_name(report.month),
            "Amounts are USD. Days and months are UTC. Empty means: not known.");
  lxw_row_t row = kHeaderRow;
  for (const Section* section : notes) {
    book.put(sheet, row++, 0, std::string(section->title), Look::headline);
    book.put(sheet, row++, 0, std::string(section->note), Look::note);
    const Placed placed = put_table(book, sheet, "Notes", row, *section);
    row = std::max(placed.first, placed.last) + 2;
  }
  worksheet_set_column(sheet, 0, 6, 20, nullptr);
  worksheet_set_column(sheet, 7, 7, 70, nullptr);
}

}  // namespace

Result<std::string> to_xlsx(const CostReport& report) {
  const std::vector<Section> all = sections(report);
  const auto find = [&](std::string_view name) -> const Section& {
    return *std::find_if(all.begin(), all.end(), [&](const Section& s) { return s.name == name; });
  };
  Workbook book("LLM cost " + iso_month(report.month), report.generated);
  add_summary(book, report, find("summary"), find("forecast"), find("months"));
  std::vector<Placed> tables;
  for (const std::string_view name :
       {"by_cost_centre", "by_team", "by_service", "by_model", "by_token_class"})
    tables.push_back(add_table_sheet(book, report, find(name), std::string(find(name).title)));
  const Section detail = with_exact_texts(find("detail"));
  tables.push_back(add_table_sheet(book, report, detail, "Detail"));
  print_first_columns(book, tables.back(), find("detail").columns.size());
  if (report.budgets) add_table_sheet(book, report, find("budgets"), "Budgets");
  tables.push_back(add_table_sheet(book, report, find("corrections"), "Corrections"));
  tables.push_back(add_table_sheet(book, report, find("late_facts"), "Late facts"));
  add_control(book, report, find("controls"), find("as_closed"), tables);
  add_notes(book, report, {&find("open_points"), &find("rates"), &find("provenance")});
  return book.bytes();
}

}  // namespace shiptally::report
