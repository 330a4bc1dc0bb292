// What an administrator brings in from files, with and without a daemon.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/e2e/daemon_process.h"

namespace shiptally::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string write_file(const TempDir& dir, const std::string& name, const std::string& text) {
  const std::string file = (dir.path() / name).string();
  std::ofstream(file) << text;
  return file;
}

Finished import(const TempDir& dir, const std::string& kind, const std::string& file,
                const std::vector<std::string>& flags = {}) {
  std::vector<std::string> words = {"import", kind, file, "--data-dir", (dir.path() / "data").string()};
  words.insert(words.end(), flags.begin(), flags.end());
  return run_shiptally(words);
}

std::string charge(const std::string& description) {
  return R"({"provider":"anthropic","from":"2026-10-01","to":"2026-10-02","billed_cost":"1.5","description":")" +
         description + "\"}\n";
}

TEST(Import, KeepsEqualLinesOfALongBillApart) {
  const TempDir dir;
  std::string bill = charge("twice");
  for (int i = 0; i < 1000; ++i) bill += charge(std::to_string(i) + std::string(5000, 'x'));
  const std::string file = write_file(dir, "bill.ndjson", bill + charge("twice"));
  EXPECT_THAT(import(dir, "charges", file).out, StartsWith("accepted 1002, duplicate 0, rejected 0;"));
  EXPECT_THAT(import(dir, "charges", file).out, StartsWith(file + ": already imported, 1002 lines;"));
  EXPECT_THAT(import(dir, "charges", file, {"--again"}).out,
              StartsWith("accepted 0, duplicate 1002, rejected 0;"));
}

TEST(Import, CountsRowsOverAllDeliveries) {
  const TempDir dir;
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += R"({"id":")" + std::to_string(i) +
            R"(","service":"a","opened_at":"2026-10-01T10:00:00Z","url":")" + "https://" +
            std::string(5000, 'x') + "\"}\n";
  const Finished done = import(dir, "incidents", write_file(dir, "i.ndjson", text + "{\"id\":\"last\"}\n"));
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_THAT(done.out, StartsWith("accepted 1000, duplicate 0, rejected 1;"));
  EXPECT_THAT(done.err, HasSubstr("i.ndjson:1001: service: required\n"));
}

TEST(Import, MissesAFileBeforeItBegins) {
  const TempDir dir;
  const std::string file = write_file(dir, "bill.ndjson", charge("a")), missing = dir.file("missing");
  const Finished done = import(dir, "charges", file, {missing});
  EXPECT_EQ(done.exit_code, 1);
  EXPECT_EQ(done.out, "");
  EXPECT_EQ(done.err, "shiptally: " + missing + ": cannot open: No such file or directory\n");
}

TEST(Commands, SayWhyTheDataIsOutOfReach) {
  const TempDir dir;
  const std::string file = write_file(dir, "file", "");
  const std::string loop = (dir.path() / "loop").string();
  std::filesystem::create_symlink(loop, loop);
  const std::vector<std::string> commands[] = {
      {"token", "create", "--name", "a", "--scope", "read"},
      {"import", "requests", file},
      {"demo"},
  };
  for (const std::vector<std::string>& words : commands)
    for (const std::string& data : {file, loop}) {
      std::vector<std::string> command = words;
      command.insert(command.end(), {"--data-dir", data});
      const Finished done = run_shiptally(command);
      EXPECT_EQ(done.exit_code, 1) << command[0];
      EXPECT_THAT(done.err, HasSubstr(data)) << command[0];
    }
}

TEST(Token, IsRefusedABadNameWithoutADaemonToo) {
  const TempDir dir;
  const std::string data = (dir.path() / "data").string();
  const Finished made =
      run_shiptally({"token", "create", "--data-dir", data, "--name", "two\nlines", "--scope", "read"});
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_EQ(made.out, "");
  EXPECT_THAT(made.err, HasSubstr("name: 1 to 128 characters"));
}

}  // namespace
}  // namespace shiptally::e2e
