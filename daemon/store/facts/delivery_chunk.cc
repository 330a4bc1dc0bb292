#include "daemon/store/facts/delivery_chunk.h"

#include <algorithm>
#include <cstring>

#include "daemon/store/facts/path_list.h"
#include "schema/base/packed_sha.h"
#include "schema/base/varint.h"

namespace shiptally::store {
namespace {

// What the first byte of a revision tells.
enum : std::uint8_t {
  kKindMask = 3,       // deployment 0, commit 1, incident 2, change or review 3
  kFinalityShift = 2,  // two bits
  kUpdatedShift = 4,   // two bits, see Updated
  kHasTime = 64,
  kHasOther = 128,
};
enum Updated : std::uint8_t { never = 0, always_last = 1, same_as_time = 2, told = 3 };
// What the second byte tells: of a deployment status, kind and whether its parts have times, of the others
// flags.
enum : std::uint8_t { kStatusMask = 3, kDeploymentKindShift = 2, kDeploymentKindMask = 7, kHasParts = 32 };
enum : std::uint8_t { kParentsKnown = 1, kExternal = 2, kPathsKnown = 4 };
enum : std::uint8_t { kIsReview = 1, kClosed = 2, kHasFirstReview = 4 };

std::uint8_t kind_code(Kind kind) {
  switch (kind) {
    case Kind::deployment:
      return 0;
    case Kind::commit:
      return 1;
    case Kind::incident:
      return 2;
    default:
      return 3;
  }
}
constexpr Kind kKinds[] = {Kind::deployment, Kind::commit, Kind::incident, Kind::change};

bool is_change_or_review(Kind kind) { return kind == Kind::change || kind == Kind::review; }

bool has_parts(const DeliveryRevision& r) {
  const auto finished = [](const CommitName& c) { return c.finished_ms != kNoTime; };
  return r.kind == Kind::deployment && std::any_of(r.commits.begin(), r.commits.end(), finished);
}

Updated updated_code(const DeliveryRevision& r) {
  if (r.rank.updated_ms == INT64_MIN) return never;
  if (r.rank.updated_ms == INT64_MAX) return always_last;
  return r.rank.updated_ms == r.time_ms ? same_as_time : told;
}

std::uint8_t first_byte(const DeliveryRevision& r) {
  return static_cast<std::uint8_t>(kind_code(r.kind) | static_cast<int>(r.rank.finality) << kFinalityShift |
                                   updated_code(r) << kUpdatedShift | (r.time_ms != kNoTime ? kHasTime : 0) |
                                   (r.other_ms != kNoTime ? kHasOther : 0));
}

std::uint8_t second_byte(const DeliveryRevision& r) {
  if (r.kind == Kind::deployment)
    return static_cast<std::uint8_t>(static_cast<int>(r.status) |
                                     static_cast<int>(r.deployment_kind) << kDeploymentKindShift |
                                     (has_parts(r) ? kHasParts : 0));
  if (is_change_or_review(r.kind))
    return static_cast<std::uint8_t>((r.kind == Kind::review ? kIsReview : 0) | (r.closed ? kClosed : 0) |
                                     (r.first_review_ms != kNoTime ? kHasFirstReview : 0));
  return static_cast<std::uint8_t>((r.parents_known ? kParentsKnown : 0) | (r.external ? kExternal : 0) |
                                   (r.paths_known ? kPathsKnown : 0));
}

/// Reads the names at the front and then revision by revision.
class DeliveryChunkReader {
 public:
  DeliveryChunkReader(std::string_view bytes, NameList& names) : in_(bytes) {
    const std::uint64_t count = in_.varint();
    for (std::uint64_t i = 0; i < count && !in_.failed(); ++i) names_.push_back(names.number(in_.text()));
  }

  bool at_end() const { return in_.at_end(); }
  bool failed() const { return in_.failed() || failed_; }

  const DeliveryRevision& next() {
    read_head();
    if (revision_.kind != Kind::commit) {
      revision_.place.source = name();
      if (!is_change_or_review(revision_.kind))
        for (NameId* part : {&revision_.place.service, &revision_.place.environment, &revision_.place.team})
          *part = name();
      revision_.id = in_.text();
      revision_.version = in_.text();
    }
    read_rest();
    return revision_;
  }

 private:
  void read_head() {
    const std::uint8_t first = in_.byte(), second = in_.byte();
    revision_ = {};
    revision_.kind = kKinds[first & kKindMask];
    revision_.rank.finality = static_cast<Finality>(first >> kFinalityShift & 3);
    const std::string_view hash = in_.bytes(sizeof revision_.rank.hash);
    if (!hash.empty()) std::memcpy(&revision_.rank.hash, hash.data(), sizeof revision_.rank.hash);
    last_recorded_ms_ = revision_.recorded_ms = in_.difference(last_recorded_ms_);
    if ((first & kHasTime) != 0) revision_.time_ms = in_.difference(revision_.recorded_ms);
    if ((first & kHasOther) != 0) revision_.other_ms = in_.difference(revision_.time_ms);
    const Updated updated{static_cast<std::uint8_t>(first >> kUpdatedShift & 3)};
    revision_.rank.updated_ms = updated == never          ? INT64_MIN
                                : updated == always_last  ? INT64_MAX
                                : updated == same_as_time ? revision_.time_ms
                                                          : in_.difference(revision_.recorded_ms);
    read_second(second);
  }

