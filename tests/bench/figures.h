#pragma once
// What the benchmarks share: medians, CPU time, and the line a figure is printed as.

#include <sys/types.h>

#include <chrono>
#include <vector>

namespace shiptally::bench {

using Clock = std::chrono::steady_clock;

/// Rows of a run and what it took.
struct Rate {
  double rows_per_second = 0;
  double cpu_us_per_row = 0;  ///< user and system, all threads of the process that did the work
};

double median(std::vector<double> values);
double percentile(std::vector<double> values, double q);
double seconds_since(Clock::time_point start);

/// Seconds of CPU that this process has taken.
double own_cpu_seconds();
/// Seconds of CPU that another process has taken, in ticks of 10 ms.
double cpu_seconds(pid_t pid);
/// A figure of /proc/PID/status in MiB, by name with its colon.
double memory_mib(pid_t pid, const char* field);

/// name value unit reference ratio
void print(const char* name, double value, const char* unit, double reference, double ratio);
/// Two lines: rows a second of wall time, and CPU a row, which other load on the machine disturbs less.
void print_rates(const char* name, const std::vector<Rate>& ours, const std::vector<Rate>& reference);

}  // namespace shiptally::bench
