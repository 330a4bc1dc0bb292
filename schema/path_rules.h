#pragma once
// Which services of a shared repository a commit touches: the path filters of a monorepo.
//
// Immutable once made; safe for many threads.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shiptally {

/// The files of one service in one repository.
struct PathRule {
  std::string service;
  std::string repo;                ///< empty: any repository
  std::vector<std::string> globs;  ///< glob.h; a path that fits one of them is the service's
  friend bool operator==(const PathRule&, const PathRule&) = default;
};

class PathRules {
 public:
  PathRules() = default;
  explicit PathRules(std::vector<PathRule> rules) : rules_(std::move(rules)) {}

  bool empty() const { return rules_.empty(); }
  /// The first rule of a service that speaks of the repository, or kNone: every commit of that repository is the service's.
  std::uint32_t find(std::string_view service, std::string_view repo) const;
  /// The rules that speak of a repository.
  std::vector<std::uint32_t> of_repo(std::string_view repo) const;
  /// Whether the path is one of the rule.
  bool fits(std::uint32_t rule, std::string_view path) const;
  const std::vector<PathRule>& rules() const { return rules_; }
  std::size_t size() const { return rules_.size(); }
  friend bool operator==(const PathRules&, const PathRules&) = default;

  static constexpr std::uint32_t kNone = UINT32_MAX;

 private:
  std::vector<PathRule> rules_;
};

}  // namespace shiptally
