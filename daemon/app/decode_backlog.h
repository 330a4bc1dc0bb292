#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

#include "schema/instant.h"
#include "schema/urgency.h"
#include "schema/work_cost.h"

namespace shiptally::app {

/// The messages that wait to be decoded or are being decoded, and how long a further one would wait: judged
/// by what decoding took so far.  Thread-safe.
class DecodeBacklog {
 public:
  DecodeBacklog();

  /// A message waits from now on; until went(), of the same size, or the end of a Piece.
  void came(Urgency urgency, std::size_t bytes);
  void went(Urgency urgency, std::size_t bytes);
  /// Decoding so many bytes took so long.
  void learn(std::size_t bytes, std::chrono::nanoseconds took);

  /// Behind the more urgent ones; 0 when at most one message is ahead.
  Millis expected_wait(Urgency urgency) const;

  /// The decoding of one message, from its beginning to its end.
  class Piece {
   public:
    Piece(DecodeBacklog& backlog, Urgency urgency, std::size_t bytes);
    ~Piece();
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;

   private:
    DecodeBacklog& backlog_;
    const Urgency urgency_;
    const std::size_t bytes_;
    const std::chrono::steady_clock::time_point began_;
  };

 private:
  struct Waiting {
    std::size_t messages = 0, bytes = 0;
  };

  mutable std::mutex mutex_;  // protects what follows
  ByUrgency<Waiting> waiting_;
  WorkCost cost_;
};

}  // namespace shiptally::app