  void read_second(std::uint8_t second) {
    if (revision_.kind == Kind::deployment) {
      revision_.status = static_cast<DeploymentStatus>(second & kStatusMask);
      revision_.deployment_kind =
          static_cast<DeploymentKind>(second >> kDeploymentKindShift & kDeploymentKindMask);
      has_parts_ = (second & kHasParts) != 0;
      return;
    }
    has_parts_ = false;
    if (revision_.kind == Kind::change) {
      if ((second & kIsReview) != 0) revision_.kind = Kind::review;
      revision_.closed = (second & kClosed) != 0;
      if ((second & kHasFirstReview) != 0) revision_.first_review_ms = in_.difference(revision_.time_ms);
      return;
    }
    revision_.parents_known = (second & kParentsKnown) != 0;
    revision_.external = (second & kExternal) != 0;
    revision_.paths_known = (second & kPathsKnown) != 0;
  }

  void read_rest() {
    switch (revision_.kind) {
      case Kind::deployment:
        revision_.remedies = in_.text();
        return read_commits();
      case Kind::incident:
        revision_.severity = name();
        return;
      case Kind::review:
        revision_.author = name();
        return;
      case Kind::change:
        revision_.author = name();
        revision_.repo = name();
        return read_commits();
      default:
        read_commits();
        if (!revision_.paths_known) return;
        failed_ = !take_paths(in_, paths_) || failed_;
        revision_.paths = paths_;
    }
  }

  void read_commits() {
    commits_.clear();
    const std::uint64_t count = in_.varint();
    for (std::uint64_t i = 0; i < count && !in_.failed(); ++i) {
      const NameId repo = name();
      const std::string_view sha = take_packed_sha(in_);
      commits_.push_back({repo, sha, has_parts_ ? take_finish() : kNoTime});
    }
    failed_ = failed_ || (revision_.kind == Kind::commit && commits_.empty());
    revision_.commits = commits_;
  }

  std::int64_t take_finish() {
    const std::uint64_t told = in_.varint();
    return told == 0 ? kNoTime : in_.difference(revision_.recorded_ms);
  }

  NameId name() {
    const std::uint64_t number = in_.varint();
    failed_ = failed_ || number >= names_.size();
    return number < names_.size() ? names_[number] : 0;
  }

  ByteReader in_;
  std::vector<NameId> names_;
  std::vector<CommitName> commits_;
  std::string paths_;
  DeliveryRevision revision_;
  bool has_parts_ = false;
  std::int64_t last_recorded_ms_ = 0;
  bool failed_ = false;
};

}  // namespace

std::int64_t& ChunkWriter::Counts::of(Kind kind) {
  switch (kind) {
    case Kind::deployment:
      return deployments;
    case Kind::commit:
      return commits;
    case Kind::change:
      return changes;
    case Kind::review:
      return reviews;
    default:
      return incidents;
  }
}

void ChunkWriter::add(const DeliveryRevision& r) {
  ++counts_.revisions;
  ++counts_.of(r.kind);
  body_ += static_cast<char>(first_byte(r));
  body_ += static_cast<char>(second_byte(r));
  body_.append(reinterpret_cast<const char*>(&r.rank.hash), sizeof r.rank.hash);
  put_difference(body_, r.recorded_ms, last_recorded_ms_);
  last_recorded_ms_ = r.recorded_ms;
  if (r.time_ms != kNoTime) put_difference(body_, r.time_ms, r.recorded_ms);
  if (r.other_ms != kNoTime) put_difference(body_, r.other_ms, r.time_ms);
  if (updated_code(r) == told) put_difference(body_, r.rank.updated_ms, r.recorded_ms);
  if (r.first_review_ms != kNoTime) put_difference(body_, r.first_review_ms, r.time_ms);
  if (r.kind != Kind::commit) {
    put_varint(body_, r.place.source);
    if (!is_change_or_review(r.kind))
      for (const NameId part : {r.place.service, r.place.environment, r.place.team}) put_varint(body_, part);
    put_text(body_, r.id);
    put_text(body_, r.version);
  }
  if (r.kind == Kind::deployment) put_text(body_, r.remedies);
  if (r.kind == Kind::incident) return put_varint(body_, r.severity);
  if (is_change_or_review(r.kind)) put_varint(body_, r.author);
  if (r.kind == Kind::review) return;
  if (r.kind == Kind::change) put_varint(body_, r.repo);
  add_commits(r);
  if (r.paths_known) put_paths(body_, r.paths);
}

void ChunkWriter::add_commits(const DeliveryRevision& r) {
  const bool parts = has_parts(r);
  put_varint(body_, r.commits.size());
  for (const CommitName& c : r.commits) {
    put_varint(body_, c.repo);
    body_ += c.sha;
    if (!parts) continue;
    put_varint(body_, c.finished_ms != kNoTime);
    if (c.finished_ms != kNoTime) put_difference(body_, c.finished_ms, r.recorded_ms);
  }
}

std::string ChunkWriter::bytes() const {
  std::string out;
  put_varint(out, names_.size());
  for (NameId i = 0; i < names_.size(); ++i) put_text(out, names_[i]);
  return out += body_;
}

bool read_chunk(std::string_view bytes, NameList& names,
                const std::function<void(const DeliveryRevision&)>& visit) {
  DeliveryChunkReader reader(bytes, names);
  while (!reader.at_end() && !reader.failed()) {
    const DeliveryRevision& revision = reader.next();
    if (!reader.failed()) visit(revision);
  }
  return !reader.failed();
}

}  // namespace shiptally::store
