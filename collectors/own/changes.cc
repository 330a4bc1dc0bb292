#include "collectors/decode/field_rules.h"
#include "collectors/own/own_events.h"

namespace shiptally::collectors {
namespace {

constexpr Field<Change> kChangeFields[] = {
    {"source", Need::optional, into_source<Change>},
    {"id", Need::required, into_id<Change>},
    {"repo", Need::required, into<&Change::repo>},
    {"opened_at", Need::required, into<&Change::opened>},
    {"merged_at", Need::optional, into<&Change::merged>},
    {"merge_sha", Need::optional,
     +[](Reader& r, const Value& v, Change& out) { return read_sha(r, v, out.merge_sha); }},
    {"author", Need::optional, into<&Change::author>},
    {"first_review_at", Need::optional, into<&Change::first_review>},
    {"commits", Need::optional,
     +[](Reader& r, const Value& v, Change& out) { return read_shas(r, v, out.commits); }},
    {"branch", Need::optional, into<&Change::branch>},
    {"closed", Need::optional, into<&Change::closed>},
    {"url", Need::optional, into_url<&Change::url>},
    {"updated_at", Need::optional, into<&Change::updated>},
};

bool finish(Reader& reader, std::string_view, Change& change) {
  if (change.merged) change.closed = true;
  // GitHub names a trial merge for every open pull request; that commit is on no branch.
  if (!change.merged && !change.merge_sha.empty())
    return reader.fail("given without merged_at"), reader.within("merge_sha");
  return true;
}

}  // namespace

Result<Decoded> decode_changes(Delivery delivery) {
  Change initial;
  initial.key.source = kOwnSource;
  return decode_events<Change>(std::move(delivery),
                               {Kind::change, kChangeFields, initial, finish,
                                [](FactBatch& to, Change&& c) { to.changes.push_back(std::move(c)); }});
}

std::vector<FieldInfo> change_fields() { return describe<Change>(kChangeFields); }

}  // namespace shiptally::collectors
