#include "daemon/app/answer_cache.h"

namespace shiptally::app {

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

std::string answer_key(std::string_view path, const expose::ReadQuery& request, std::uint64_t rules_version) {
  const Query& q = request.query;
  std::string key(path);
  const auto add = [&](std::string_view text) {  // with its length, so that no two run into each other
    key.append(" ").append(std::to_string(text.size())).append(":").append(text);
  };
  const auto number = [&](std::int64_t value) { key.append(" ").append(std::to_string(value)); };
  number(static_cast<std::int64_t>(rules_version));
  number(to_ms(q.window.from));
  number(to_ms(q.window.to));
  add(q.tz);
  number(static_cast<int>(q.bucket));
  number(static_cast<std::int64_t>(q.group_by.size()));
  for (const Dimension d : q.group_by) number(static_cast<int>(d));
  for (const auto& allowed : q.filter.allowed) {
    number(static_cast<std::int64_t>(allowed.size()));
    for (const std::string& value : allowed) add(value);
  }
  add(q.profile);
  add(q.as_of ? std::to_string(to_ms(*q.as_of)) : "");
  add(request.since ? std::to_string(to_ms(*request.since)) : "");
  number(static_cast<std::int64_t>(q.limit));
  number(static_cast<std::int64_t>(q.offset));
  number(static_cast<int>(request.format));
  add(request.metric);
  number(request.year.value_or(0));
  add(request.id);
  number(static_cast<int>(request.basis));
  number(static_cast<int>(request.period));
  return key;
}

}  // namespace shiptally::app
