// Repositories that libgit2 aborts on, hangs on or counts in for ever.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>

#include "daemon/mirror/git_log.h"
#include "tests/temp_dir.h"

namespace shiptally::mirror {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// Three commits, one a directory.
class GitDamageTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(work());
    git("git init -q -b main .");
    for (const char* name : {"one", "two", "three"})
      git("mkdir " + std::string(name) + " && seq 1 500 > " + name +
          "/file && git add -A && git commit -q -m " + name);
  }
  void git(const std::string& shell) {
    const std::string command =
        "cd " + work() + " && export HOME=" + dir_ +
        " GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c"
        " GIT_COMMITTER_EMAIL=c@d && " +
        shell;
    ASSERT_EQ(std::system(command.c_str()), 0) << shell;
  }
  /// What a command prints, without the line break.
  std::string told(const std::string& shell) {
    git(shell + " > " + dir_ + "/told");
    std::ifstream file(dir_ + "/told");
    std::string out;
    std::getline(file, out);
    return out;
  }
  fs::path loose(const std::string& sha) const {
    return work() + "/.git/objects/" + sha.substr(0, 2) + "/" + sha.substr(2);
  }
  /// Other bytes in a file of the repository, as long as it lives.
  class Damage {
   public:
    Damage(const fs::path& file, const std::function<void(std::string&)>& how) : file_(file) {
      fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
      std::ifstream in(file, std::ios::binary);
      kept_.assign(std::istreambuf_iterator<char>(in), {});
      EXPECT_FALSE(kept_.empty()) << file;
      std::string bytes = kept_;
      how(bytes);
      write(bytes);
    }
    ~Damage() { write(kept_); }

   private:
    void write(const std::string& bytes) const {
      std::ofstream(file_, std::ios::binary | std::ios::trunc) << bytes;
    }
    fs::path file_;
    std::string kept_;
  };

  static constexpr Millis kShort = std::chrono::seconds(1);  // where no answer, or any error, is expected
  Result<GitLogSummary> read(Millis silence_max = std::chrono::minutes(2)) {
    commits_.clear();
    return read_git_log({.path = work(), .repo = "a/b", .silence_max = silence_max},
                        [this](std::vector<Commit> batch) -> Result<void> {
                          for (Commit& commit : batch) commits_.push_back(std::move(commit));
                          return {};
                        });
  }
  std::string work() const { return dir_ + "/work"; }

  const tests::TempDir temp_;
  const std::string dir_ = temp_.path().string();
  std::vector<Commit> commits_;
};

/// Of these libgit2 does not come back.
TEST_F(GitDamageTest, TruncatedLooseObjectsEndTheReadingByItsDeadline) {
  for (const char* name : {"HEAD", "HEAD~1", "HEAD~1^{tree}"}) {
    const fs::path file = loose(told(std::string("git rev-parse ") + name));
    const Damage damage(file, [](std::string& bytes) { bytes.resize(bytes.size() / 2); });
    const auto summary = read(kShort);
    ASSERT_TRUE(summary.has_error()) << name;
    EXPECT_EQ(summary.error().code, Code::internal);
    EXPECT_THAT(summary.error().message, AllOf(HasSubstr(work() + ": nothing was read for 1 s, near "),
                                               HasSubstr("the repository is damaged")));
  }
  EXPECT_EQ(read()->commits, 3u) << "mended";
}

TEST_F(GitDamageTest, LooseObjectsOfOtherBytesAreNamed) {
  const std::string sha = told("git rev-parse HEAD~1");
  for (const std::string& other :
       {std::string("x"), std::string(64, '\0'), std::string(4096, '\xFF'), std::string("\x78\x9C")}) {
    const Damage damage(loose(sha), [&](std::string& bytes) { bytes = other; });
    const auto summary = read(kShort);
    ASSERT_TRUE(summary.has_error()) << other.size();
    EXPECT_THAT(summary.error().message, HasSubstr(work() + ": ")) << other.size();
  }
}

/// Not one byte of it makes a reading that is less than the whole and says so to nobody.
TEST_F(GitDamageTest, DamagedPacksAreErrorsOrReadInFull) {
  git("git gc -q --prune=now");
  std::size_t errors = 0;
  for (const auto& entry : fs::directory_iterator(work() + "/.git/objects/pack")) {
    const fs::path& file = entry.path();
    if (file.extension() != ".pack" && file.extension() != ".idx") continue;
    const auto size = fs::file_size(file);
    for (std::size_t at = 8; at < size; at += size / 16) {
      const Damage damage(file, [&](std::string& bytes) { bytes[at] = static_cast<char>(~bytes[at]); });
      const auto summary = read(kShort);
      errors += summary.has_error();
      EXPECT_TRUE(summary.has_error() || summary->commits == 3) << file << " at " << at;
    }
    const Damage damage(file, [](std::string& bytes) { bytes.resize(bytes.size() / 2); });
    EXPECT_TRUE(read(kShort).has_error()) << file;
  }
  EXPECT_GT(errors, 10u);
}

TEST_F(GitDamageTest, AlternatesAndReferencesInACircle) {
  std::ofstream(work() + "/.git/objects/info/alternates") << work() << "/.git/objects\n"
                                                          << work() << "/../work/.git/objects\n";
  EXPECT_EQ(read()->commits, 3u);
  std::ofstream(work() + "/.git/refs/heads/a") << "ref: refs/heads/b\n";
  std::ofstream(work() + "/.git/refs/heads/b") << "ref: refs/heads/a\n";
  const auto summary = read();
  ASSERT_TRUE(summary.has_error());
  EXPECT_THAT(summary.error().message, HasSubstr("refs/heads/"));
}

TEST_F(GitDamageTest, AReferenceToWhatIsNotThereIsNamed) {
  std::ofstream(work() + "/.git/refs/heads/gone") << std::string(40, 'd') << "\n";
  const auto summary = read();
  ASSERT_TRUE(summary.has_error());
  EXPECT_THAT(summary.error().message, HasSubstr("refs/heads/gone"));
}

TEST_F(GitDamageTest, TreesTooDeepOrTooManyToCountAreUnknownPaths) {
  std::string path;
  for (int i = 0; i < 5000; ++i) path += "a/";
  std::ofstream(dir_ + "/import") << "commit refs/heads/deep\ncommitter c <c@d> 1700000000 +0000\ndata 1\nx\n"
                                  << "M 100644 inline " << path << "f\ndata 1\nx\n\n";
  git("git fast-import --quiet < " + dir_ + "/import");
  // Ten times ten times … directories without a file in them.
  std::string tree = told("git mktree < /dev/null");
  for (int level = 0; level < 12; ++level) {
    std::ofstream list(dir_ + "/list");
    for (int i = 0; i < 10; ++i) list << "040000 tree " << tree << '\t' << i << '\n';
    list.close();
    tree = told("git mktree < " + dir_ + "/list");
  }
  git("git update-ref refs/heads/wide $(git commit-tree -m wide " + tree + ")");
  ASSERT_EQ(read()->commits, 5u);
  const auto unknown = [](const Commit& commit) { return !commit.paths; };
  EXPECT_EQ(std::count_if(commits_.begin(), commits_.end(), unknown), 2);
}

}  // namespace
}  // namespace shiptally::mirror
