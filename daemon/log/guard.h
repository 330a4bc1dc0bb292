#pragma once

#include <exception>

#include "daemon/log/log.h"

namespace shiptally::log {

/// Runs one turn of a thread's work.  An exception (no memory, or a bug) ends the turn and not the thread: it
/// is logged.  False when there was one.
template <class Work>
bool guarded(Work work) {
  try {
    work();
    return true;
  } catch (const std::exception& exception) {
    log_exception(exception.what());
  } catch (...) {
    log_exception("an unknown exception");
  }
  return false;
}

}  // namespace shiptally::log
