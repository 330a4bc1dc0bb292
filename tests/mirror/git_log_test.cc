#include "daemon/mirror/git_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "tests/temp_dir.h"

namespace shiptally::mirror {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using testing::Optional;

/// A repository in a directory of its own, written by the git command.
class GitLogTest : public testing::Test {
 protected:
  void SetUp() override { git("init -q -b main work"); }

  void git(const std::string& arguments, const std::string& environment = "") {
    const std::string home = "HOME=" + dir_ + " GIT_CONFIG_NOSYSTEM=1 LC_ALL=C ";
    const std::string who =
        "GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c GIT_COMMITTER_EMAIL=c@d ";
    const std::string where = std::filesystem::exists(work()) ? work() : dir_;
    ASSERT_EQ(std::system((home + who + environment + " git -C " + where + " " + arguments).c_str()), 0)
        << arguments;
  }
  void commit(const std::string& message, const std::string& authored, const std::string& committed) {
    git("commit -q --allow-empty -m " + message,
        "GIT_AUTHOR_DATE='" + authored + "' GIT_COMMITTER_DATE='" + committed + "'");
  }
  /// main: one - two - merge; side: one - three - merge.
  void history() {
    git("remote add origin git@github.com:acme/chat.git");
    commit("one", "2026-01-01T12:00:00 +0200", "2026-01-01T13:00:00 +0000");
    git("checkout -q -b side");
    commit("three", "2026-01-03T00:00:00 +0000", "2026-01-03T00:00:00 +0000");
    git("checkout -q main");
    commit("two", "2026-01-02T00:00:00 -0530", "2026-01-02T06:00:00 +0000");
    git("merge -q --no-ff -m merge side",
        "GIT_AUTHOR_DATE='2026-01-04T00:00:00 +0000' GIT_COMMITTER_DATE='2026-01-04T00:00:00 +0000'");
    git("tag -a -m release v1 HEAD");
  }

  Result<GitLogSummary> read(GitLogOptions options) {
    commits_.clear();
    return read_git_log(options, [this](std::vector<Commit> batch) -> Result<void> {
      for (Commit& c : batch) commits_[format_instant(c.authored)] = c;
      return {};
    });
  }

  std::string work() const { return dir_ + "/work"; }

  const tests::TempDir temp_;
  const std::string dir_ = temp_.path().string();
  std::map<std::string, Commit> commits_;  ///< by time of authorship
};

TEST_F(GitLogTest, ReadsTheWholeGraphWithParentsAndUtcTimes) {
  history();
  const auto summary = read({work(), "", {}, {}});
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->repo, "acme/chat");
  EXPECT_EQ(summary->commits, 4u);
  ASSERT_EQ(commits_.size(), 4u);
  const Commit& one = commits_.at("2026-01-01T10:00:00Z");  // noon at +02:00
  const Commit& two = commits_.at("2026-01-02T05:30:00Z");
  const Commit& three = commits_.at("2026-01-03T00:00:00Z");
  const Commit& merge = commits_.at("2026-01-04T00:00:00Z");
  EXPECT_EQ(one.key.repo, "acme/chat");
  EXPECT_EQ(one.key.sha.size(), 40u);
  EXPECT_EQ(format_instant(*one.committed), "2026-01-01T13:00:00Z");
  EXPECT_TRUE(one.parents->empty());
  EXPECT_THAT(*three.parents, ElementsAre(one.key.sha));
  EXPECT_THAT(*merge.parents, ElementsAre(two.key.sha, three.key.sha));
  EXPECT_EQ(merge.source, "git");
}

/// Two roots' worth of files: added, changed, moved, removed, merged; and one name that is not UTF-8.
TEST_F(GitLogTest, TellsTheFilesThatACommitTouched) {
  const auto step = [&](const std::string& shell, int day) {
    ASSERT_EQ(std::system(("cd " + work() + " && " + shell).c_str()), 0) << shell;
    git("add -A");
    const std::string date = "2026-01-0" + std::to_string(day) + "T00:00:00 +0000";
    commit("c", date, date);
  };
  git("remote add origin git@github.com:acme/chat.git");
  step("mkdir -p web/src lib && echo a > web/src/a.ts && echo b > lib/b.cc", 1);
  step("echo c >> lib/b.cc && printf x > \"$(printf 'lib/\\377.cc')\"", 2);
  step("mv lib/b.cc web/b.cc && rm web/src/a.ts", 3);
  git("commit -q --allow-empty -m nothing",
      "GIT_AUTHOR_DATE='2026-01-04T00:00:00 +0000' GIT_COMMITTER_DATE='2026-01-04T00:00:00 +0000'");
  const auto paths = [&](int day) {
    return commits_.at("2026-01-0" + std::to_string(day) + "T00:00:00Z").paths;
  };
  ASSERT_TRUE(read({work(), "", {}, {}}));
  EXPECT_THAT(paths(1), Optional(ElementsAre("lib/b.cc", "web/src/a.ts")));
  EXPECT_THAT(paths(2), Optional(ElementsAre("lib/b.cc", "lib/\xEF\xBF\xBD.cc")));
  EXPECT_THAT(paths(3), Optional(ElementsAre("lib/b.cc", "web/b.cc", "web/src/a.ts")));
  EXPECT_THAT(paths(4), Optional(ElementsAre()));
  ASSERT_TRUE(read({work(), "", {}, {}, false}));
  EXPECT_FALSE(paths(1));
}

