#include "daemon/metrics/delivery/revised_facts.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "schema/base/hash.h"

namespace shiptally::metrics {
namespace {

constexpr std::array<std::string_view, 3> kRevisionNames = {"new", "corrected", "retracted"};

/// What a fact is known by, in texts: numbers of names differ between the two states.
struct Key {
  std::string_view left;
  std::string right;
};

template <class Fact>
Key key_of(const CompactFacts& facts, const Fact& fact) {
  if constexpr (std::is_same_v<Fact, CompactCommit>) {
    return {facts.name(fact.place), unpack_sha(facts.texts(fact).sha)};
  } else {
    const auto [source, id] = facts.key(fact);
    return {source, std::string(id)};
  }
}

std::uint64_t hash_of(const Key& key) { return table_hash(key.right) ^ (table_hash(key.left) << 1); }

/// Paths may come from another version than the one that is current.
template <class Fact>
bool same_paths(const CompactFacts& before, const CompactFacts& after, const Fact& old, const Fact& now) {
  if constexpr (std::is_same_v<Fact, CompactCommit>) {
    const auto* const a = before.touched_rules(old.touched);
    const auto* const b = after.touched_rules(now.touched);
    return a == nullptr || b == nullptr ? a == b : *a == *b;
  }
  return true;
}

template <class Fact>
void compare(const CompactFacts& before, const CompactFacts& after, const std::vector<Fact>& old,
             const std::vector<Fact>& now, Kind kind, std::vector<RevisedFact>& out) {
  FlatIndex known(old.size());
  for (std::uint32_t i = 0; i < old.size(); ++i)
    known.find_or_add(hash_of(key_of(before, old[i])), i, [](std::uint32_t) { return false; });
  const char* const separator = kind == Kind::commit ? "@" : "/";
  for (std::uint32_t i = 0; i < now.size(); ++i) {
    const Key key = key_of(after, now[i]);
    const std::uint32_t at = known.find(hash_of(key), [&](std::uint32_t entry) {
      const Key other = key_of(before, old[entry]);
      return other.left == key.left && other.right == key.right;
    });
    const bool was_there = at != FlatIndex::kNone && !old[at].retracted();
    if (!was_there && now[i].retracted()) continue;
    if (was_there && old[at].rank == now[i].rank && same_paths(before, after, old[at], now[i])) continue;
    const Revision how = !was_there           ? Revision::added
                         : now[i].retracted() ? Revision::retracted
                                              : Revision::corrected;
    out.push_back(
        {kind, how, how == Revision::retracted ? at : i, std::string(key.left) + separator + key.right});
  }
}

}  // namespace

std::string_view name(Revision revision) { return kRevisionNames[static_cast<std::size_t>(revision)]; }

std::vector<RevisedFact> revised_facts(const CompactFacts& before, const CompactFacts& after) {
  std::vector<RevisedFact> out;
  compare(before, after, before.deployments(), after.deployments(), Kind::deployment, out);
  compare(before, after, before.commits(), after.commits(), Kind::commit, out);
  compare(before, after, before.changes(), after.changes(), Kind::change, out);
  compare(before, after, before.reviews(), after.reviews(), Kind::review, out);
  compare(before, after, before.incidents(), after.incidents(), Kind::incident, out);
  std::sort(out.begin(), out.end(), [](const RevisedFact& a, const RevisedFact& b) {
    return std::tie(a.kind, a.id) < std::tie(b.kind, b.id);
  });
  return out;
}

}  // namespace shiptally::metrics
