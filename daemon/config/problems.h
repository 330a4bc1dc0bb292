#pragma once
// What is wrong with a configuration, and where.  Included in daemon/config only.

#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace shiptally::config {

/// Everything found wrong so far, with the text it is about.
class Problems {
 public:
  Problems(std::string_view file_name, std::string_view text) : file_name_(file_name), text_(text) {}

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
  std::multimap<int, std::string> by_line_;
  std::map<std::string, int> lines_;
};

}  // namespace shiptally::config
