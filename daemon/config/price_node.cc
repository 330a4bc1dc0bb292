#include "daemon/config/price_node.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace shiptally::config {
namespace {

/// Keeps the 128-bit numerators of daemon/normalise/pricing.cc far from their end.
constexpr std::int64_t kDollarsMax = 1'000'000;

}  // namespace

Error PriceNodes::refusal(const YAML::Mark& mark, std::string_view key, std::string_view reason) const {
  const std::string line = std::to_string(std::max(mark.line, 0) + lines_before_ + 1);
  return {Code::invalid, file_name_ + ":" + line + ": " + std::string(key) + (key.empty() ? "" : ": ") +
                             std::string(reason)};
}

void PriceNodes::fail(const YAML::Node& node, std::string_view key, std::string_view reason) {
  if (!error_) error_ = refusal(node.Mark(), key, reason);
}

void PriceNodes::check_keys(const YAML::Node& node, std::initializer_list<std::string_view> allowed) {
  if (!node.IsMap()) return fail(node, "", "expected a map");
  std::set<std::string> seen;
  for (const auto& item : node) {
    const std::string key = item.first.IsScalar() ? item.first.Scalar() : "";
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
      return fail(item.first, key, "unknown key");
    if (!seen.insert(key).second) return fail(item.first, key, "given twice");
  }
}

YAML::Node PriceNodes::child(const YAML::Node& node, const char* key) {
  return node.IsMap() ? node[key] : YAML::Node(YAML::NodeType::Undefined);
}

std::vector<YAML::Node> PriceNodes::list(const YAML::Node& parent, const char* key) {
  const YAML::Node node = child(parent, key);
  if (!node) return {};
  if (!node.IsSequence()) fail(node, key, "expected a list");
  return {node.begin(), node.end()};
}

std::string PriceNodes::scalar(const YAML::Node& node, std::string_view key) {
  if (node.IsScalar() && !node.Scalar().empty()) return node.Scalar();
  fail(node, key, "expected a value");
  return {};
}

std::string PriceNodes::text(const YAML::Node& parent, const char* key) {
  const YAML::Node node = child(parent, key);
  if (node) return scalar(node, key);
  fail(parent, key, "missing");
  return {};
}

std::int64_t PriceNodes::whole(const YAML::Node& parent, const char* key, std::int64_t low,
                               std::int64_t high) {
  const std::string value = text(parent, key);
  std::int64_t out = low;
  const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), out);
  if (wrong != std::errc() || end != value.data() + value.size() || out < low || out > high)
    fail(child(parent, key) ? child(parent, key) : parent, key,
         "expected a whole number from " + std::to_string(low) + " to " + std::to_string(high));
  return out;
}

Money PriceNodes::money(const YAML::Node& parent, const char* key) {
  const Result<Money> amount = Money::parse(text(parent, key));
  if (error_) return {};
  if (!amount) return fail(child(parent, key), key, amount.error().message), Money();
  if (*amount < Money() || *amount > Money::from_dollars(kDollarsMax))
    fail(child(parent, key), key, "expected an amount from 0 to " + std::to_string(kDollarsMax));
  return *amount;
}

Ratio PriceNodes::ratio(const YAML::Node& parent, const char* key) {
  const Result<Ratio> value = parse_ratio(text(parent, key));
  if (error_) return {};
  if (!value) return fail(child(parent, key), key, value.error().message), Ratio();
  return *value;
}

Instant PriceNodes::instant(const YAML::Node& parent, const char* key) {
  const Result<Instant> value = parse_instant(text(parent, key));
  if (error_) return {};
  if (!value) return fail(child(parent, key), key, value.error().message), Instant();
  return *value;
}

std::string PriceNodes::day(const YAML::Node& parent, const char* key) {
  instant(parent, key);
  std::string value = text(parent, key);
  if (value.size() != 10) fail(parent, key, "expected a date as in 2026-11-23");
  return value;
}

std::chrono::minutes PriceNodes::time_of_day(const YAML::Node& parent, const char* key) {
  const std::string value = text(parent, key);
  int hours = 0, minutes = 0;
  const char* const begin = value.data();
  const bool read = value.size() == 5 && value[2] == ':' &&
                    std::from_chars(begin, begin + 2, hours).ptr == begin + 2 &&
                    std::from_chars(begin + 3, begin + 5, minutes).ptr == begin + 5;
  if (!read || hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
    fail(parent, key, "expected a time of the UTC day as in \"16:30\"");
  return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

std::optional<Money> PriceNodes::maybe_money(const YAML::Node& parent, const char* key) {
  if (!child(parent, key)) return std::nullopt;
  return money(parent, key);
}

std::optional<Instant> PriceNodes::maybe_instant(const YAML::Node& parent, const char* key,
                                                 std::optional<Instant> after) {
  if (!child(parent, key)) return std::nullopt;
  const Instant value = instant(parent, key);
  if (after && value <= *after) fail(child(parent, key), key, "not after `from`");
  return value;
}

}  // namespace shiptally::config
