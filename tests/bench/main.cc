// shiptally_bench [NAME…]: runs the benchmarks named, or all, and prints a line a figure:
//
//   name value unit reference ratio
//
// Figures are medians of several rounds; each round measures the reference and ours one after the other.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/benchmarks.h"
#include "tests/bench/figures.h"

namespace shiptally::bench {
namespace {

struct Benchmark {
  const char* name;
  void (*run)();
};

constexpr Benchmark kBenchmarks[] = {{"ingest_1000", bench_ingest_1000},
                                     {"ingest_4000", bench_ingest_4000},
                                     {"single", bench_single},
                                     {"decode", bench_decode},
                                     {"store_1000", bench_store_1000},
                                     {"store_4000", bench_store_4000},
                                     {"queries", bench_queries},
                                     {"metrics", bench_metrics},
                                     {"dora", bench_dora},
                                     {"dora_commits", bench_dora_commits},
                                     {"import", bench_import},
                                     {"binary_size", bench_binary_size}};

int run(const std::vector<std::string>& wanted) {
  for (const std::string& name : wanted)
    if (std::none_of(std::begin(kBenchmarks), std::end(kBenchmarks),
                     [&](const Benchmark& b) { return name == b.name; })) {
      std::fprintf(stderr, "no benchmark %s; there are:", name.c_str());
      for (const Benchmark& benchmark : kBenchmarks) std::fprintf(stderr, " %s", benchmark.name);
      std::fprintf(stderr, "\n");
      return 2;
    }
  std::printf("%-34s %14s %-8s %14s %8s\n", "name", "value", "unit", "reference", "ratio");
  for (const Benchmark& benchmark : kBenchmarks)
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), benchmark.name) != wanted.end())
      benchmark.run();
  return 0;
}

}  // namespace

void bench_binary_size() {
  const double mib = static_cast<double>(std::filesystem::file_size(SHIPTALLY_BINARY)) / (1 << 20);
  print("binary_size", mib, "MiB", 1, mib);
}

}  // namespace shiptally::bench

int main(int argc, char** argv) { return shiptally::bench::run({argv + 1, argv + argc}); }
