#pragma once
// A spreadsheet file being written: typed cells in our formats, through libxlsxwriter.  Not thread-safe; what
// went wrong is told by bytes(), until then there are no sheets and nothing is written.

#include <xlsxwriter.h>

#include <array>
#include <string>

#include "daemon/report/formats/sections.h"
#include "schema/base/result.h"

namespace shiptally::report {

enum class Look : std::uint8_t {
  text,
  count,
  money,
  small_money,
  ratio,
  date,
  month,
  instant,
  total_text,
  total_count,
  total_money,
  total_ratio,
  header,
  header_right,
  title,
  headline,
  note,
  paragraph,
  exact,
  good
};
inline constexpr std::size_t kLooks = 20;

/// How a cell of a column looks that holds this value.
Look look_of(const Value& value, Kind kind);
/// The same in a row of totals.
Look total_look(Look look);

class Workbook {
 public:
  /// The file says that it was made at `created`, whenever that was: the same cells give the same bytes.
  Workbook(const std::string& title, Instant created);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  /// A4, landscape, one page wide, with the name and page numbers at the foot.
  lxw_worksheet* add_sheet(const std::string& name);
  lxw_workbook* get() { return book_; }
  lxw_format* format(Look look) { return formats_[static_cast<std::size_t>(look)]; }

  /// Nothing is written for no data.
  void put(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Value& value, Look look);
  /// `result` is what the formula gives: shown by whoever does not calculate.
  void put_formula(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& formula,
                   const Value& result, Look look);

  /// Ends the writing.
  Result<std::string> bytes();

 private:
  const int file_;  ///< in memory, without a name
  lxw_workbook* book_ = nullptr;
  std::array<lxw_format*, kLooks> formats_{};
};

}  // namespace shiptally::report
