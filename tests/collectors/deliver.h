#pragma once
// Deliveries for tests: a fixed arrival time and a path.

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "collectors/collector.h"
#include "source_dir.h"

namespace shiptally::collectors {

inline const Instant kNow = parse_instant("2026-06-01T12:00:00Z").value();

inline Delivery deliver(std::string body) { return {std::move(body), {}, kNow}; }

inline Instant at(std::string_view text) { return parse_instant(text).value(); }

inline std::string fixture(const std::string& name) {
  std::ifstream file(std::string(SHIPTALLY_SOURCE_DIR "/tests/collectors/fixtures/") + name);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << name;
  return text.str();
}

/// The reasons of the rejected rows, "index: reason".
inline std::vector<std::string> reasons(const Result<Decoded>& decoded) {
  std::vector<std::string> out;
  for (const Rejection& r : decoded.value().rejected) out.push_back(std::to_string(r.index) + ": " + r.error);
  return out;
}

}  // namespace shiptally::collectors
