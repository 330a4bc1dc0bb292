#pragma once
// Requests that each have names of their own, sent to the real program: whether it lives, what it keeps of
// them, and what they cost it.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace shiptally::faults {

struct NameFlood {
  std::string name;                 ///< shown
  std::vector<std::string> fields;  ///< of a request, that are named anew each time
  std::size_t requests = 0;
  std::size_t name_bytes = 0;
  std::size_t peak_mib_max = 0;   ///< resident, while they are taken in and asked for
  std::size_t start_mib_max = 0;  ///< and of a start on what they left, /metrics included
};

struct FloodResult {
  std::size_t accepted = 0, sent_again = 0;  ///< of the second time, those that were duplicates
  std::string cost, wanted_cost;             ///< decimal USD, of all of them
  std::size_t series = 0;                    ///< in use afterwards, as /metrics tells
  std::size_t peak_mib = 0, start_mib = 0;
  int exit_code = -1;
  std::string trouble;  ///< empty: it went as it should
};

/// Runs a daemon of its own in a directory of its own.
FloodResult run(const NameFlood& flood);

}  // namespace shiptally::faults
