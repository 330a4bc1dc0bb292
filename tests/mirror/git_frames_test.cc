#include "daemon/mirror/git_frames.h"

#include <gtest/gtest.h>

namespace shiptally::mirror {
namespace {

Commit a_commit() {
  Commit out;
  out.key = {"acme/chat", std::string(40, 'a')};
  out.parents = {std::string(40, 'b'), std::string(64, 'c')};
  out.authored = instant_from_ms(-5);
  out.committed = instant_from_ms(1'700'000'000'000);
  out.source = "git";
  out.paths = {"a", "b/\u00FC"};
  return out;
}

std::string bytes_of(const GitFrame& frame) {
  std::string out;
  append_frame(out, frame);
  return out;
}

TEST(GitFrames, ComeBackAsTheyWentIn) {
  Commit without = a_commit();
  without.paths.reset();
  without.parents = {std::vector<std::string>()};
  std::string bytes = bytes_of(a_commit()) + bytes_of(without) +
                      bytes_of(GitLogSummary{"acme/chat", 2, {std::string(40, 'a')}}) +
                      bytes_of(GitFailure({Code::not_found, "/nowhere"}));
  std::string_view rest = bytes;
  for (const Commit& want : {a_commit(), without}) {
    const auto frame = take_frame(rest);
    const Commit& got = std::get<Commit>(**frame);
    EXPECT_EQ(got.key, want.key);
    EXPECT_EQ(got.parents, want.parents);
    EXPECT_EQ(got.authored, want.authored);
    EXPECT_EQ(got.committed, want.committed);
    EXPECT_EQ(got.source, want.source);
    EXPECT_EQ(got.paths, want.paths);
  }
  const auto summary = take_frame(rest);
  EXPECT_EQ(std::get<GitLogSummary>(**summary).commits, 2u);
  const auto failure = take_frame(rest);
  EXPECT_EQ(std::get<GitFailure>(**failure).error.code, Code::not_found);
  EXPECT_TRUE(rest.empty());
}

TEST(GitFrames, WaitForWhatIsNotAllThere) {
  const std::string bytes = bytes_of(a_commit());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    std::string_view part = std::string_view(bytes).substr(0, size);
    const auto frame = take_frame(part);
    ASSERT_TRUE(frame.has_value()) << size;
    EXPECT_FALSE(frame->has_value()) << size;
    EXPECT_EQ(part.size(), size);
  }
}

TEST(GitFrames, RefuseEverythingElse) {
  Commit no_sha = a_commit();
  no_sha.key.sha = "HEAD";
  Commit no_parent = a_commit();
  no_parent.parents = {"../../etc"};
  std::string longer = bytes_of(a_commit());
  ++longer[0];
  const std::string cases[] = {
      std::string(1, '\0'),     // no type
      "\1x",                    // an unknown one
      "\2c\5",                  // a text longer than the frame
      std::string(10, '\xFF'),  // a length beyond 64 bits
      "\xFF\xFF\xFF\xFF\x7F",   // beyond the bound
      bytes_of(no_sha),
      bytes_of(no_parent),
      longer + "x",                                 // bytes left over
      std::string("\7e\0\xFF\xFF\xFF\xFF\x7F", 8),  // more tips than bytes
  };
  for (const std::string& bytes : cases) {
    std::string_view rest = bytes;
    EXPECT_TRUE(take_frame(rest).has_error()) << bytes;
  }
}

}  // namespace
}  // namespace shiptally::mirror
