// shiptally_scale [--keep DIR] [--series N] ROWS…: what a history of each size costs.  Fills a database
// through the store, asks the real daemon over HTTP, kills it and waits for the next one.  Prints a line a
// figure:
//
//   name value unit reference ratio
//
// The reference of a question is the same question at the first size; that of the first is an answer without
// data.  --keep leaves the files in DIR, where the next run finds them.

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>

#include "tests/bench/daemon.h"
#include "tests/bench/questions.h"
#include "tests/bench/reference.h"
#include "tests/bench/traffic.h"

namespace shiptally::bench {
namespace {

constexpr int kTimes = 200;
constexpr std::size_t kProbeRows = 500'000;
constexpr double kDiskLimit = 110, kReadyLimitMs = 1000, kMemoryLimit = 96;
constexpr std::size_t kUniqueRows = 10'000'000;

struct Plan {
  std::vector<std::size_t> sizes;
  std::optional<std::filesystem::path> keep;
  std::size_t series = kSeries;
};

std::string short_count(std::size_t rows) {
  if (rows >= 1'000'000 && rows % 1'000'000 == 0) return std::to_string(rows / 1'000'000) + "M";
  return std::to_string(rows);
}

void print_figure(const std::string& name, double value, const char* unit, double reference) {
  print(name.c_str(), value, unit, reference, value / reference);
}

/// A database of that many rows; with `keep` the one that is there already.
class History {
 public:
  History(const Plan& plan, std::size_t rows) {
    if (plan.keep) {
      directory_ = *plan.keep / (short_count(rows) + "-" + std::to_string(plan.series));
    } else {
      temporary_ = std::make_unique<e2e::TempDir>();
      directory_ = temporary_->path();
    }
    if (std::filesystem::exists(directory_ / "filled")) return;
    std::filesystem::remove_all(directory_);
    store_traffic(directory_, {0, rows, rows}, plan.series);
    store_deliveries(directory_);
    std::filesystem::create_directory(directory_ / "filled");
  }
  const std::filesystem::path& directory() const { return directory_; }
  double bytes() const {
    return static_cast<double>(std::filesystem::file_size(directory_ / "shiptally.db"));
  }

 private:
  std::unique_ptr<e2e::TempDir> temporary_;
  std::filesystem::path directory_;
};

std::string token_for(const std::filesystem::path& directory) {
  const auto made = e2e::run_shiptally(
      {"token", "create", "--data-dir", directory.string(), "--name", "bench", "--scope", "ingest,read"});
  return made.out.substr(0, made.out.find('\n'));
}

/// Prints the questions at one size; `first` is filled by the first size.
void ask(const History& history, const std::string& suffix, std::vector<Asked>& first) {
  const std::string token = token_for(history.directory());
  const e2e::DaemonProcess daemon(history.directory());
  e2e::HttpClient client(daemon.port(), token);
  const std::vector<Asked> asked = ask_dashboard(client, daemon.pid(), kTimes);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const std::string name = asked[i].name + suffix;
    print_figure(name + "_p50", asked[i].p50_ms, "ms",
                 first.empty() ? asked[i].healthy_p99_ms : first[i].p50_ms);
    print_figure(name + "_p99", asked[i].p99_ms, "ms",
                 first.empty() ? asked[i].healthy_p99_ms : first[i].p99_ms);
  }
  for (std::size_t i = 0; i < asked.size(); ++i)
    print_figure(asked[i].name + suffix + "_cpu", asked[i].cpu_ms, "ms",
                 first.empty() ? asked[i].cpu_ms : first[i].cpu_ms);
  if (first.empty()) first = asked;
  print_figure("memory_peak_queries" + suffix, memory_mib(daemon.pid(), "VmHWM:"), "MiB", kMemoryLimit);
}

/// Time from kill -9 to ready, in the best of three: the others wait for the machine.
void kill_and_wait(const History& history, const std::string& suffix) {
  double best_ms = 1e9;
  for (int i = 0; i < 3; ++i) {
    {
      const e2e::DaemonProcess killed(history.directory());
      killed.signal(SIGKILL);
    }
    const auto start = Clock::now();
    const e2e::DaemonProcess daemon(history.directory());
    best_ms = std::min(best_ms, seconds_since(start) * 1e3);
  }
  print_figure("ready_after_kill9" + suffix, best_ms, "ms", kReadyLimitMs);
}

/// Rows a second into the full file, against the same into an empty one: newer than what is there, and as dense.
void append(const Plan& plan, const History& history, const std::string& suffix, std::size_t rows) {
  const e2e::TempDir empty;
  const Rate fresh = store_traffic(empty.path(), {rows, kProbeRows, rows}, plan.series);
  const Rate full = store_traffic(history.directory(), {rows, kProbeRows, rows}, plan.series);
  print_figure("ingest" + suffix, full.rows_per_second, "rows/s", fresh.rows_per_second);
  print_figure("ingest_cpu" + suffix, full.cpu_us_per_row, "us/row", fresh.cpu_us_per_row);
}

void measure(const Plan& plan, std::size_t rows, std::vector<Asked>& first) {
  const std::string suffix = "_" + short_count(rows);
  const History history(plan, rows);
  print_figure("disk_per_request" + suffix, history.bytes() / static_cast<double>(rows), "bytes", kDiskLimit);
  ask(history, suffix, first);
  kill_and_wait(history, suffix);
  if (!plan.keep) append(plan, history, suffix, rows);
}

/// Our rate against a loop that keeps a random id unique by an index.
void beside_unique_index() {
  const e2e::TempDir ours, theirs;
  const Rate unique = unique_insert(theirs.path(), kUniqueRows, kProbeRows / 5);
  const Rate rate =
      store_traffic(ours.path(), {0, kProbeRows, kUniqueRows});  // as dense as ten million a month
  print_figure("store_beside_unique_10M", rate.rows_per_second, "rows/s", unique.rows_per_second);
}

std::optional<Plan> parse(const std::vector<std::string>& arguments) {
  Plan plan;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool more = i + 1 < arguments.size();
    if (arguments[i] == "--keep" && more) {
      plan.keep = arguments[++i];
    } else if (arguments[i] == "--series" && more) {
      plan.series = std::stoul(arguments[++i]);
    } else if (!arguments[i].empty() && arguments[i].find_first_not_of("0123456789") == std::string::npos) {
      plan.sizes.push_back(std::stoul(arguments[i]));
    } else {
      return std::nullopt;
    }
  }
  if (plan.sizes.empty()) return std::nullopt;
  return plan;
}

int run(const std::vector<std::string>& arguments) {
  const auto plan = parse(arguments);
  if (!plan) {
    std::fprintf(stderr, "usage: shiptally_scale [--keep DIR] [--series N] ROWS...\n");
    return 2;
  }
  std::printf("%-34s %14s %-8s %14s %8s\n", "name", "value", "unit", "reference", "ratio");
  std::vector<Asked> first;
  for (const std::size_t rows : plan->sizes) measure(*plan, rows, first);
  if (!plan->keep) beside_unique_index();
  return 0;
}

}  // namespace
}  // namespace shiptally::bench

int main(int argc, char** argv) { return shiptally::bench::run({argv + 1, argv + argc}); }
