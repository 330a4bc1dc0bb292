#pragma once
// The log, and the one door to spdlog: who includes this may call spdlog::info() and its like.

#include <spdlog/spdlog.h>

#include <string_view>

#include "daemon/config/config.h"

namespace shiptally::log {

/// Sends spdlog's default logger to standard error: with journald's "<6>" priorities when systemd reads
/// it (JOURNAL_STREAM is set), else with UTC time and level.
void open_log();
void set_log_level(config::LogLevel level);

/// An exception that ended one piece of work: a bug or no memory.  Any thread.
void log_exception(std::string_view what);

}  // namespace shiptally::log
