#include "daemon/store/delivery_chunk.h"

#include <cstring>

#include "schema/packed_sha.h"
#include "schema/varint.h"

namespace shiptally::store {
namespace {

// What the first byte of a revision tells.
enum : std::uint8_t {
  kKindMask = 3,       // deployment 0, commit 1, incident 2
  kFinalityShift = 2,  // two bits
  kUpdatedShift = 4,   // two bits, see Updated
  kHasTime = 64,
  kHasOther = 128,
};
enum Updated : std::uint8_t { never = 0, always_last = 1, same_as_time = 2, told = 3 };
// What the second byte tells: of a deployment status and kind, of the others flags.
enum : std::uint8_t { kStatusMask = 3, kDeploymentKindShift = 2, kParentsKnown = 1, kExternal = 2 };

std::uint8_t kind_code(Kind kind) { return kind == Kind::deployment ? 0 : kind == Kind::commit ? 1 : 2; }
constexpr Kind kKinds[] = {Kind::deployment, Kind::commit, Kind::incident};

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
    return static_cast<std::uint8_t>(static_cast<int>(r.status) | static_cast<int>(r.deployment_kind)
                                                                      << kDeploymentKindShift);
  return static_cast<std::uint8_t>((r.parents_known ? kParentsKnown : 0) | (r.external ? kExternal : 0));
}

/// Reads the names at the front and then revision by revision.
class ChunkReader {
 public:
  ChunkReader(std::string_view bytes, NameList& names) : in_(bytes) {
    const std::uint64_t count = in_.varint();
    for (std::uint64_t i = 0; i < count && !in_.failed(); ++i) names_.push_back(names.number(in_.text()));
  }

  bool at_end() const { return in_.at_end(); }
  bool failed() const { return in_.failed() || failed_; }

  const DeliveryRevision& next() {
    read_head();
    if (revision_.kind != Kind::commit) {
      for (NameId* part : {&revision_.place.source, &revision_.place.service, &revision_.place.environment,
                           &revision_.place.team})
        *part = name();
      revision_.id = in_.text();
      revision_.version = in_.text();
    }
    if (revision_.kind == Kind::deployment) revision_.remedies = in_.text();
    if (revision_.kind == Kind::incident)
      revision_.severity = name();
    else
      read_commits();
    return revision_;
  }

 private:
  void read_head() {
    const std::uint8_t first = in_.byte(), second = in_.byte();
    failed_ = failed_ || (first & kKindMask) == kKindMask;
    revision_ = {};
    revision_.kind = kKinds[(first & kKindMask) % std::size(kKinds)];
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
    if (revision_.kind == Kind::deployment) {
      revision_.status = static_cast<DeploymentStatus>(second & kStatusMask);
      revision_.deployment_kind = static_cast<DeploymentKind>(second >> kDeploymentKindShift);
    }
    revision_.parents_known = revision_.kind == Kind::commit && (second & kParentsKnown) != 0;
    revision_.external = revision_.kind == Kind::incident && (second & kExternal) != 0;
  }

  void read_commits() {
    commits_.clear();
    const std::uint64_t count = in_.varint();
    for (std::uint64_t i = 0; i < count && !in_.failed(); ++i) {
      const NameId repo = name();
      commits_.push_back({repo, take_packed_sha(in_)});
    }
    failed_ = failed_ || (revision_.kind == Kind::commit && commits_.empty());
    revision_.commits = commits_;
  }

  NameId name() {
    const std::uint64_t number = in_.varint();
    failed_ = failed_ || number >= names_.size();
    return number < names_.size() ? names_[number] : 0;
  }

  ByteReader in_;
  std::vector<NameId> names_;
  std::vector<CommitName> commits_;
  DeliveryRevision revision_;
  std::int64_t last_recorded_ms_ = 0;
  bool failed_ = false;
};

}  // namespace

void ChunkWriter::add(const DeliveryRevision& r) {
  ++counts_.revisions;
  ++(r.kind == Kind::deployment ? counts_.deployments
     : r.kind == Kind::commit   ? counts_.commits
                                : counts_.incidents);
  body_ += static_cast<char>(first_byte(r));
  body_ += static_cast<char>(second_byte(r));
  body_.append(reinterpret_cast<const char*>(&r.rank.hash), sizeof r.rank.hash);
  put_difference(body_, r.recorded_ms, last_recorded_ms_);
  last_recorded_ms_ = r.recorded_ms;
  if (r.time_ms != kNoTime) put_difference(body_, r.time_ms, r.recorded_ms);
  if (r.other_ms != kNoTime) put_difference(body_, r.other_ms, r.time_ms);
  if (updated_code(r) == told) put_difference(body_, r.rank.updated_ms, r.recorded_ms);
  if (r.kind != Kind::commit) {
    for (const NameId part : {r.place.source, r.place.service, r.place.environment, r.place.team})
      put_varint(body_, part);
    put_text(body_, r.id);
    put_text(body_, r.version);
  }
  if (r.kind == Kind::deployment) put_text(body_, r.remedies);
  if (r.kind == Kind::incident) return put_varint(body_, r.severity);
  put_varint(body_, r.commits.size());
  for (const CommitName& c : r.commits) {
    put_varint(body_, c.repo);
    body_ += c.sha;
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
  ChunkReader reader(bytes, names);
  while (!reader.at_end() && !reader.failed()) {
    const DeliveryRevision& revision = reader.next();
    if (!reader.failed()) visit(revision);
  }
  return !reader.failed();
}

}  // namespace shiptally::store
