#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace shiptally {

/// How long those who deliver facts can wait.  Each has a lane of its own in every queue on the way to the
/// disk; of what waits, the more urgent goes first.
enum class Urgency : std::uint8_t {
  event,  ///< deployments, incidents and the like: few, and their senders give up after seconds
  bill,   ///< charges and usage: whoever sends them can wait
  log,    ///< requests, of which there may be more than fit
  file,   ///< read from files, which stay where they are
};
inline constexpr std::size_t kUrgencies = 4;

/// One of each, in the order of urgency.
template <class T>
using ByUrgency = std::array<T, kUrgencies>;

constexpr std::size_t index(Urgency urgency) { return static_cast<std::size_t>(urgency); }

}  // namespace shiptally
