#pragma once

#include <optional>
#include <string>

#include "daemon/net/systemd.h"
#include "daemon/store/store.h"

namespace shiptally::app {

/// Tells the log and systemd what befalls the store: once when it begins, once when it is over.  One thread.
class StoreWatch {
 public:
  void look(const std::optional<store::Trouble>& trouble, const net::Systemd& systemd);

  /// Whether the watchdog may be told that all is well.  It ends the daemon otherwise, so only where that
  /// helps: a write that hangs.
  static bool is_alive(const std::optional<store::Trouble>& trouble);

 private:
  std::optional<store::Trouble::Kind> told_;
};

}  // namespace shiptally::app
