#include "daemon/api/answer_cache.h"

#include <algorithm>

namespace shiptally::api {

// A key is kept twice, and may be longer than its answer.
std::size_t AnswerCache::bytes_of(const std::string& key, const net::HttpResponse& answer) {
  constexpr std::size_t kEntryBytes = 512;
  return kEntryBytes + 2 * key.size() + answer.body.size();
}

std::optional<net::HttpResponse> AnswerCache::find(const std::string& key, std::uint64_t version) {
  const std::lock_guard lock(mutex_);
  enter(version);
  const auto known = answers_.find(key);
  if (version != version_ || known == answers_.end()) return std::nullopt;
  return known->second;
}

void AnswerCache::keep(const std::string& key, std::uint64_t version, const net::HttpResponse& answer) {
  const std::size_t bytes = bytes_of(key, answer);
  const std::lock_guard lock(mutex_);
  enter(version);
  if (version != version_ || bytes > bytes_max_) return;
  if (!answers_.emplace(key, answer).second) return;  // somebody else was quicker
  order_.push_back(key);
  for (bytes_ += bytes; bytes_ > bytes_max_; order_.pop_front()) {
    const auto oldest = answers_.find(order_.front());
    bytes_ -= bytes_of(oldest->first, oldest->second);
    answers_.erase(oldest);
  }
}

void AnswerCache::enter(std::uint64_t version) {
  if (version <= version_) return;
  version_ = version;
  answers_.clear();
  order_.clear();
  bytes_ = 0;
}

std::string answer_key(std::string_view path, const Parameters& parameters, net::Fields asked,
                       std::uint64_t rules_version) {
  std::string key(path);
  const auto text = [&](std::string_view value) {  // with its length, so that no two run into each other
    key.append(" ").append(std::to_string(value.size())).append(":").append(value);
  };
  const auto number = [&](std::int64_t value) { key.append(" ").append(std::to_string(value)); };
  number(static_cast<std::int64_t>(rules_version));
  number(to_ms(parameters.query.window.from));
  number(to_ms(parameters.query.window.to));
  // Values of one name stay in their order: group_by=a&group_by=b gives other columns than the reverse.
  std::stable_sort(asked.begin(), asked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [name, value] : asked) {
    text(name);
    text(value);
  }
  return key;
}

}  // namespace shiptally::api
