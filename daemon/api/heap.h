#pragma once
// glibc keeps what was freed: after one large answer the daemon would look as large for ever.

namespace shiptally::api {

/// Gives free memory back to the system when there is much of it.  Takes some milliseconds then, else less
/// than one; any thread.
void trim_heap();

}  // namespace shiptally::api
