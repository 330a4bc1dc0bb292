#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>

#include "schema/base/instant.h"
#include "schema/base/work_cost.h"
#include "schema/urgency.h"

namespace shiptally::ingest {

/// The messages that wait to be decoded or are being decoded, and how long a further one would wait: judged
/// by what decoding took so far.  Thread-safe.
class DecodeBacklog {
 public:
  DecodeBacklog();

  /// Behind the more urgent ones; 0 when at most one message is ahead.
  Millis expected_wait(Urgency urgency) const;

  /// Decoding a message of so many bytes took so long.
  void learn(std::size_t bytes, std::chrono::nanoseconds took);

  /// A message, counted for as long as this lives: until it was decoded, or refused after all.
  class Message {
   public:
    Message(DecodeBacklog& backlog, Urgency urgency, std::size_t bytes);
    ~Message();
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

    /// Its decoding begins, and ends with it.
    void begin() { began_ = std::chrono::steady_clock::now(); }

   private:
    DecodeBacklog& backlog_;
    const Urgency urgency_;
    const std::size_t bytes_;
    std::optional<std::chrono::steady_clock::time_point> began_;
  };

 private:
  struct Waiting {
    std::size_t messages = 0, bytes = 0;
  };
  void came(Urgency urgency, std::size_t bytes);
  void went(Urgency urgency, std::size_t bytes);

  mutable std::mutex mutex_;  // protects what follows
  ByUrgency<Waiting> waiting_;
  WorkCost cost_;
};

}  // namespace shiptally::ingest
