#pragma once
// Strict reading of a price file's nodes.  The first error sticks; what is read after it is thrown away.
// Included in daemon/config only.

#include <yaml-cpp/yaml.h>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/base/instant.h"
#include "schema/base/money.h"
#include "schema/base/result.h"
#include "schema/price.h"

namespace shiptally::config {

class PriceNodes {
 public:
  explicit PriceNodes(std::string_view file_name) : file_name_(file_name) {}

  const std::optional<Error>& error() const { return error_; }
  /// From here on nodes are of a document that begins behind so many lines of the file.
  void begin_document(int lines_before) { lines_before_ = lines_before; }
  /// "file:line: key: reason", Code::invalid.
  Error refusal(const YAML::Mark& mark, std::string_view key, std::string_view reason) const;
  void fail(const YAML::Node& node, std::string_view key, std::string_view reason);

  /// A map with no other keys than these, and none twice.
  void check_keys(const YAML::Node& node, std::initializer_list<std::string_view> allowed);
  /// The child, or an undefined node; never adds one.
  static YAML::Node child(const YAML::Node& node, const char* key);
  /// Empty when there is no such child.
  std::vector<YAML::Node> list(const YAML::Node& parent, const char* key);

  std::string scalar(const YAML::Node& node, std::string_view key);
  // Of a child that must be there.
  std::string text(const YAML::Node& parent, const char* key);
  std::int64_t whole(const YAML::Node& parent, const char* key, std::int64_t low, std::int64_t high);
  Money money(const YAML::Node& parent, const char* key);
  Ratio ratio(const YAML::Node& parent, const char* key);
  Instant instant(const YAML::Node& parent, const char* key);
  std::string day(const YAML::Node& parent, const char* key);
  std::chrono::minutes time_of_day(const YAML::Node& parent, const char* key);
  // None when it is not there.
  std::optional<Money> maybe_money(const YAML::Node& parent, const char* key);
  /// Must be after `after`, where that is given.
  std::optional<Instant> maybe_instant(const YAML::Node& parent, const char* key,
                                       std::optional<Instant> after);

 private:
  std::string file_name_;
  int lines_before_ = 0;
  std::optional<Error> error_;
};

}  // namespace shiptally::config
