#include "collectors/decode/csv.h"

#include <algorithm>

namespace shiptally::collectors {
namespace {

constexpr char kSeparator = ',';
constexpr std::size_t kNotClosed = std::string_view::npos;

CsvStep broken(std::string_view text, const char* error) {
  return {std::min(text.find('\n'), text.size() - 1) + 1, error};
}

/// Unquotes the field whose opening quote is at `at`; one past its closing quote, or kNotClosed without one.
std::size_t quoted_field(std::string_view text, std::size_t at, std::string& out) {
  for (++at;;) {
    const std::size_t quote = text.find('"', at);
    if (quote == kNotClosed) return kNotClosed;
    out.append(text.substr(at, quote - at));
    at = quote + 1;
    if (at == text.size() || text[at] != '"') return at;
    out += '"';
    ++at;
  }
}

/// One past the field that begins at `at`.
std::size_t plain_field(std::string_view text, std::size_t at, std::string& out) {
  const std::size_t begin = at;
  while (at < text.size() && text[at] != kSeparator && text[at] != '\n') ++at;
  const bool before_break = at < text.size() ? text[at] == '\n' : true;
  const std::size_t end = before_break && at > begin && text[at - 1] == '\r' ? at - 1 : at;
  out.assign(text.substr(begin, end - begin));
  return end;
}

}  // namespace

CsvStep read_csv_record(std::string_view text, bool last, std::size_t columns,
                        std::vector<std::string>& fields) {
  std::size_t at = 0, count = 0;
  for (bool more = true; more;) {
    if (count == kCsvColumnsMax) return broken(text, "more than 4096 fields");
    if (count == fields.size()) fields.emplace_back();
    std::string& field = fields[count++];
    field.clear();
    const bool quoted = at < text.size() && text[at] == '"';
    at = quoted ? quoted_field(text, at, field) : plain_field(text, at, field);
    if (at == kNotClosed && last) return broken(text, "a quoted field is not closed");
    const bool at_return = at != kNotClosed && at < text.size() && text.substr(at) == "\r";
    // A quote at the end may be the first of two.
    if (!last && (at == kNotClosed || at == text.size() || at_return)) return {};
    if (at_return || text.substr(at).starts_with("\r\n")) ++at;
    more = at < text.size() && text[at] == kSeparator;
    if (!more && at < text.size() && text[at] != '\n')
      return broken(text, "text after the closing quote of a field");
    if (at < text.size()) ++at;
  }
  const bool blank = count == 1 && fields[0].empty();
  fields.resize(blank ? 0 : count);
  if (!blank && columns != 0 && count != columns)
    return broken(text, count < columns ? "fewer fields than the header" : "more fields than the header");
  return {at, nullptr};
}

}  // namespace shiptally::collectors