TEST_F(GitLogTest, TellsNoFilesOfAMergeNorOfTooManyAtOnce) {
  history();
  ASSERT_TRUE(read({work(), "", {}, {}}));
  EXPECT_FALSE(commits_.at("2026-01-04T00:00:00Z").paths) << "a merge";
  ASSERT_EQ(std::system(("cd " + work() + " && for i in $(seq 1000); do echo $i > $i; done").c_str()), 0);
  git("add -A");
  commit("many", "2026-01-05T00:00:00 +0000", "2026-01-05T00:00:00 +0000");
  ASSERT_EQ(std::system(("cd " + work() + " && for i in $(seq 1001); do echo again > $i; done").c_str()), 0);
  git("add -A");
  commit("more", "2026-01-06T00:00:00 +0000", "2026-01-06T00:00:00 +0000");
  ASSERT_TRUE(read({work(), "", {}, {}}));
  EXPECT_EQ(commits_.at("2026-01-05T00:00:00Z").paths->size(), 1000u);
  EXPECT_FALSE(commits_.at("2026-01-06T00:00:00Z").paths);
}

TEST_F(GitLogTest, ReadsBareClonesAndDotGit) {
  history();
  git("clone -q --bare . ../bare.git");
  EXPECT_EQ(read({dir_ + "/bare.git", "acme/other", {}, {}})->commits, 4u);
  EXPECT_EQ(commits_.begin()->second.key.repo, "acme/other");
  EXPECT_EQ(read({work() + "/.git", "", {}, {}})->commits, 4u);
}

TEST_F(GitLogTest, StartsFromTheGivenRefs) {
  history();
  EXPECT_EQ(read({work(), "", {"side"}, {}})->commits, 2u);
  EXPECT_EQ(read({work(), "", {"v1"}, {}})->commits, 4u);
  EXPECT_EQ(read({work(), "", {"nowhere"}, {}}).error().message, "refs: no commit named \"nowhere\"");
}

TEST_F(GitLogTest, LeavesOutWhatIsKnown) {
  history();
  const auto first = read({work(), "", {}, {}});
  ASSERT_TRUE(first);
  EXPECT_EQ(read({work(), "", {}, first->tips})->commits, 0u);
  commit("five", "2026-01-05T00:00:00 +0000", "2026-01-05T00:00:00 +0000");
  std::vector<std::string> known = first->tips;
  known.push_back(std::string(40, 'd'));  // gone since
  EXPECT_EQ(read({work(), "", {}, known})->commits, 1u);
  EXPECT_TRUE(commits_.contains("2026-01-05T00:00:00Z"));
}

TEST_F(GitLogTest, HandsOutBatchesAndStopsWhenTold) {
  std::string script = dir_ + "/import";
  FILE* file = std::fopen(script.c_str(), "w");
  ASSERT_NE(file, nullptr);
  for (int i = 0; i < 2500; ++i)
    std::fprintf(file, "commit refs/heads/main\ncommitter c <c@d> %d +0000\ndata 1\nx\n\n",
                 1'700'000'000 + i);
  std::fclose(file);
  git("fast-import --quiet < " + script);
  std::vector<std::size_t> sizes;
  const auto all = read_git_log({work(), "a/b", {}, {}}, [&](std::vector<Commit> batch) -> Result<void> {
    sizes.push_back(batch.size());
    return {};
  });
  EXPECT_EQ(all->commits, 2500u);
  EXPECT_THAT(sizes, ElementsAre(1000, 1000, 500));
  const auto stopped = read_git_log({work(), "a/b", {}, {}}, [](const std::vector<Commit>&) -> Result<void> {
    return Error{Code::overloaded, "full"};
  });
  EXPECT_EQ(stopped.error().code, Code::overloaded);
}

TEST_F(GitLogTest, SaysWhatIsWrong) {
  EXPECT_EQ(read({dir_ + "/nothing", "", {}, {}}).error().code, Code::not_found);
  EXPECT_THAT(read({work(), "", {}, {}}).error().message, HasSubstr("no remote \"origin\""));
  EXPECT_EQ(read({work(), "a/b", {}, {}})->commits, 0u);  // nothing committed yet
  history();
  git("clone -q --depth 1 file://" + work() + " ../shallow");
  EXPECT_THAT(read({dir_ + "/shallow", "", {}, {}}).error().message, HasSubstr("shallow"));
}

}  // namespace
}  // namespace shiptally::mirror
