#pragma once

#include <string>
#include <string_view>

#include "daemon/cli/fact_door.h"

namespace shiptally::cli {

/// Collects lines for one path of the write API and posts them in deliveries of at least `delivery_bytes`.
class NdjsonSender {
 public:
  static constexpr std::size_t kDeliveryBytes = 4U << 20;

  NdjsonSender(FactDoor& door, std::string path, std::size_t delivery_bytes = kDeliveryBytes)
      : door_(door), path_(std::move(path)), delivery_bytes_(delivery_bytes) {}

  Result<void> add(std::string_view line);
  Result<void> flush();  ///< once more at the end

  /// Prints what became of the rows; gives the exit code: failed when any was rejected.
  int report() const;

 private:
  FactDoor& door_;
  const std::string path_;
  const std::size_t delivery_bytes_;
  std::string pending_;
  Taken taken_;
};

}  // namespace shiptally::cli
