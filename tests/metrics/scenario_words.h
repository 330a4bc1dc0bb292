#pragma once
// The words of a statement of a story, and how times and lists are written in it.

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/instant.h"

namespace shiptally::metrics::testing {

/// Thrown while a story is parsed; parse_scenario adds file and line.
struct Mistake : std::runtime_error {
  using std::runtime_error::runtime_error;
};

int story_number(std::string_view text);
Instant story_time(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);

/// The words of a statement and its key=value options.
class Words {
 public:
  explicit Words(std::string_view line);

  bool empty() const { return next_ >= words_.size(); }
  std::string take(const char* what);
  /// All words that are left, with a space between them.
  std::string rest();
  std::string option(const std::string& name, std::string fallback = "");
  std::optional<Instant> time_option(const std::string& name);
  void done() const;

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
  std::map<std::string, std::string> options_;
};

}  // namespace shiptally::metrics::testing
