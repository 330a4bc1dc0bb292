#pragma once
// The most memory that this process has held, from Linux.

#include <fstream>
#include <string>

namespace shiptally::tests {

/// Since the start, or since forget_peak().
inline std::size_t peak_bytes() {
  std::ifstream status("/proc/self/status");
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
