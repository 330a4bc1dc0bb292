#include "daemon/normalise/series_groups.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "schema/base/same_text.h"

namespace shiptally::normalise {
namespace {

constexpr std::size_t kProbesMax = 8;

/// Both ends of a text: names differ there, and a hash of all of it would cost more than the comparison that
/// follows anyway.
std::uint64_t ends_of(std::string_view text) {
  const std::size_t size = text.size();
  if (size >= 8) {
    std::uint64_t first, last;
    std::memcpy(&first, text.data(), 8);
    std::memcpy(&last, text.data() + size - 8, 8);
    return std::rotl(first, 23) ^ last;
  }
  if (size >= 4) {
    std::uint32_t first, last;
    std::memcpy(&first, text.data(), 4);
    std::memcpy(&last, text.data() + size - 4, 4);
    return std::uint64_t{first} << 32 | last;
  }
  if (size == 0) return 0;
  const auto byte = [&](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(text[at])}; };
  return byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1);
}

/// A product for each name, so that none waits for the one before.
std::uint64_t hash_of(const Series& s) {
  std::uint64_t hash = 0, factor = 0x9E3779B97F4A7C15U;
  for (const std::string_view text :
       {s.service, s.team, s.environment, s.provider, s.model, s.route, s.tier, s.region}) {
    hash += (ends_of(text) + text.size()) * factor;
    factor *= 0xD1342543DE82EF95U;
  }
  return (hash ^ hash >> 32) * factor;
}

bool same(const Series& a, const Series& b) {
  return same_text(a.service, b.service) && same_text(a.model, b.model) && same_text(a.team, b.team) &&
         same_text(a.environment, b.environment) && same_text(a.provider, b.provider) &&
         same_text(a.route, b.route) && same_text(a.tier, b.tier) && same_text(a.region, b.region);
}

}  // namespace

SeriesGroups::SeriesGroups(std::size_t rows)
    : places_(std::bit_ceil(2 * std::clamp<std::size_t>(rows, kProbesMax, kGroupsMax))) {}

SeriesGroup* SeriesGroups::find(const Series& sent) {
  const std::uint64_t hash = hash_of(sent) >> 32;
  for (std::size_t probe = 0; probe < kProbesMax; ++probe) {
    std::uint32_t& place = places_[(hash + probe) % places_.size()];
    if (place != 0) {
      SeriesGroup& group = groups_[place - 1];
      if (same(group.sent, sent)) return &group;
      continue;
    }
    if (groups_.size() == kGroupsMax) return nullptr;
    groups_.push_back({sent, {}, 0, 0, 0, 0, nullptr});
    place = static_cast<std::uint32_t>(groups_.size());
    return &groups_.back();
  }
  return nullptr;
}

}  // namespace shiptally::normalise
