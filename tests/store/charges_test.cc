// Which charges a window holds, told from millions by two indexes, is what going through all of them tells.

#include <map>
#include <random>

#include "tests/store/fixture.h"

namespace shiptally::store {
namespace {

constexpr Millis kDeadline = std::chrono::seconds(60);
const Instant kStart = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

class ChargesTest : public StoreTest {
 protected:
  std::string ids(Window window, std::optional<Instant> as_of = {}) {
    const auto reader = this->reader();
    std::string out;
    for (const Charge& c : reader->begin(kDeadline).value()->charges(window, as_of).value())
      out += c.key.id + " ";
    return out;
  }
};

Instant month_of(Instant t) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(t));
  return std::chrono::sys_days(day.year() / day.month() / 1);
}

bool belongs(const Charge& c, Window window) {
  const Instant month = month_of(c.billing_period.value_or(c.from));
  const bool invoiced =
      c.billing_period && month >= window.from && month_of(month + std::chrono::days(31)) <= window.to;
  return invoiced || (c.from < window.to && c.to > window.from);
}

TEST_F(ChargesTest, FindsTheInvoiceOfAMonthWhateverItsPeriods) {
  FactBatch batch;
  Charge late = charge("late", kStart + std::chrono::days(3));
  late.billing_period = kStart + std::chrono::days(31);
  batch.charges = {late};
  put(std::move(batch));
  const Instant february = kStart + std::chrono::days(31), march = february + std::chrono::days(28);
  EXPECT_EQ(ids({february, march}), "late ");
  EXPECT_EQ(ids({february - std::chrono::days(1), march}), "late ");
  EXPECT_EQ(ids({february + std::chrono::days(1), march}), "");
  EXPECT_EQ(ids({february, march - std::chrono::days(1)}), "");
  EXPECT_EQ(ids({kStart, february}), "late ");
}

TEST_F(ChargesTest, OfOneSourceAreItsOwn) {
  FactBatch batch;
  for (const char* source : {"a", "b"})
    for (const int day : {0, 40}) {
      Charge c = charge(source + std::to_string(day), kStart + std::chrono::days(day));
      c.key.source = source;
      c.billing_period = kStart + std::chrono::days(31);  // of those of day 0 another month's invoice
      batch.charges.push_back(c);
    }
  put(std::move(batch));
  const Instant february = kStart + std::chrono::days(31), march = february + std::chrono::days(28);
  const auto reader = this->reader();
  const auto snapshot = reader->begin(kDeadline).value();
  const auto of = [&](std::string_view source) {
    std::string out;
    for (const Charge& c : snapshot->charges_of(source, {february, march}, {}).value()) out += c.key.id + " ";
    return out;
  };
  EXPECT_EQ(of("a"), "a0 a40 ");
  EXPECT_EQ(of("b"), "b0 b40 ");
  EXPECT_EQ(of("c"), "");
}

TEST_F(ChargesTest, NamesTheCurrentOnesOfOneSourceAndBeginning) {
  const auto updated = [](const char* id, std::int64_t at) {
    Charge out = charge(id, kStart);
    out.updated = minute(at);
    return out;
  };
  FactBatch batch;
  batch.charges = {updated("10/a", 1),    updated("10/a.1", 1), updated("10/b", 1), updated("10/c", 1),
                   updated("10/c", 3),    updated("10", 1),     updated("100", 1),  updated("100/a", 1),
                   updated("10/\x7f", 1), updated("11/a", 1)};
  batch.charges.push_back(updated("10/other", 1));
  batch.charges.back().key.source = "another";
  const std::string source = batch.charges.front().key.source;
  put(std::move(batch));
  for (const char* id : {"10/b", "10/c"}) retract(Kind::charge, {source, id}, {}, minute(2));
  const auto reader = this->reader();
  std::vector<std::string> ids;
  const auto visit = [&](std::string_view id) { ids.emplace_back(id); };
  ASSERT_TRUE(reader->begin(kDeadline).value()->charge_ids(source, "10/", visit).has_value());
  EXPECT_EQ(ids, (std::vector<std::string>{"10/a", "10/a.1", "10/c", "10/\x7f"}));
}

TEST_F(ChargesTest, AreThoseThatALookAtAllOfThemFinds) {
  std::mt19937_64 random(5);
  const auto any_of = [&](std::int64_t hours) {
    return std::chrono::hours(random() % static_cast<std::uint64_t>(hours));
  };
  constexpr std::int64_t kHours[] = {2, 24, 25, 32 * 24, 33 * 24, 1200 * 24};
  // What arrived by the end of each round, the current version of each charge last in its order of versions.
  std::vector<std::map<std::string, std::pair<std::int64_t, std::optional<Charge>>>> known(1);
  for (int round = 1; round <= 5; ++round) {
    auto now_known = known.back();
    FactBatch batch;
    for (int i = 0; i < 120; ++i) {
      Charge c = charge(std::to_string(random() % 300), kStart + any_of(400 * 24));
      c.to = c.from + std::chrono::hours(1) + any_of(kHours[random() % 6]);
      c.billing_period.reset();
      if (random() % 2 == 0) c.billing_period = month_of(kStart + any_of(400 * 24));
      const std::int64_t version = round * 1000 - static_cast<std::int64_t>(random() % 2000) * 2 + i % 2;
      c.updated = kStart + std::chrono::hours(version) + Millis(i);
      auto& current = now_known.try_emplace(c.key.id, INT64_MIN, std::nullopt).first->second;
      const bool retract = random() % 5 == 0;
      if (retract)
        batch.retractions.push_back({Kind::charge, c.key, {}, c.updated});
      else
        batch.charges.push_back(c);
      if (to_ms(*c.updated) > current.first)
        current = {to_ms(*c.updated), retract ? std::nullopt : std::optional(c)};
    }
    now_ = minute(round);
    put(std::move(batch));
    known.push_back(std::move(now_known));
  }
  for (int i = 0; i < 300; ++i) {
    const std::size_t round = 1 + random() % 5;
    Window window{kStart + any_of(400 * 24), {}};
    window.to = window.from + std::chrono::hours(1) + any_of(90 * 24);
    if (i % 2 == 0) window = {month_of(window.from), month_of(window.to + std::chrono::days(31))};
    std::string expected;
    for (const auto& [id, current] : known[round])
      if (current.second && belongs(*current.second, window)) expected += id + " ";
    EXPECT_EQ(ids(window, minute(static_cast<int>(round))), expected) << i;
  }
}

}  // namespace
}  // namespace shiptally::store
