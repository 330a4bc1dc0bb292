#include "daemon/report/formats/workbook.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "daemon/report/formats/wording.h"
#include "schema/base/utf8.h"

namespace shiptally::report {
namespace {

constexpr lxw_color_t kInk = 0x1F2A37, kGrey = 0x5B6673, kHeaderFill = 0xE8EDF3, kRule = 0x9AA5B1;
constexpr std::size_t kTextMax = 32'000;  // a cell holds 32,767 characters

constexpr const char* number_format(Look look) {
  switch (look) {
    case Look::count:
    case Look::total_count:
      return "#,##0";
    case Look::money:
    case Look::total_money:
      return "#,##0.00;[Red]-#,##0.00";
    case Look::small_money:
      return "#,##0.00000;[Red]-#,##0.00000";
    case Look::ratio:
    case Look::total_ratio:
      return "0.0%;[Red]-0.0%";
    case Look::date:
      return "yyyy-mm-dd";
    case Look::month:
      return "mmm yyyy";
    case Look::instant:
      return "yyyy-mm-dd hh:mm:ss";
    default:
      return nullptr;
  }
}

void set_header(lxw_format* f) {
  format_set_bold(f);
  format_set_bg_color(f, kHeaderFill);
  format_set_bottom(f, LXW_BORDER_THIN);
  format_set_bottom_color(f, kRule);
  format_set_text_wrap(f);
  format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
}

/// Texts keep a distance from the numbers before them.
void set_left(lxw_format* f) {
  format_set_align(f, LXW_ALIGN_LEFT);
  format_set_indent(f, 1);
}

void set_text_look(lxw_format* f, Look look) {
  if (look == Look::header || look == Look::header_right) set_header(f);
  if (look == Look::header_right || look == Look::exact) format_set_align(f, LXW_ALIGN_RIGHT);
  if (look == Look::text || look == Look::total_text || look == Look::header || look == Look::good ||
      look == Look::date || look == Look::month || look == Look::instant)
    set_left(f);
  if (look == Look::title || look == Look::headline || look == Look::good) format_set_bold(f);
  if (look == Look::title) format_set_font_size(f, 16);
  if (look == Look::headline) format_set_font_size(f, 12);
  if (look == Look::note || look == Look::exact) format_set_font_color(f, kGrey);
  if (look != Look::paragraph) return;
  format_set_text_wrap(f);
  format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
}

void set_total(lxw_format* f) {
  format_set_bold(f);
  format_set_top(f, LXW_BORDER_THIN);
  format_set_top_color(f, kRule);
}

double drawn(const Value& value) {
  if (const auto* money = std::get_if<Money>(&value)) return money->to_double();
  if (const auto* count = std::get_if<std::int64_t>(&value)) return static_cast<double>(*count);
  if (const auto* ratio = std::get_if<double>(&value)) return *ratio;
  return 0;
}

std::string cell_text(const std::string& text) {
  std::string out = valid_utf8(text);
  if (out.size() > kTextMax) out = valid_utf8(std::string_view(out).substr(0, kTextMax));
  return out;
}

}  // namespace

Look look_of(const Value& value, Kind kind) {
  if (const auto* money = std::get_if<Money>(&value))
    return kind == Kind::mixed && is_small(*money) ? Look::small_money : Look::money;
  if (std::holds_alternative<std::int64_t>(value)) return Look::count;
  if (std::holds_alternative<double>(value)) return Look::ratio;
  if (std::holds_alternative<std::string>(value) && kind == Kind::mixed) return Look::exact;
  if (!std::holds_alternative<Instant>(value)) return Look::text;
  if (kind == Kind::date) return Look::date;
  return kind == Kind::month ? Look::month : Look::instant;
}

Look total_look(Look look) {
  if (look == Look::money) return Look::total_money;
  if (look == Look::count) return Look::total_count;
  return look == Look::ratio ? Look::total_ratio : Look::total_text;
}

Workbook::Workbook(const std::string& title, Instant created) : file_(memfd_create("report", MFD_CLOEXEC)) {
  if (file_ < 0) return;
  book_ = workbook_new(("/proc/self/fd/" + std::to_string(file_)).c_str());
  if (book_ == nullptr) return;
  std::string name = title, author = "shiptally";
  lxw_doc_properties properties{};
  properties.title = name.data();
  properties.author = author.data();
  properties.created = std::chrono::system_clock::to_time_t(created);
  workbook_set_properties(book_, &properties);
  for (std::size_t i = 0; i < kLooks; ++i) {
    formats_[i] = workbook_add_format(book_);
    const auto look = static_cast<Look>(i);
    format_set_font_color(formats_[i], kInk);
    if (const char* number = number_format(look)) format_set_num_format(formats_[i], number);
    set_text_look(formats_[i], look);
    if (look >= Look::total_text && look <= Look::total_ratio) set_total(formats_[i]);
  }
}

Workbook::~Workbook() {
  if (book_ != nullptr) lxw_workbook_free(book_);
  if (file_ >= 0) ::close(file_);
}

lxw_worksheet* Workbook::add_sheet(const std::string& name) {
  if (book_ == nullptr) return nullptr;
  lxw_worksheet* sheet = workbook_add_worksheet(book_, name.c_str());
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
  worksheet_set_footer(sheet, "&L&8&A&R&8Page &P of &N");
  worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
  return sheet;
}

void Workbook::put(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Value& value, Look look) {
  if (sheet == nullptr) return;
  lxw_format* as = format(look);
  if (const auto* text = std::get_if<std::string>(&value))
    worksheet_write_string(sheet, row, column, cell_text(*text).c_str(), as);
  else if (const auto* time = std::get_if<Instant>(&value))
    worksheet_write_unixtime(sheet, row, column, to_ms(*time) / 1000, as);
  else if (std::holds_alternative<std::monostate>(value))
    worksheet_write_blank(sheet, row, column, as);
  else
    worksheet_write_number(sheet, row, column, drawn(value), as);
}

void Workbook::put_formula(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& formula,
                           const Value& result, Look look) {
  if (sheet == nullptr) return;
  if (const auto* text = std::get_if<std::string>(&result))
    worksheet_write_formula_str(sheet, row, column, formula.c_str(), format(look), text->c_str());
  else
    worksheet_write_formula_num(sheet, row, column, formula.c_str(), format(look), drawn(result));
}

Result<std::string> Workbook::bytes() {
  if (book_ == nullptr) return Error{Code::unavailable, "cannot make a spreadsheet: no memory file"};
  const lxw_error failure = workbook_close(book_);  // frees it, whatever happens
  book_ = nullptr;
  if (failure != LXW_NO_ERROR)
    return Error{Code::unavailable, std::string("cannot make a spreadsheet: ") + lxw_strerror(failure)};
  std::string out;
  std::array<char, 65'536> buffer;
  for (::off_t at = 0;;) {
    const ::ssize_t got = ::pread(file_, buffer.data(), buffer.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return Error{Code::unavailable, std::string("cannot read the spreadsheet: ") + strerror(errno)};
    if (got == 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(got));
    at += got;
  }
}

}  // namespace shiptally::report
