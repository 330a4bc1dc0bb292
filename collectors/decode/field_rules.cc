#include "collectors/decode/field_rules.h"

#include <algorithm>

namespace shiptally::collectors {
namespace {

constexpr std::size_t kShaMin = 4, kShaMax = 64;

constexpr Field<DeployedCommit> kDeployedCommit[] = {
    {"repo", Need::required, into<&DeployedCommit::repo>},
    {"sha", Need::required,
     +[](Reader& r, const Value& v, DeployedCommit& out) { return read_sha(r, v, out.sha); }},
    {"finished_at", Need::optional, into<&DeployedCommit::finished>},
};

bool read_path(Reader& reader, const Value& value, std::string& out) {
  if (!reader.text(value, out, kLongTextMax)) return false;
  return !out.empty() || reader.fail("must not be empty");
}

}  // namespace

bool read_sha(Reader& reader, const Value& value, std::string& out) {
  if (!reader.text(value, out)) return false;
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool hex = out.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (hex && out.size() >= kShaMin && out.size() <= kShaMax) return true;
  return reader.fail("not a commit hash: \"" + out.substr(0, kShaMax) + "\"");
}

bool read_deployed_commit(Reader& reader, const Value& value, DeployedCommit& out) {
  return read_object(reader, value, kDeployedCommit, out);
}

bool read_shas(Reader& reader, const Value& value, std::vector<std::string>& out) {
  return read_array(reader, value, out, read_sha);
}

bool read_paths(Reader& reader, const Value& value, std::optional<std::vector<std::string>>& out) {
  std::vector<Value> elements;
  if (!reader.expect(value, Type::array) || !reader.elements(value.raw, elements)) return false;
  out.reset();
  return elements.size() > kCommitPathsMax || read_array(reader, value, out.emplace(), read_path);
}

bool read_url(Reader& reader, const Value& value, std::string& out) {
  if (!reader.text(value, out, kLongTextMax)) return false;
  if (out.empty() || out.starts_with("https://") || out.starts_with("http://")) return true;
  return reader.fail("must start with https:// or http://");
}

}  // namespace shiptally::collectors
