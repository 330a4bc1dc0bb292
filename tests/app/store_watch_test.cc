#include "daemon/app/store_watch.h"

#include <gtest/gtest.h>

namespace shiptally::app {
namespace {

using Kind = store::Trouble::Kind;

// systemd ends and restarts a daemon whose watchdog is not fed: of use where a write hangs, and a loop
// without end where the disk is full.
TEST(StoreWatch, OnlyWhatARestartMendsStarvesTheWatchdog) {
  EXPECT_TRUE(StoreWatch::is_alive({}));
  const std::pair<Kind, bool> cases[] = {{Kind::refusing, true},
                                         {Kind::damaged, true},
                                         {Kind::stalled, false},
                                         {Kind::unsure, false},
                                         {Kind::gone, false}};
  for (const auto& [kind, alive] : cases)
    EXPECT_EQ(StoreWatch::is_alive(store::Trouble{kind, "reason"}), alive) << static_cast<int>(kind);
}

}  // namespace
}  // namespace shiptally::app
