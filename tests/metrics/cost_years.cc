#include "tests/metrics/cost_years.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace shiptally::metrics {
namespace {

constexpr int kDays = 400;

bool is_holiday(int day) {
  constexpr int kSingle[] = {5, 100, 103, 120, 140, 276};
  const int of_year = day % 365;
  return std::find(std::begin(kSingle), std::end(kSingle), of_year) != std::end(kSingle) ||
         (of_year >= 357 && of_year <= 362);
}

/// What is drawn once a year.
struct Nature {
  double level, noise, growth;
  std::array<double, 7> shape;
  int launch;  ///< day of it; below 0: was there before
};

Nature draw(const YearKind& kind, Dice& dice) {
  Nature out;
  out.level = dice.uniform(std::log(5.0), std::log(5000.0));
  out.noise = dice.uniform(kind.noise_low, kind.noise_high);
  out.growth = dice.uniform(kind.growth_low, kind.growth_high);
  const double weekend = kind.free_weekends ? 0 : dice.uniform(0.15, 0.95);
  for (std::size_t i = 0; i < 7; ++i) out.shape[i] = (i >= 5 ? weekend : 1) * std::exp(0.05 * dice.normal());
  out.launch = kind.launch ? static_cast<int>(dice.uniform(20, 120)) : -1;
  return out;
}

}  // namespace

double Dice::uniform(double low, double high) {
  return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1.0p-53;
}

double Dice::normal() {
  const double a = uniform(0, 1), b = uniform(0, 1);
  return std::sqrt(-2 * std::log(1 - a)) * std::cos(2 * std::numbers::pi * b);
}

const std::vector<YearKind>& year_kinds() {
  static const std::vector<YearKind> kKinds = {
      {.name = "steady"},
      {.name = "growth", .growth_low = 0.05, .growth_high = 0.15},
      {.name = "decline", .growth_low = -0.12, .growth_high = -0.04},
      {.name = "jumps", .jumps = 1.0 / 75},
      {.name = "spikes", .spikes = 0.02},
      {.name = "holidays", .holidays = true},
      {.name = "zeros", .free_weekends = true},
      {.name = "launch", .launch = true},
      {.name = "noisy", .noise_low = 0.25, .noise_high = 0.45},
      {.name = "mixed", .jumps = 1.0 / 150, .spikes = 0.01, .holidays = true},
  };
  return kKinds;
}

CostYear cost_year(const YearKind& kind, std::uint64_t seed) {
  Dice dice(seed * 7919 + kind.name.size() * 31 + static_cast<std::uint64_t>(kind.name.front()));
  const Nature nature = draw(kind, dice);
  const std::size_t phase = seed % 7;
  CostYear out;
  out.costs.first = parse_instant("2025-01-01").value();
  out.announced.resize(kDays);
  double level = nature.level, noise = 0;
  for (int day = 0; day < kDays; ++day) {
    const auto i = static_cast<std::size_t>(day);
    double times = 1;
    const auto announce = [&](double factor) {
      times *= factor;
      out.announced[i] = true;
    };
    level += nature.growth / 30 + 0.006 * dice.normal();
    if (dice.happens(kind.jumps)) {
      level += (dice.happens(0.6) ? 1 : -1) * std::log(dice.uniform(1.4, 2.5));
      out.announced[i] = true;
    }
    noise = 0.3 * noise + nature.noise * dice.normal();
    if (dice.happens(kind.spikes)) announce(dice.uniform(2, 6));
    if (kind.holidays && is_holiday(day)) announce(0.3);
    if (kind.free_weekends && dice.happens(0.01)) announce(0);
    if (nature.launch >= 0)
      times *= day < nature.launch ? 0 : 1 / (1 + std::exp(-(day - nature.launch - 30) / 10.0));
    out.costs.days.push_back(estimate_of(std::exp(level + noise) * nature.shape[(phase + i) % 7] * times));
  }
  return out;
}

}  // namespace shiptally::metrics
