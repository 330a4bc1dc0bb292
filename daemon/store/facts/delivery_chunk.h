#pragma once
// Revisions of delivery facts as bytes: the names they share, then one after another what figures need of
// each.

#include <functional>
#include <string>

#include "schema/delivery_revision.h"

namespace shiptally::store {

class ChunkWriter {
 public:
  /// Names of revisions that are added are numbers of this list.
  NameList& names() { return names_; }
  void add(const DeliveryRevision& revision);

  struct Counts {
    std::int64_t revisions = 0, deployments = 0, commits = 0, incidents = 0, changes = 0, reviews = 0;
    std::int64_t& of(Kind kind);
  };
  const Counts& counts() const { return counts_; }
  std::string bytes() const;

 private:
  void add_commits(const DeliveryRevision& revision);

  NameList names_;
  std::string body_;
  std::int64_t last_recorded_ms_ = 0;
  Counts counts_;
};

/// Reads a chunk.  Names become numbers of `names`; the views of a revision are valid during the call of
/// `visit`.  False when the bytes are not what a ChunkWriter wrote.
bool read_chunk(std::string_view bytes, NameList& names,
                const std::function<void(const DeliveryRevision&)>& visit);

}  // namespace shiptally::store
