#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "daemon/cli/fact_door.h"

namespace shiptally::cli {

/// One delivery on its way through a door.
struct Delivery {
  std::string path;
  std::string text;
  std::optional<Cursor> cursor;
  FactDoor::Done done;
};

/// Beside one that is decoded, one that is stored and one that is read.
inline constexpr std::size_t kWaitingMax = 1;

/// Hands deliveries from the reader to the door's threads; few, because each is megabytes.  Thread-safe.
class DeliveryQueue {
 public:
  explicit DeliveryQueue(std::size_t waiting_max) : waiting_max_(waiting_max) {}

  void push(Delivery delivery);    ///< waits for room
  std::optional<Delivery> take();  ///< waits for one; none once closed and empty
  void close();

 private:
  const std::size_t waiting_max_;
  std::mutex mutex_;  // protects what follows
  std::condition_variable changed_;
  std::deque<Delivery> waiting_;
  bool closed_ = false;
};

}  // namespace shiptally::cli
