#pragma once
// Ids of names that stand once in a dictionary table, kept in memory for the ingest path: looking up a known
// name allocates nothing.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/base/hash.h"
#include "schema/request.h"

namespace shiptally::store {

struct HashName {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return table_hash(text); }
  template <class Text>
  std::size_t operator()(const BasicSeries<Text>& s) const {
    std::size_t hash = 0;
    for (const std::string_view part :
         {std::string_view(s.service), std::string_view(s.team), std::string_view(s.environment),
          std::string_view(s.provider), std::string_view(s.model), std::string_view(s.route),
          std::string_view(s.tier), std::string_view(s.region)})
      hash = (hash ^ (*this)(part)) * 0x9e3779b97f4a7c15ULL;
    return hash ^ (hash >> 32);
  }
};

struct SameName {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return a == b; }
  template <class A, class B>
  bool operator()(const BasicSeries<A>& a, const BasicSeries<B>& b) const {
    return a.service == b.service && a.team == b.team && a.environment == b.environment &&
           a.provider == b.provider && a.model == b.model && a.route == b.route && a.tier == b.tier &&
           a.region == b.region;
  }
};

inline std::size_t text_bytes(const std::string& text) { return text.size(); }
inline std::size_t text_bytes(const SeriesName& s) {
  std::size_t bytes = 0;
  for (const std::string* text :
       {&s.service, &s.team, &s.environment, &s.provider, &s.model, &s.route, &s.tier, &s.region})
    bytes += text->size();
  return bytes;
}

/// `Name` owns its text, `View` points to it.  What was put since the last commit() is forgotten by
/// rollback(), because the database forgets it too.  A cache, not the truth: it empties itself when it would
/// grow past its bound, also in the midst of a transaction.
template <class Name, class View, class Id = std::int64_t>
class IdCache {
 public:
  explicit IdCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  /// Id() when unknown; ids count from 1.
  Id find(const View& name) const {
    const auto at = ids_.find(name);
    return at == ids_.end() ? Id() : at->second;
  }
  void put(Name name, Id id) {
    constexpr std::size_t kNodeBytes = 64;  // what the map takes for an entry beside it, and uncommitted_
    const std::size_t bytes = sizeof(Name) + kNodeBytes + text_bytes(name);
    if (bytes_ + bytes > bytes_max_) clear();
    bytes_ += bytes;
    uncommitted_.push_back(nullptr);  // first, so that rollback() knows every id even when memory runs out
    uncommitted_.back() = &ids_.emplace(std::move(name), id).first->first;
  }

  void commit() { uncommitted_.clear(); }
  void rollback() {
    for (const Name* name : uncommitted_)
      if (name != nullptr) ids_.erase(ids_.find(*name));
    uncommitted_.clear();
  }
  void clear() {
    uncommitted_.clear();
    ids_.clear();
    bytes_ = 0;
  }

 private:
  std::size_t bytes_max_;
  std::size_t bytes_ = 0;  ///< of what ids_ holds, about; no less
  std::unordered_map<Name, Id, HashName, SameName> ids_;
  std::vector<const Name*> uncommitted_;  ///< keys of the map: they stay where they are
};

}  // namespace shiptally::store
