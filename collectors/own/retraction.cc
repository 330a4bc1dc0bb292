// {"retract": {…}}: takes a fact back.  The key is the fact's own: an id, repo and sha for a commit, the
// time as well for a request.

#include "collectors/decode/field_rules.h"

namespace shiptally::collectors {
namespace {

constexpr Field<Retraction> kById[] = {
    {"source", Need::optional, into_source<Retraction>},
    {"id", Need::required, into_id<Retraction>},
    {"updated_at", Need::optional, into<&Retraction::updated>},
};
constexpr Field<Retraction> kRequest[] = {
    {"source", Need::optional, into_source<Retraction>},
    {"id", Need::required, into_id<Retraction>},
    {"ts", Need::required,
     +[](Reader& r, const Value& v, Retraction& out) { return r.request_time(v, out.ts.emplace()); }},
    {"updated_at", Need::optional, into<&Retraction::updated>},
};
constexpr Field<Retraction> kCommit[] = {
    {"repo", Need::required, into_source<Retraction>},
    {"sha", Need::required,
     +[](Reader& r, const Value& v, Retraction& out) { return read_sha(r, v, out.key.id); }},
    {"updated_at", Need::optional, into<&Retraction::updated>},
};

}  // namespace

bool is_retraction(std::span<const Member> members) {
  for (const Member& member : members)
    if (member.key == "retract") return true;
  return false;
}

bool read_retraction(Reader& reader, std::span<const Member> members, Kind kind, Retraction& out) {
  if (members.size() != 1) return reader.fail("must be the only field of its row"), reader.within("retract");
  out.kind = kind;
  out.key.source = kOwnSource;
  const Value& value = members.front().value;
  const bool read = kind == Kind::commit    ? read_object(reader, value, kCommit, out)
                    : kind == Kind::request ? read_object(reader, value, kRequest, out)
                                            : read_object(reader, value, kById, out);
  return read || reader.within("retract");
}

}  // namespace shiptally::collectors
