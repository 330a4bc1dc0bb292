#include "daemon/tail/tailer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/temp_dir.h"

namespace shiptally::tail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Keeps text and cursors as the store would: together or not at all.
class Kept final : public Sink {
 public:
  Result<std::optional<std::string>> position(const std::string& cursor) override {
    const auto at = cursors.find(cursor);
    return at == cursors.end() ? std::nullopt : std::optional(at->second);
  }
  Result<void> store(Delivery delivery) override {
    if (full) return Error{Code::overloaded, "full"};
    text += delivery.text;
    too_long += delivery.too_long;
    cursors[delivery.cursor.name] = delivery.cursor.position;
    return {};
  }
  void trouble(const Error& error) override { troubles.push_back(error.message); }

  std::string take() { return std::exchange(text, {}); }

  std::string text;
  std::size_t too_long = 0;
  std::map<std::string, std::string> cursors;
  std::vector<std::string> troubles;
  bool full = false;
};

class Tailing : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return dir_.file(name); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  void append(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary | std::ios::app) << text;
  }
  void rename(const std::string& from, const std::string& to) const {
    std::filesystem::rename(path(from), path(to));
  }
  /// A daemon that starts again: nothing but what was stored remains.
  void restart(const std::string& pattern = "log", bool from_end = false) {
    tailer_ = std::make_unique<Tailer>(kept_);
    tailer_->follow({{path(pattern), "requests", from_end}});
  }
  /// What comes in until there is no more, some time later.
  std::string read(Millis later = Tailer::kLook) {
    now_ += later;
    while (tailer_->poll(now_)) {
    }
    return kept_.take();
  }

  tests::TempDir dir_;
  Kept kept_;
  std::unique_ptr<Tailer> tailer_;
  Instant now_{};
};

TEST_F(Tailing, ReadsWhatIsThereAndWhatComes) {
  write("log", "a\n");
  restart();
  EXPECT_EQ(read(), "a\n");
  EXPECT_EQ(read(), "");
  append("log", "b\nc");
  EXPECT_EQ(read(), "b\n");
  append("log", "c\n");
  EXPECT_EQ(read(), "cc\n");
  EXPECT_EQ(tailer_->standing().files, 1u);
  EXPECT_EQ(tailer_->standing().behind_bytes, 0u);
}

TEST_F(Tailing, ReadsNothingTwiceAndLosesNothingOverRestarts) {
  write("log", "");
  std::string written, got;
  restart();
  for (int i = 0; i < 50; ++i) {
    const std::string line = std::to_string(i) + "\n";
    append("log", line);
    written += line;
    if (i % 3 == 0) got += read();
    if (i % 7 == 0) restart();
  }
  EXPECT_EQ(got + read(), written);
}

TEST_F(Tailing, OffersAgainWhatWasRefused) {
  write("log", "a\n");
  restart();
  kept_.full = true;
  EXPECT_EQ(read(), "");
  append("log", "b\n");
  EXPECT_EQ(read(), "");
  EXPECT_EQ(tailer_->standing().behind_bytes, 4u);
  kept_.full = false;
  EXPECT_EQ(read(), "a\nb\n");
}

TEST_F(Tailing, DrainsARenamedFileAndGoesOnWithTheNew) {
  write("log", "a\n");
  restart();
  EXPECT_EQ(read(), "a\n");
  append("log", "b\n");
  rename("log", "log.1");
  write("log", "c\n");
  const std::string got = read();
  EXPECT_THAT(got, HasSubstr("b\n"));
  EXPECT_THAT(got, HasSubstr("c\n"));
  append("log.1", "late\n");  // its writer has not been told yet
  EXPECT_EQ(read(), "late\n");
  EXPECT_EQ(tailer_->standing().files, 2u);
  EXPECT_EQ(read(Tailer::kRetire), "");
  EXPECT_EQ(tailer_->standing().files, 1u);
}

