#include "daemon/demo/random.h"

namespace shiptally::demo {
namespace {

/// Spreads near seeds far apart (the finaliser of splitmix64).
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream) : engine_(mixed(mixed(seed) + stream)) {}

std::int64_t Random::below(std::int64_t n) {
  // 32 random bits scaled; the bias of n / 2^32 is of no account in a demo.
  return static_cast<std::int64_t>(((engine_() >> 32) * static_cast<std::uint64_t>(n)) >> 32);
}

Millis Random::minutes(std::int64_t low, std::int64_t high) {
  return Millis(between(low * 60'000, high * 60'000));
}

double Random::uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

double Random::around(double median, double spread) {
  double normal = -6;  // twelve uniforms: a bell of mean 0 and deviation 1
  for (int i = 0; i < 12; ++i) normal += uniform();
  // exp(x) as (1 + x / 1024)^1024: multiplications only, where a library's exp differs in its last bit.
  const double exponent = normal * spread;
  double factor = 1 + exponent / 1024;
  for (int i = 0; i < 10; ++i) factor *= factor;
  return median * factor;
}

}  // namespace shiptally::demo
