#pragma once
// What is wrong with a configuration, and where.  Included in daemon/config only.

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace shiptally::config {

/// Everything found wrong so far, with the text it is about.
class Problems {
 public:
  Problems(std::string_view file_name, std::string_view text) : file_name_(file_name), text_(text) {}

  /// From here on nodes are of a document that begins behind so many lines of the text.
  void begin_document(int lines_before) { lines_before_ = lines_before; }
  /// Where a node stands in the text, from 1.
  int line(const YAML::Mark& mark) const { return std::max(mark.line, 0) + lines_before_ + 1; }

  void add(int line, std::string_view key, std::string_view reason);
  bool empty() const { return by_line_.empty(); }
  /// "file:line: key: reason", one a line, the first twenty.
  std::string message() const;

  void saw(const std::string& key, int line) { lines_.emplace(key, line); }
  /// Where the key stands; none when the text leaves it at its default.
  std::optional<int> line_of(const std::string& key) const;

  /// Whether the scalar begins and ends on one line.  yaml-cpp takes a quote that is never closed as
  /// closed at the end of the file, and with it every key in between.
  bool on_one_line(const YAML::Node& scalar) const;

 private:
  std::string_view row(int line) const;

  std::string file_name_;
  std::string_view text_;
  int lines_before_ = 0;
  std::multimap<int, std::string> by_line_;
  std::map<std::string, int> lines_;
};

}  // namespace shiptally::config
