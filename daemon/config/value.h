#pragma once
// A YAML node that knows where it stands, and readers that put it into a member.  Included in
// daemon/config only.

#include <yaml-cpp/yaml.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/instant.h"

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

struct Value {
  YAML::Node node;
  std::string key;  ///< "limits.body_bytes", "fleet[0].model"
  int line;         ///< of its key, or its own in a list
  Problems* problems;

  void fail(std::string_view reason) const { problems->add(line, key, reason); }
  /// The text of a scalar; none, and a problem, for anything else and for an empty value.
  std::optional<std::string> scalar(std::string_view wanted) const;
  /// The same, and a problem when it stands in quotes: "8" is a text, not a number.
  std::optional<std::string> plain(std::string_view wanted) const;
};

/// Puts a value into its place, or says what is wrong with it.
using Reader = std::function<void(const Value&)>;

struct Field {
  std::string_view key;
  Reader read;
};

/// Reads a mapping of known keys; unknown and repeated ones are problems.
void read_mapping(const Value& value, const std::vector<Field>& fields);
/// Reads every element of a list.
void read_list(const Value& value, const Reader& element);
/// Reads a mapping from any text to any text; `fold` makes keys lower case first.
void read_texts(const Value& value, std::map<std::string, std::string>& out, bool fold);

/// Readers for a member.  Bounds are inclusive.
Reader into_text(std::string& out);
Reader into_flag(bool& out);
Reader into_count(std::size_t& out, std::int64_t min, std::int64_t max);
Reader into_size(std::size_t& out, std::int64_t min, std::int64_t max);
Reader into_duration(Millis& out, Millis min, Millis max, bool bare_ms);
/// An absolute path; "$CREDENTIALS_DIRECTORY/…" is expanded.
Reader into_path(std::string& out, std::string_view credentials_directory);

}  // namespace shiptally::config
