#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "daemon/net/http.h"
#include "schema/parameters.h"

namespace shiptally::api {

/// Answers about delivery, kept until the facts change: the panels of a dashboard, and all who look at it,
/// ask the same again and again.  Thread-safe.
class AnswerCache {
 public:
  /// `bytes_max`: of all answers together, with what a kept one takes beside its body; the oldest go first,
  /// and one that is larger is not kept.
  explicit AnswerCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// The answer to `key` over the facts of `version`, if it is known.  Versions ascend; an older one than the
  /// newest asked for is never known.
  std::optional<net::HttpResponse> find(const std::string& key, std::uint64_t version);
  void keep(const std::string& key, std::uint64_t version, const net::HttpResponse& answer);

 private:
  static std::size_t bytes_of(const std::string& key, const net::HttpResponse& answer);
  void enter(std::uint64_t version);

  const std::size_t bytes_max_;
  std::mutex mutex_;  // protects what follows
  std::uint64_t version_ = 0;
  std::unordered_map<std::string, net::HttpResponse> answers_;
  std::deque<std::string> order_;  ///< keys, the oldest first
  std::size_t bytes_ = 0;
};

/// Everything that an answer depends on, but for the facts: all that was asked, as it was written, and the window
/// that its times, or their absence, came to.
std::string answer_key(std::string_view path, const Parameters& parameters, net::Fields asked,
                       std::uint64_t rules_version);

}  // namespace shiptally::api
