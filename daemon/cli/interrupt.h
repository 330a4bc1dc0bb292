#pragma once

namespace shiptally::cli {

/// From now on the first SIGINT or SIGTERM is only remembered, so that an import ends with all that was read
/// on the disk; a second one ends the program.
void stop_on_signals();
/// The signal that came; 0: none.
int interrupted();

}  // namespace shiptally::cli