TEST_F(Tailing, KnowsARenamedFileAfterARestart) {
  write("log", "a\n");
  restart("log*");
  EXPECT_EQ(read(), "a\n");
  append("log", "b\n");
  rename("log", "log.1");
  write("log", "c\n");
  restart("log*");
  const std::string got = read();
  EXPECT_TRUE(got == "b\nc\n" || got == "c\nb\n") << got;
}

TEST_F(Tailing, ReadsATruncatedFileFromItsBeginning) {
  write("log", "a\nb\n");
  restart();
  EXPECT_EQ(read(), "a\nb\n");
  write("log", "c\n");
  EXPECT_EQ(read(), "c\n");
  write("log", "d\ne\nf\n");  // grew past the old length before anybody looked
  EXPECT_EQ(read(), "d\ne\nf\n");
  write("log", "g\nh\ni\nj\n");
  restart();
  EXPECT_EQ(read(), "g\nh\ni\nj\n");
}

TEST_F(Tailing, LeavesARotatedFileAloneOnceItIsCompressed) {
  write("log", "a\n");
  restart("log*");
  EXPECT_EQ(read(), "a\n");
  rename("log", "log.1");
  write("log.1.gz", "\x1F\x8B compressed\n");
  std::filesystem::remove(path("log.1"));
  write("log", "b\n");
  EXPECT_EQ(read(), "b\n");
  EXPECT_EQ(kept_.troubles.size(), 0u);
}

TEST_F(Tailing, BeginsAtTheEndOfWhatWasThereAndAtTheBeginningOfWhatComes) {
  write("log.1", "old\nha");
  restart("log.*", true);
  EXPECT_EQ(read(), "");
  append("log.1", "lf\nnew\n");
  write("log.2", "all of it\n");
  const std::string got = read();
  EXPECT_THAT(got, HasSubstr("half\nnew\n"));
  EXPECT_THAT(got, HasSubstr("all of it\n"));
}

TEST_F(Tailing, RemembersTheEndItBeganAt) {
  write("log", "old\n");
  restart("log", true);
  EXPECT_EQ(read(), "");
  append("log", "while it was down\n");
  restart("log", true);
  EXPECT_EQ(read(), "while it was down\n");
}

TEST_F(Tailing, WaitsForFilesThatAreNotThereAndForgetsThoseThatVanish) {
  restart();
  EXPECT_EQ(read(), "");
  write("log", "a\nb");
  EXPECT_EQ(read(), "a\n");
  std::filesystem::remove(path("log"));
  EXPECT_EQ(read(), "");
  EXPECT_EQ(read(Tailer::kRetire), "b");  // nobody will end that line any more
  EXPECT_EQ(tailer_->standing().files, 0u);
  write("log", "c\n");
  EXPECT_EQ(read(), "c\n");
}

TEST_F(Tailing, ComplainsOnceAndGoesOnWithTheOthers) {
  std::filesystem::create_directory(path("log.d"));
  write("log.f", "a\n");
  restart("log.*");
  EXPECT_EQ(read(), "a\n");
  EXPECT_EQ(read(), "");
  EXPECT_THAT(kept_.troubles, ElementsAre(HasSubstr("log.d: not a regular file")));
  std::filesystem::remove(path("log.d"));
  write("log.d", "b\n");
  EXPECT_EQ(read(), "b\n");
}

TEST_F(Tailing, TakesANewListAndKeepsItsPlace) {
  write("log", "a\n");
  write("other", "b\n");
  restart();
  EXPECT_EQ(read(), "a\n");
  append("log", "c\n");
  tailer_->follow({{path("log"), "requests", false}, {path("other"), "requests", true}});
  EXPECT_EQ(read(), "c\n");
  append("other", "d\n");
  tailer_->follow({{path("other"), "requests", true}});
  append("log", "e\n");
  EXPECT_EQ(read(), "d\n");
  EXPECT_EQ(tailer_->standing().files, 1u);
}

TEST_F(Tailing, TellsOfLinesThatAreTooLong) {
  write("log", std::string(kChunkBytes + 1, 'x') + "\na\n");
  restart();
  EXPECT_EQ(read(), "a\n");
  EXPECT_EQ(kept_.too_long, 1u);
}

}  // namespace
}  // namespace shiptally::tail
