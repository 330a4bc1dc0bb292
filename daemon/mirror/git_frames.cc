#include "daemon/mirror/git_frames.h"

#include <algorithm>

#include "schema/base/hex.h"
#include "schema/base/varint.h"

namespace shiptally::mirror {
namespace {

constexpr std::uint8_t kCommit = 'c', kEnd = 'e', kFailure = 'f';
constexpr std::size_t kLengthBytesMax = 10;

void put_texts(std::string& out, const std::vector<std::string>& texts) {
  put_varint(out, texts.size());
  for (const std::string& text : texts) put_text(out, text);
}

/// Each text takes a byte at least, so no count makes more of them than there are bytes.
std::vector<std::string> texts_of(ByteReader& in) {
  std::vector<std::string> out;
  for (std::uint64_t left = in.varint(); left > 0 && !in.failed(); --left) out.emplace_back(in.text());
  return out;
}

struct Payload {
  std::string& out;

  void operator()(const Commit& commit) const {
    out += static_cast<char>(kCommit);
    put_text(out, commit.key.repo);
    put_text(out, commit.key.sha);
    put_texts(out, commit.parents.value_or(std::vector<std::string>()));
    put_difference(out, to_ms(commit.authored), 0);
    put_difference(out, to_ms(commit.committed.value_or(commit.authored)), 0);
    out += commit.paths ? '\1' : '\0';
    if (commit.paths) put_texts(out, *commit.paths);
  }
  void operator()(const GitLogSummary& summary) const {
    out += static_cast<char>(kEnd);
    put_text(out, summary.repo);
    put_varint(out, summary.commits);
    put_texts(out, summary.tips);
  }
  void operator()(const GitFailure& failure) const {
    out += static_cast<char>(kFailure);
    out += static_cast<char>(failure.error.code);
    put_text(out, failure.error.message);
  }
};

Commit commit_of(ByteReader& in) {
  Commit out;
  out.source = "git";
  out.key.repo = in.text();
  out.key.sha = in.text();
  out.parents = texts_of(in);
  out.authored = instant_from_ms(in.difference(0));
  out.committed = instant_from_ms(in.difference(0));
  if (in.byte() != 0) out.paths = texts_of(in);
  return out;
}

GitLogSummary summary_of(ByteReader& in) {
  GitLogSummary out;
  out.repo = in.text();
  out.commits = in.varint();
  out.tips = texts_of(in);
  return out;
}

GitFailure failure_of(ByteReader& in) {
  const std::uint8_t code = in.byte();
  const bool known = code <= static_cast<std::uint8_t>(Code::internal);
  return GitFailure({known ? static_cast<Code>(code) : Code::internal, std::string(in.text())});
}

bool is_sha(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         std::all_of(text.begin(), text.end(), [](char c) { return hex_digit(c) >= 0; });
}

bool is_sound(const GitFrame& frame) {
  const auto* commit = std::get_if<Commit>(&frame);
  return commit == nullptr ||
         (is_sha(commit->key.sha) && std::all_of(commit->parents->begin(), commit->parents->end(), is_sha));
}

}  // namespace

void append_frame(std::string& out, const GitFrame& frame) {
  std::string payload;
  std::visit(Payload{payload}, frame);
  put_text(out, payload);
}

Result<std::optional<GitFrame>> take_frame(std::string_view& in) {
  const Error broken{Code::internal, "the process that reads the repository wrote what cannot be read"};
  std::string_view rest = in;
  std::uint64_t length = 0;
  if (!take_varint(rest, length)) {
    if (in.size() >= kLengthBytesMax) return broken;
    return std::optional<GitFrame>();
  }
  if (length > kGitFrameBytesMax) return broken;
  if (rest.size() < length) return std::optional<GitFrame>();
  ByteReader payload(rest.substr(0, length));
  std::optional<GitFrame> out;
  switch (payload.byte()) {
    case kCommit:
      out = commit_of(payload);
      break;
    case kEnd:
      out = summary_of(payload);
      break;
    case kFailure:
      out = failure_of(payload);
      break;
    default:
      return broken;
  }
  if (payload.failed() || !payload.at_end() || !is_sound(*out)) return broken;
  in = rest.substr(length);
  return out;
}

}  // namespace shiptally::mirror
