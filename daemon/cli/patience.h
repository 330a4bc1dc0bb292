#pragma once
// How long a command asks a daemon again that has too much to do.

#include "schema/base/instant.h"

namespace shiptally::cli {

inline constexpr Millis kPatience = std::chrono::minutes(5);
inline constexpr Millis kPause{500};  ///< between two times, where the daemon names none

}  // namespace shiptally::cli
