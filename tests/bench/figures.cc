#include "tests/bench/figures.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace shiptally::bench {

double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

double percentile(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(q * static_cast<double>(values.size() - 1))];
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double own_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double cpu_seconds(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  // After the name in brackets: state, ten numbers, then user and system time.
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double memory_mib(pid_t pid, const char* field) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  const std::string wanted = field;
  for (std::string line; std::getline(in, line);)
    if (line.rfind(wanted, 0) == 0) return std::stod(line.substr(wanted.size())) / 1024;
  return 0;
}

void print(const char* name, double value, const char* unit, double reference, double ratio) {
  std::printf("%-34s %14.2f %-8s %14.2f %8.3f\n", name, value, unit, reference, ratio);
  std::fflush(stdout);
}

void print_rates(const char* name, const std::vector<Rate>& ours, const std::vector<Rate>& reference) {
  std::vector<double> rate, rate_floor, rate_ratio, cpu, cpu_floor, cpu_ratio;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    rate.push_back(ours[i].rows_per_second);
    rate_floor.push_back(reference[i].rows_per_second);
    rate_ratio.push_back(rate.back() / rate_floor.back());
    cpu.push_back(ours[i].cpu_us_per_row);
    cpu_floor.push_back(reference[i].cpu_us_per_row);
    cpu_ratio.push_back(cpu.back() / cpu_floor.back());
  }
  print(name, median(rate), "rows/s", median(rate_floor), median(rate_ratio));
  print((std::string(name) + "_cpu").c_str(), median(cpu), "us/row", median(cpu_floor), median(cpu_ratio));
}

}  // namespace shiptally::bench
