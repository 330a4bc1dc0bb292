#include "daemon/cli/ndjson_sender.h"

#include <iostream>
#include <utility>

#include "daemon/cli/commands.h"

namespace shiptally::cli {

Result<void> NdjsonSender::add(std::string_view line) {
  pending_.append(line).append("\n");
  return pending_.size() >= kDeliveryBytes ? flush() : Result<void>();
}

Result<void> NdjsonSender::flush() {
  if (pending_.empty()) return {};
  return post(door_, path_, std::exchange(pending_, {}), taken_);
}

int NdjsonSender::report() const {
  std::cout << "accepted " << taken_.accepted << ", duplicate " << taken_.duplicate << ", rejected "
            << taken_.rejected << '\n';
  if (taken_.rejected == 0) return kDone;
  std::cerr << "shiptally: first rejected " << taken_.first_rejection << '\n';
  return kFailed;
}

}  // namespace shiptally::cli
