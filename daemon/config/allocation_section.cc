#include "daemon/config/allocation_section.h"

#include <algorithm>
#include <charconv>

namespace shiptally::config {
namespace {

/// A share is kept in parts of a whole of 100 % in steps of a millionth of a percent.
constexpr std::int64_t kPercent = 1'000'000;
constexpr std::size_t kPlacesMax = 6;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.front() == '-' || error != std::errc() || end != text.data() + text.size())
    return {};
  return value;
}

/// "33.25%" → 33'250'000.
std::optional<std::int64_t> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return {};
  text.remove_suffix(1);
  const std::size_t point = text.find('.');
  std::string places(point == text.npos ? "0" : text.substr(point + 1));
  if (places.empty() || places.size() > kPlacesMax) return {};
  places.append(kPlacesMax - places.size(), '0');
  const auto percent = whole_number(text.substr(0, point)), fraction = whole_number(places);
  if (!percent || !fraction || *percent > 100) return {};
  return *percent * kPercent + *fraction;
}

Reader into_by(std::optional<ShareBy>& out) {
  return [&out](const Value& value) {
    const auto text = value.scalar("proportional, even or fixed");
    if (!text) return;
    if (*text == "proportional") return void(out = ShareBy::proportional);
    if (*text == "even") return void(out = ShareBy::even);
    if (*text == "fixed") return void(out = ShareBy::fixed);
    value.fail("\"" + *text + "\" is not one of proportional, even, fixed");
  };
}

Reader into_shares(AllocationRule& rule) {
  return [&rule](const Value& value) {
    rule.whole = 100 * kPercent;
    std::int64_t given = 0;
    read_names(value, [&](const std::string& team, const Value& entry) {
      const auto text = entry.scalar("a share like 25%");
      if (!text) return;
      const auto share = parse_percent(*text);
      if (!share || *share == 0) return entry.fail("\"" + *text + "\" is not a share like 25% or 12.5%");
      rule.parts.emplace_back(team, *share);
      given += *share;
    });
    if (value.node.IsMap() && value.node.size() == 0) value.fail("name no team");
    if (given > rule.whole) value.fail("are more than 100% together");
  };
}

Reader into_teams(AllocationRule& rule) {
  return [&rule](const Value& value) {
    std::vector<std::string> teams;
    into_texts(teams)(value);
    if (value.node.IsSequence() && teams.empty()) value.fail("name no team");
    std::sort(teams.begin(), teams.end());
    if (std::adjacent_find(teams.begin(), teams.end()) != teams.end()) value.fail("name a team twice");
    for (const std::string& team : teams) rule.parts.emplace_back(team, 1);
    rule.whole = static_cast<std::int64_t>(teams.size());
  };
}

/// What a rule must say, and what its kind has no use for.
void check(const Value& value, std::optional<ShareBy> by) {
  const auto has = [&](const char* key) {
    return value.problems->line_of(value.key + "." + key).has_value();
  };
  for (const char* key : {"name", "by"})
    if (!has(key)) value.fail(std::string(key) + " is missing");
  if (!by) return;
  if (*by == ShareBy::fixed && !has("shares")) value.fail("by: fixed needs shares");
  if (*by != ShareBy::fixed && has("shares")) value.fail("shares are for by: fixed");
  if (*by != ShareBy::even && has("teams")) value.fail("teams are for by: even");
}

void read_rule(const Value& value, std::vector<AllocationRule>& rules) {
  AllocationRule rule;
  std::optional<ShareBy> by;
  read_mapping(value, {{"name", into_text(rule.name)},
                       {"providers", into_texts(rule.providers)},
                       {"service_names", into_texts(rule.service_names)},
                       {"categories", into_texts(rule.categories)},
                       {"models", into_texts(rule.models)},
                       {"idle_only", into_flag(rule.idle_only)},
                       {"by", into_by(by)},
                       {"teams", into_teams(rule)},
                       {"shares", into_shares(rule)}});
  if (!value.node.IsMap()) return;
  check(value, by);
  for (const AllocationRule& other : rules)
    if (!rule.name.empty() && other.name == rule.name) value.fail("another rule has this name");
  rule.by = by.value_or(ShareBy::proportional);
  std::sort(rule.parts.begin(), rule.parts.end());
  rules.push_back(std::move(rule));
}

}  // namespace

Reader allocation_section(std::vector<AllocationRule>& rules) {
  return section({{"rules", [&rules](const Value& value) {
                     read_list(value, [&](const Value& element) { read_rule(element, rules); });
                   }}});
}

}  // namespace shiptally::config
