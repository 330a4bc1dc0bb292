#pragma once
// The statements of a story that tell facts.

#include <map>

#include "tests/metrics/scenario.h"
#include "tests/metrics/scenario_words.h"

namespace shiptally::metrics::testing {

class FactParser {
 public:
  /// The fact that the statement tells, or none if `verb` is no such statement.
  std::optional<Arrival> parse(const std::string& verb, Words& words);

 private:
  Deployment deployment(Words& words, bool baseline);

  std::map<std::string, int> named_, reviews_;
};

}  // namespace shiptally::metrics::testing
