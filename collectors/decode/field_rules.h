#pragma once
// Rules that several events share: hashes, links, references.

#include <string>

#include "collectors/decode/event.h"
#include "schema/facts.h"

namespace shiptally::collectors {

/// A commit hash: 4 to 64 hex digits, kept in lower case.  Full hashes are what joins facts; a short one
/// only ever matches itself.
bool read_sha(Reader& reader, const Value& value, std::string& out);
/// {"repo": …, "sha": …, "finished_at": …?}
bool read_deployed_commit(Reader& reader, const Value& value, DeployedCommit& out);
/// A link that a page may show: http or https, nothing else.
bool read_url(Reader& reader, const Value& value, std::string& out);
bool read_shas(Reader& reader, const Value& value, std::vector<std::string>& out);

/// Files of a commit; none of them when there are more than kCommitPathsMax.
bool read_paths(Reader& reader, const Value& value, std::optional<std::vector<std::string>>& out);

template <auto member, class T>
bool into_url(Reader& reader, const Value& value, T& out) {
  return read_url(reader, value, out.*member);
}

/// A count of tokens or calls: 0 to kTokensMax.
template <auto member, class T>
bool into_count(Reader& reader, const Value& value, T& out) {
  std::int64_t count = 0;
  if (!reader.integer(value, 0, kTokensMax, count)) return false;
  out.*member = count;
  return true;
}

template <class T>
bool into_source(Reader& reader, const Value& value, T& out) {
  return reader.text(value, out.key.source);
}

template <class T>
bool into_id(Reader& reader, const Value& value, T& out) {
  return reader.text(value, out.key.id);
}

}  // namespace shiptally::collectors
