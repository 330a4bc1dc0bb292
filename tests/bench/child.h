#pragma once

#include <string>
#include <vector>

namespace shiptally::bench {

struct Ended {
  double seconds = 0;
  double cpu_seconds = 0;  ///< user and system, all threads
  double peak_mib = 0;     ///< largest resident set, to some milliseconds before its end
  std::string out;         ///< what it printed
};

/// Runs a program, found by PATH, to its end.  Throws unless it exits 0.
Ended run_child(const std::vector<std::string>& words);

}  // namespace shiptally::bench
