#include "schema/query.h"

#include <algorithm>
#include <array>

#include "schema/base/enum_names.h"

namespace shiptally {
namespace {

constexpr std::array<std::string_view, kDimensions> kDimensionNames = {
    "service", "environment", "team", "provider", "model", "route", "token_class"};
constexpr std::array<std::string_view, 8> kBucketNames = {"none", "minute", "5m",    "hour",
                                                          "day",  "week",   "month", "quarter"};

}  // namespace

std::string_view name(Dimension d) { return kDimensionNames[static_cast<std::size_t>(d)]; }
std::string_view name(Bucket b) { return kBucketNames[static_cast<std::size_t>(b)]; }
std::optional<Dimension> dimension(std::string_view text) {
  return enum_named<Dimension>(kDimensionNames, text);
}
std::optional<Bucket> bucket(std::string_view text) { return enum_named<Bucket>(kBucketNames, text); }

bool Filter::allows(Dimension d, std::string_view value) const {
  const auto& list = (*this)[d];
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace shiptally
