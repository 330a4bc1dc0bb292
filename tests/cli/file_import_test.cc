#include "daemon/cli/file_import.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/temp_dir.h"

namespace shiptally::cli {
namespace {

/// Keeps deliveries and answers them when told to, in any order.
class SlowDoor final : public FactDoor {
 public:
  explicit SlowDoor(bool keeps_order) : keeps_order_(keeps_order) {}
  struct Seen {
    std::string text;
    std::optional<Cursor> cursor;
    Done done;
  };

  void deliver(std::string_view, std::string text, std::optional<Cursor> cursor, Done done) override {
    seen.push_back({std::move(text), std::move(cursor), std::move(done)});
    if (on_delivery) on_delivery(seen.size() - 1);
  }
  bool keeps_order() const override { return keeps_order_; }
  Result<std::optional<std::string>> position(const std::string&) override {
    return std::optional<std::string>();
  }
  void accept(std::size_t index) { seen[index].done(ingest::Outcome{{1, 0}, {}, 0}); }
  std::string position_with(std::size_t index) const {
    return seen[index].cursor ? seen[index].cursor->position : "";
  }

  std::vector<Seen> seen;
  std::function<void(std::size_t)> on_delivery;

 private:
  const bool keeps_order_;
};

struct Fixture {
  explicit Fixture(const std::string& text) {
    std::ofstream(dir.file("f")) << text;
    reader.emplace(std::move(*LineReader::open(std::move(*InputFile::open(dir.file("f"))), {100, 1})));
  }
  Result<void> run(FactDoor& door) {
    FileImport import({door, "/v1/requests", false}, std::move(*reader), "name", rejects, taken);
    return import.run([] { return false; }, [](const LineReader&) {});
  }
  tests::TempDir dir;
  std::optional<LineReader> reader;
  Rejects rejects = std::move(*Rejects::open(""));
  Taken taken;
};

TEST(FileImport, PositionsReadBackAsWritten) {
  for (const ImportPosition& position :
       {ImportPosition{{0, 0}, false}, ImportPosition{{123456789012, 7}, true}}) {
    const auto back = parse_position(format_position(position));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->place.bytes, position.place.bytes);
    EXPECT_EQ(back->place.lines, position.place.lines);
    EXPECT_EQ(back->end, position.end);
  }
  for (const char* bad : {"", "end", "1", "1 ", "1 x", "x 1", "1 2 3", "-1 2", "1  2"})
    EXPECT_TRUE(parse_position(bad).has_error()) << bad;
}

TEST(FileImport, CarriesItsOwnEndThroughADoorThatKeepsOrder) {
  Fixture f("a\nb\nc\n");
  SlowDoor door(true);
  door.on_delivery = [&](std::size_t i) { door.accept(i); };
  ASSERT_TRUE(f.run(door).has_value());
  ASSERT_EQ(door.seen.size(), 4u);
  EXPECT_EQ(door.position_with(0), "2 1");
  EXPECT_EQ(door.position_with(1), "4 2");
  EXPECT_EQ(door.position_with(2), "6 3");
  EXPECT_EQ(door.seen[3].text, "");
  EXPECT_EQ(door.position_with(3), "6 3 end");
  EXPECT_EQ(f.taken.accepted, 3u);
}

TEST(FileImport, PassesNothingThatIsNotStoredThroughAnyOther) {
  Fixture f("a\nb\nc\nd\n");
  SlowDoor door(false);
  // The second and third are answered before the first.
  door.on_delivery = [&](std::size_t i) {
    if (i == 1 || i == 4) door.accept(i);
    if (i == 2) door.accept(2), door.accept(0);
    if (i == 3) door.accept(3);
  };
  ASSERT_TRUE(f.run(door).has_value());
  ASSERT_EQ(door.seen.size(), 5u);
  EXPECT_EQ(door.position_with(0), "");
  EXPECT_EQ(door.position_with(1), "");
  EXPECT_EQ(door.position_with(2), "");
  EXPECT_EQ(door.position_with(3), "6 3");
  EXPECT_EQ(door.position_with(4), "8 4 end");
}

TEST(FileImport, StopsAtAFailureWithTheCursorBeforeIt) {
  for (const bool keeps_order : {true, false}) {
    Fixture f("a\nb\nc\n");
    SlowDoor door(keeps_order);
    door.on_delivery = [&](std::size_t i) {
      if (i == 1)
        door.seen[i].done(Error{Code::unavailable, "disk full"});
      else
        door.accept(i);
    };
    EXPECT_EQ(f.run(door).error().message, "disk full");
    std::string last;
    for (std::size_t i = 0; i < door.seen.size(); ++i)
      if (!(keeps_order && i == 1) && !door.position_with(i).empty()) last = door.position_with(i);
    EXPECT_EQ(last, "2 1");
  }
}

TEST(FileImport, RejectsEveryLineOfATextThatHoldsNoRow) {
  Fixture f("a\nb\n");
  SlowDoor door(true);
  door.on_delivery = [&](std::size_t i) {
    if (i == 0)
      door.seen[i].done(Error{Code::unreadable, "no object"});
    else
      door.accept(i);
  };
  ASSERT_TRUE(f.run(door).has_value());
  EXPECT_EQ(f.taken.accepted, 1u);
  EXPECT_EQ(f.taken.rejected, 1u);
  EXPECT_EQ(f.rejects.report(), f.dir.file("f") + ":1: no object\n");
}

}  // namespace
}  // namespace shiptally::cli
