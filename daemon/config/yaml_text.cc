#include "daemon/config/yaml_text.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>

#include "schema/base/utf8.h"

namespace shiptally::config {
namespace {

[[noreturn]] void refuse(const YAML::Mark& mark, const std::string& reason) {
  throw YAML::ParserException(mark, reason);
}

YAML::Mark at_line(int lines_before) {
  YAML::Mark mark;
  mark.line = lines_before;
  return mark;
}

/// Counts what the nodes of a document would be, before there are any.
class Census : public YAML::EventHandler {
 public:
  explicit Census(const YamlLimits& limits) : limits_(limits) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(mark, anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string&) override {
    leaf(mark, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = sizes_.find(anchor);
    if (known == sizes_.end()) refuse(mark, "an alias inside what it stands for");
    count(mark, known->second);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YAML::anchor_t anchor;
    std::size_t nodes_before;
  };

  void count(const YAML::Mark& mark, std::size_t nodes) {
    if (nodes > limits_.nodes - nodes_)
      refuse(mark, "more than " + std::to_string(limits_.nodes) + " values, those of aliases counted in");
    nodes_ += nodes;
  }
  void leaf(const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(mark, 1);
    if (anchor != 0) sizes_[anchor] = 1;
  }
  void open(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (open_.size() == limits_.depth) refuse(mark, "nested too deeply");
    open_.push_back({anchor, nodes_});
    count(mark, 1);
  }
  void close() {
    if (open_.back().anchor != 0) sizes_[open_.back().anchor] = nodes_ - open_.back().nodes_before;
    open_.pop_back();
  }

  const YamlLimits& limits_;
  std::size_t nodes_ = 0;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, std::size_t> sizes_;
};

/// What yaml-cpp takes for another document, where there can be none: text that it left unread.
class Unread : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { refuse(mark, "text that belongs to no value"); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}
};

/// "---" or "...", alone in a line or before a blank.
bool is_marker(std::string_view line, std::string_view marker) {
  return line.starts_with(marker) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
}

/// Nothing, a comment or a directive.
bool says_nothing(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  return first == std::string_view::npos || line[first] == '#' || line.front() == '%';
}

/// Of one document: YAML ends one where a line begins with a marker, even inside a quote.
struct Part {
  std::string_view text;
  int lines_before = 0;
  bool begun = false;  ///< by `---`, or by text
  bool empty = true;
};

std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> out(1);
  const char* begin = text.data();
  for (int line = 0; !text.empty(); ++line) {
    std::string_view row = text.substr(0, text.find('\n'));
    const bool start = is_marker(row, "---"), end = is_marker(row, "...");
    if (start || end) {
      out.back().text = {begin, static_cast<std::size_t>(text.data() - begin)};
      begin = text.data() + (end ? 3 : 0);  // yaml-cpp knows the marker of a start
      out.push_back({{}, line, start, true});
    }
    text.remove_prefix(std::min(row.size() + 1, text.size()));
    if (start || end) row.remove_prefix(3);
    if (!says_nothing(row)) out.back().begun = true, out.back().empty = false;
    out.back().text = {begin, static_cast<std::size_t>(text.data() - begin)};
  }
  std::erase_if(out, [](const Part& part) { return !part.begun; });
  return out;
}

void check_bytes(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes)
    refuse(YAML::Mark(), "longer than " + std::to_string(limits.bytes >> 20) + " MiB");
  int line = 0;
  std::size_t line_bytes = 0;
  while (!text.empty()) {
    const std::size_t character = utf8_character(text);
    if (character == 0) refuse(at_line(line), "a byte that is no UTF-8");
    if (text.front() == '\0') refuse(at_line(line), "contains a NUL byte");
    if (text.front() == '\n') {
      ++line;
      line_bytes = 0;
    } else if (++line_bytes > limits.line_bytes) {
      refuse(at_line(line), "a line longer than " + std::to_string(limits.line_bytes >> 10) + " KiB");
    }
    text.remove_prefix(character);
  }
}

YAML::Node load(const std::string& text, const YamlLimits& limits) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Census census(limits);
  Unread unread;
  if (!parser.HandleNextDocument(census)) return YAML::Node();
  parser.HandleNextDocument(unread);
  return YAML::Load(text);
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  return text.substr(text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
}

std::vector<YamlDocument> read_yaml(std::string_view text, const YamlLimits& limits) {
  text = without_byte_order_mark(text);
  check_bytes(text, limits);
  const std::vector<Part> parts = parts_of(text);
  if (parts.size() > limits.documents)
    refuse(at_line(parts[limits.documents].lines_before),
           limits.documents == 1 ? "a second document; there must be one"
                                 : "more than " + std::to_string(limits.documents) + " documents");
  std::vector<YamlDocument> out;
  for (const Part& part : parts) {
    try {
      out.push_back({load(std::string(part.text), limits), part.lines_before, part.empty});
    } catch (const YAML::DeepRecursion& error) {
      refuse(at_line(error.mark.line + part.lines_before), "nested too deeply");
    } catch (const YAML::Exception& error) {
      refuse(at_line(std::max(error.mark.line, 0) + part.lines_before), error.msg);
    }
  }
  return out;
}

}  // namespace shiptally::config
