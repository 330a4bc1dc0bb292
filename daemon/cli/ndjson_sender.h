#pragma once

#include <string>
#include <string_view>

#include "daemon/cli/fact_door.h"

namespace shiptally::cli {

/// Collects lines for one path of the write API and posts them in deliveries of some megabytes.
class NdjsonSender {
 public:
  NdjsonSender(FactDoor& door, std::string path) : door_(door), path_(std::move(path)) {}

  Result<void> add(std::string_view line);
  Result<void> flush();  ///< once more at the end

  /// Prints what became of the rows; gives the exit code: failed when any was rejected.
  int report() const;

 private:
  static constexpr std::size_t kDeliveryBytes = 4U << 20;

  FactDoor& door_;
  const std::string path_;
  std::string pending_;
  Taken taken_;
};

}  // namespace shiptally::cli
