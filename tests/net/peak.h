#pragma once
// The most memory that a process has held, from Linux.

#include <fstream>
#include <string>

namespace shiptally::tests {

/// Since its start, or since forget_peak().  `process`: its id; else this one.
inline std::size_t peak_bytes(const std::string& process = "self") {
  std::ifstream status("/proc/" + process + "/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    std::size_t kib = 0;
    status >> kib;
    return kib << 10;
  }
  return 0;
}

inline void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace shiptally::tests
