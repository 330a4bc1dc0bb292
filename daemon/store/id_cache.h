#pragma once
// Ids of names that stand once in a dictionary table, kept in memory for the ingest path: looking up a known
// name allocates nothing.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/hash.h"
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

/// `Name` owns its text, `View` points to it.  What was put since the last commit() is forgotten by
/// rollback(), because the database forgets it too.  A cache, not the truth: it empties itself when it grows
/// past its bound.
template <class Name, class View>
class IdCache {
 public:
  explicit IdCache(std::size_t entries_max) : entries_max_(entries_max) {}

  /// 0 when unknown; ids count from 1.
  std::int64_t find(const View& name) const {
    const auto at = ids_.find(name);
    return at == ids_.end() ? 0 : at->second;
  }
  void put(Name name, std::int64_t id) {
    uncommitted_.push_back(nullptr);  // first, so that rollback() knows every id even when memory runs out
    uncommitted_.back() = &ids_.emplace(std::move(name), id).first->first;
  }

  void commit() {
    uncommitted_.clear();
    if (ids_.size() > entries_max_) ids_.clear();
  }
  void rollback() {
    for (const Name* name : uncommitted_)
      if (name != nullptr) ids_.erase(ids_.find(*name));
    uncommitted_.clear();
  }

 private:
  std::size_t entries_max_;
  std::unordered_map<Name, std::int64_t, HashName, SameName> ids_;
  std::vector<const Name*> uncommitted_;  ///< keys of the map: they stay where they are
};

}  // namespace shiptally::store
