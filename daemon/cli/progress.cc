#include "daemon/cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace shiptally::cli {
namespace {

constexpr std::chrono::milliseconds kInterval{200};

std::string clock_text(std::uint64_t seconds) {
  char text[32];
  if (seconds >= 3600)
    std::snprintf(text, sizeof text, "%llu:%02llu:%02llu", static_cast<unsigned long long>(seconds / 3600),
                  static_cast<unsigned long long>(seconds / 60 % 60),
                  static_cast<unsigned long long>(seconds % 60));
  else
    std::snprintf(text, sizeof text, "%llu:%02llu", static_cast<unsigned long long>(seconds / 60),
                  static_cast<unsigned long long>(seconds % 60));
  return text;
}

/// Seconds to go at the pace of this run; none before it has one.
std::optional<std::uint64_t> seconds_left(const Advance& advance) {
  const auto ours =
      static_cast<double>(advance.done_bytes - std::min(advance.done_bytes, advance.skipped_bytes));
  if (!advance.total_bytes || ours <= 0 || advance.elapsed.count() <= 0) return {};
  const auto left =
      static_cast<double>(*advance.total_bytes - std::min(*advance.total_bytes, advance.done_bytes));
  return static_cast<std::uint64_t>(left / ours * advance.elapsed.count() + 0.5);
}

}  // namespace

std::uint64_t rows_per_second(std::uint64_t rows, std::chrono::duration<double> elapsed) {
  return elapsed.count() <= 0 ? 0
                              : static_cast<std::uint64_t>(static_cast<double>(rows) / elapsed.count() + 0.5);
}

std::string progress_line(const Advance& advance) {
  std::string out;
  if (advance.total_bytes && *advance.total_bytes > 0)
    out += std::to_string(std::min(advance.done_bytes, *advance.total_bytes) * 100 / *advance.total_bytes) +
           " %  ";
  out += std::to_string(advance.rows) + " rows  " +
         std::to_string(rows_per_second(advance.rows, advance.elapsed)) + " rows/s";
  if (const auto left = seconds_left(advance)) out += "  " + clock_text(*left) + " left";
  return out;
}

ProgressBar::ProgressBar() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressBar::show(Advance advance) {
  if (!terminal_ || Clock::now() < next_) return;
  next_ = Clock::now() + kInterval;
  advance.elapsed = elapsed();
  std::cerr << "\r\x1B[K" << progress_line(advance) << std::flush;
  drawn_ = true;
}

void ProgressBar::clear() {
  if (drawn_) std::cerr << "\r\x1B[K" << std::flush;
  drawn_ = false;
}

}  // namespace shiptally::cli
