#include "collectors/decode/rows.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "collectors/decode/json.h"

namespace shiptally::collectors {
namespace {

constexpr const char* kTooDeep = "nested deeper than 64 levels";
constexpr const char* kNoObject = "expected an object";
constexpr const char* kLineCutOff = "the line is cut off";
constexpr const char* kCutOff = "the body is cut off";

constexpr std::size_t kNoEnd = std::string_view::npos;

std::size_t skip_space(std::string_view body, std::size_t at) {
  while (at < body.size() && is_space(body[at])) ++at;
  return at;
}

/// One past the closing quote of the string that opens at `at`, or kNoEnd.
std::size_t string_end(std::string_view body, std::size_t at) {
  const std::size_t begin = at + 1;
  for (std::size_t quote = body.find('"', begin); quote != kNoEnd; quote = body.find('"', quote + 1)) {
    std::size_t backslashes = 0;
    while (quote - backslashes > begin && body[quote - backslashes - 1] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return quote + 1;
  }
  return kNoEnd;
}

struct Extent {
  std::size_t end = kNoEnd;  ///< one past the last byte; kNoEnd: the body ends first
  int depth = 0;             ///< deepest nesting
};

/// The value that starts at `at`.  Brackets are counted, not matched: a "]" for a "}" is found when the
/// row is read.  Nothing recurses, so no depth can hurt.
Extent value_extent(std::string_view body, std::size_t at) {
  Extent extent;
  int open = 0;
  while (at < body.size()) {
    const char c = body[at];
    if (c == '"') {
      at = string_end(body, at);
      if (at == kNoEnd) return extent;
      if (open == 0) return extent.end = at, extent;
      continue;
    }
    if (c == '{' || c == '[') {
      extent.depth = std::max(extent.depth, ++open);
    } else if (c == '}' || c == ']') {
      if (open == 0) return extent.end = at, extent;
      if (--open == 0) return extent.end = at + 1, extent;
    } else if (open == 0 && (c == ',' || is_space(c))) {
      return extent.end = at, extent;
    }
    ++at;
  }
  if (open == 0) extent.end = at;
  return extent;
}

/// Counting the opening brackets is much cheaper than scanning, and enough for every ordinary line.
bool too_deep(std::string_view line) {
  int opening = 0;
  for (const char bracket : {'{', '['})
    for (std::size_t at = line.find(bracket); at != kNoEnd && opening <= kDepthMax;
         at = line.find(bracket, at + 1))
      ++opening;
  return opening > kDepthMax && value_extent(line, 0).depth > kDepthMax;
}

Row row_of(std::string_view text, int depth) {
  if (depth > kDepthMax) return {text, kTooDeep};
  return {text, text.front() == '{' ? nullptr : kNoObject};
}

Error unreadable(const std::string& what, std::size_t row, std::size_t byte) {
  return {Code::unreadable, what + " (row " + std::to_string(row) + ", byte " + std::to_string(byte) + ")"};
}

Error too_many() { return {Code::too_large, "more than " + std::to_string(kRowsMax) + " rows in one body"}; }

Result<std::vector<Row>> array_rows(std::string_view body, std::size_t open) {
  std::vector<Row> out;
  std::size_t at = skip_space(body, open + 1);
  bool closed = at < body.size() && body[at] == ']';
  while (!closed) {
    const Extent extent = value_extent(body, at);
    if (extent.end == kNoEnd)
      return unreadable(extent.depth > kDepthMax ? kTooDeep : kCutOff, out.size(), at);
    if (extent.end == at) return unreadable(at == body.size() ? kCutOff : kNoObject, out.size(), at);
    if (out.size() == kRowsMax) return too_many();
    out.push_back(row_of(body.substr(at, extent.end - at), extent.depth));
    at = skip_space(body, extent.end);
    if (at == body.size()) return unreadable(kCutOff, out.size(), at);
    closed = body[at] == ']';
    if (closed) break;
    if (body[at] != ',') return unreadable("expected , or ] after a row", out.size() - 1, at);
    at = skip_space(body, at + 1);
  }
  at = skip_space(body, at + 1);
  if (at != body.size()) return unreadable("text after the array", out.size(), at);
  return out;
}

Result<std::vector<Row>> line_rows(std::string_view body) {
  std::vector<Row> out;
  bool any_object = false;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    const std::size_t first = skip_space(body.substr(0, end), at);
    at = end + 1;
    if (first == end) continue;
    std::string_view line = body.substr(first, end - first);
    while (is_space(line.back())) line.remove_suffix(1);
    if (out.size() == kRowsMax) return too_many();
    Row row = row_of(line, too_deep(line) ? kDepthMax + 1 : 0);
    if (row.error == nullptr && line.back() != '}') row.error = kLineCutOff;
    any_object = any_object || row.error == nullptr;
    out.push_back(row);
  }
  if (!any_object)
    return unreadable(out.size() == 1 && out[0].error == kLineCutOff ? kCutOff : out[0].error, 0, 0);
  return out;
}

}  // namespace

Result<std::vector<Row>> rows(std::string_view body) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);  // a byte order mark, as Windows tools write
  const std::size_t start = skip_space(body, 0);
  if (start == body.size()) return Error{Code::unreadable, "the body is empty"};
  if (body[start] == '[') return array_rows(body, start);
  if (body[start] == '{') {
    const Extent extent = value_extent(body, start);
    if (extent.end != kNoEnd && skip_space(body, extent.end) == body.size())
      return std::vector<Row>{row_of(body.substr(start, extent.end - start), extent.depth)};
  }
  return line_rows(body);
}

}  // namespace shiptally::collectors
