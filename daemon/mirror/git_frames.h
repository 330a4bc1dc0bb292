#pragma once
// What the child process that reads a repository writes into its pipe: frames of a length (a varint) and so
// many bytes.  What comes out is checked as any message from outside.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "daemon/mirror/git_log.h"

namespace shiptally::mirror {

/// Why there is no more.
struct GitFailure {
  explicit GitFailure(Error why) : error(std::move(why)) {}
  Error error;
};

using GitFrame = std::variant<Commit, GitLogSummary, GitFailure>;

inline constexpr std::size_t kGitFrameBytesMax = std::size_t{64}
                                                 << 20;  ///< a million refs, 1,000 paths of 8 KiB

void append_frame(std::string& out, const GitFrame& frame);

/// Takes the first frame off the front of `in`; none when it is not all there.  Code::internal for anything
/// that append_frame() does not write.
Result<std::optional<GitFrame>> take_frame(std::string_view& in);

}  // namespace shiptally::mirror
