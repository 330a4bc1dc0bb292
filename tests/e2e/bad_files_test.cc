// Files that a person or a program hands to the daemon and its commands, and that took all memory or time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/e2e/daemon_process.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;

constexpr std::size_t kGiB = std::size_t{1} << 30;
constexpr int kBadConfig = 78;

void write(const std::string& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

TEST(BadFiles, AConfigurationIsReadOrRefusedInLittleMemory) {
  const TempDir dir;
  const std::string config = dir.file("c.yaml"), prices = dir.file("prices.yaml");
  std::string laughs = "a0: &a0 x\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + "," + before + "]\n";
  }
  const std::pair<std::string, const char*> cases[] = {
      {",", "text that belongs to no value"},
      {"...\nlisten: \"nowhere\"\n", "listen: "},
      {laughs, "those of aliases counted in"},
      {std::string(std::size_t{60} << 10, '['), "nested too deeply"},
      {std::string(std::size_t{1} << 20, '['), "a line longer than 64 KiB"},
      {std::string((std::size_t{1} << 20) + 1, ' '), "longer than 1 MiB"},
  };
  for (const auto& [text, error] : cases) {
    write(config, text);
    const Finished checked = run_shiptally({"check-config", config}, kGiB);
    EXPECT_EQ(checked.exit_code, kBadConfig) << error;
    EXPECT_THAT(checked.err, HasSubstr(error));
  }
  write(config, "prices: {files: [" + prices + "]}\n");
  for (const char* text : {",", ", ,", "provider: p\n---\n,\n"}) {
    write(prices, text);
    const Finished checked = run_shiptally({"check-config", config}, kGiB);
    EXPECT_EQ(checked.exit_code, kBadConfig) << text;
    EXPECT_THAT(checked.err, HasSubstr("text that belongs to no value")) << text;
  }
}

TEST(BadFiles, OnlyARegularFileIsAConfiguration) {
  const TempDir dir;
  const std::string pipe = dir.file("pipe"), large = dir.file("large");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& file : {pipe, std::string("/dev/zero")}) {
    const Finished checked = run_shiptally({"check-config", file}, kGiB);
    EXPECT_EQ(checked.exit_code, kBadConfig) << file;
    EXPECT_THAT(checked.err, HasSubstr("not a regular file")) << file;
  }
  write(large, "x");
  ASSERT_EQ(::truncate(large.c_str(), 8 * static_cast<off_t>(kGiB)), 0);
  const Finished checked = run_shiptally({"check-config", large}, kGiB);
  EXPECT_EQ(checked.exit_code, kBadConfig);
  EXPECT_THAT(checked.err, HasSubstr("longer than 16 MiB"));
}

/// The import ends with what is wrong and where, and no process is left behind.
TEST(BadFiles, ADamagedRepositoryIsAnErrorOfItsImport) {
  const TempDir dir;
  const std::string repository = dir.file("work");
  const std::string make =
      "HOME=" + dir.path().string() +
      " GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=c"
      " GIT_COMMITTER_EMAIL=c@d git -C " +
      repository + " ";
  std::filesystem::create_directory(repository);
  ASSERT_EQ(std::system((make + "init -q").c_str()), 0);
  ASSERT_EQ(std::system((make + "commit -q --allow-empty -m one").c_str()), 0);
  const std::vector<std::string> import = {"import", "git", "--data-dir", dir.file("data"),
                                           "--repo", "a/b", repository};
  EXPECT_EQ(run_shiptally(import).exit_code, 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(repository + "/.git/objects")) {
    if (!entry.is_regular_file()) continue;
    std::filesystem::permissions(entry, std::filesystem::perms::owner_write,
                                 std::filesystem::perm_options::add);
    write(entry.path().string(), "no object");
  }
  const Finished damaged = run_shiptally(import);
  EXPECT_EQ(damaged.exit_code, 1);
  EXPECT_THAT(damaged.err, HasSubstr("shiptally: " + repository + ": HEAD: "));
  EXPECT_THAT(damaged.err, HasSubstr("the repository is damaged"));
}

/// By SIGHUP the same file reaches a daemon that runs: it keeps what it has.
TEST(BadFiles, ADaemonRefusesAPriceFileOfOneCommaAndGoesOn) {
  const TempDir dir;
  const std::string config = dir.file("c.yaml"), prices = dir.file("prices.yaml");
  write(prices, "{}");
  write(config, "prices: {files: [" + prices + "]}\n");
  DaemonProcess daemon(dir.path(), config);
  write(prices, ",");
  daemon.signal(SIGHUP);
  EXPECT_THAT(daemon.next_notification(), HasSubstr("RELOADING=1"));
  EXPECT_THAT(daemon.next_notification(), HasSubstr("READY=1"));
  std::ifstream log(dir.file("daemon.log"));
  const std::string said((std::istreambuf_iterator<char>(log)), {});
  EXPECT_THAT(said, HasSubstr("prices.yaml:1: text that belongs to no value"));
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

}  // namespace
}  // namespace shiptally::e2e
