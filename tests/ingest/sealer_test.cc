#include "daemon/ingest/sealer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "daemon/net/secret.h"
#include "tests/e2e/daemon_process.h"

namespace shiptally::ingest {
namespace {

std::string sealed(const Sealer& sealer, std::string_view user) {
  RequestBatch batch;
  batch.rows.emplace_back().user = user;
  sealer.seal(batch);
  return std::string(batch.rows.front().user);
}

TEST(Sealer, SealsTheSameUserAlikeWhileTheKeyStays) {
  const e2e::TempDir dir;
  const auto file = dir.path() / "user.key";
  const auto first = Sealer::open(file);
  ASSERT_TRUE(first) << first.error().message;
  struct stat status {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto again = Sealer::open(file);
  EXPECT_EQ(sealed(*first, "ann"), sealed(*again, "ann"));
  EXPECT_NE(sealed(*first, "ann"), sealed(*first, "bob"));
  EXPECT_EQ(sealed(*first, "ann").size(), Sealer::kSealBytes);
  EXPECT_EQ(sealed(*first, ""), "");
}

// What is remembered of earlier batches changes no seal, however many users there are.
TEST(Sealer, ASealIsAFunctionOfTheUser) {
  const Sealer sealer("0123456789abcdef");
  std::vector<std::string> users;
  for (int i = 0; i < 20'000; ++i) users.push_back("user-" + std::to_string(i));
  for (int round = 0; round < 2; ++round) {
    RequestBatch batch;
    for (const std::string& user : users) batch.rows.emplace_back().user = user;
    batch.rows.emplace_back();
    sealer.seal(batch);
    const RequestBatch moved = std::move(batch);
    for (std::size_t i = 0; i < users.size(); ++i)
      ASSERT_EQ(moved.rows[i].user, net::hmac_sha256("0123456789abcdef", users[i]).substr(0, 16)) << i;
    EXPECT_EQ(moved.rows.back().user, "");
  }
}

TEST(Sealer, TakesNoHalfOfAKeyForOne) {
  const e2e::TempDir dir;
  const auto file = dir.path() / "user.key";
  std::ofstream(file.string() + ".new") << "st_ha";  // what a full disk left of the last attempt
  EXPECT_TRUE(Sealer::open(file));
  std::ofstream(file) << "short\n";
  EXPECT_EQ(Sealer::open(file).error().message, file.string() + ": a key needs at least 16 bytes");
}

TEST(Sealer, SaysWhyThereIsNoKey) {
  const e2e::TempDir dir;
  EXPECT_EQ(Sealer::open(dir.path()).error().message, dir.path().string() + ": cannot read: Is a directory");
  EXPECT_THAT(Sealer::open(dir.path() / "none" / "user.key").error().message,
              testing::HasSubstr("cannot create the key: No such file or directory"));
}

}  // namespace
}  // namespace shiptally::ingest
