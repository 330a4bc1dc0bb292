#include "daemon/metrics/money/close.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace shiptally::metrics {
namespace {

using testing::HasSubstr;

Instant month(int number) {
  Instant t = parse_instant("2026-01-01").value();
  for (int i = 1; i < number; ++i) t = next_month(t);
  return t;
}
Money usd(std::string_view text) { return Money::parse(text).value(); }

/// No hash that anybody should trust, but one that shows each change.
std::string hash(std::string_view text) {
  return std::to_string(std::hash<std::string_view>()(text)) + std::string(64, '0');
}

StatementLine line(Instant period, const std::string& model, Money amount,
                   CostSide side = CostSide::computed) {
  StatementLine out;
  out.side = side;
  out.period = period;
  out.model = model;
  out.amount = amount;
  return out;
}

/// The closes as they would be read back after one more.
std::vector<Close> closed_with(std::vector<Close> closes, Instant of, std::vector<StatementLine> lines) {
  ClosedMonth draft;
  draft.month = of;
  draft.closed = draft.facts_until = next_month(of);
  draft.rules = "prices 1";
  closes.push_back(read_closes({close(closes, draft, std::move(lines), hash)}).value().front());
  return closes;
}

std::vector<ClosedMonth> rows(const std::vector<Close>& closes) {
  std::vector<ClosedMonth> out;
  for (const Close& close : closes) out.push_back(close.closed);
  return out;
}

TEST(Close, OneMonthAfterTheOtherAndOnlyOnceEnded) {
  EXPECT_TRUE(may_close({}, month(3), month(4)));
  EXPECT_THAT(may_close({}, month(3), month(4) - Millis(1)).error().message, HasSubstr("not ended"));
  const auto closes = closed_with({}, month(3), {});
  EXPECT_TRUE(may_close(closes, month(4), month(9)));
  EXPECT_THAT(may_close(closes, month(3), month(9)).error().message, HasSubstr("closed already"));
  EXPECT_THAT(may_close(closes, month(5), month(9)).error().message, HasSubstr("next one is 2026-04"));
  EXPECT_THAT(may_close(closes, month(2), month(9)).error().message, HasSubstr("next one is 2026-04"));
}

TEST(Close, CorrectionsAreWhatIsNotBookedYet) {
  const Instant march = month(3);
  auto closes = closed_with({}, march, {line(march, "a", usd("10")), line(march, "b", usd("5"))});
  const Statement now{march, {line(march, "a", usd("12")), line(march, "c", usd("1"))}, 0};
  const auto open = open_corrections(closes, now);
  ASSERT_EQ(open.size(), 3U);
  EXPECT_EQ(open[0].amount, usd("2"));
  EXPECT_EQ(open[1].amount, usd("-5"));
  EXPECT_EQ(open[2].amount, usd("1"));
  closes = closed_with(closes, month(4), open);
  EXPECT_TRUE(open_corrections(closes, now).empty()) << "booked in April";
}

TEST(Close, ItsTextIsReadBackWhateverIsInIt) {
  StatementLine odd = line(month(3), "tab\t newline\n return\r backslash\\ \\t", usd("-0.000000000001"));
  odd.invoice = "é";
  odd.requests = -7;
  odd.side = CostSide::billed;
  const std::vector<StatementLine> lines = {odd};
  EXPECT_EQ(parse_lines(canonical_text(lines)).value(), lines);
  EXPECT_THAT(parse_lines("computed\t2026-03\n").error().message, HasSubstr("line 1"));
  EXPECT_TRUE(parse_lines("").value().empty());
}

TEST(Close, EveryChangeShows) {
  auto closes = closed_with({}, month(3), {line(month(3), "a", usd("10"))});
  closes = closed_with(closes, month(4), {line(month(4), "a", usd("20"))});
  closes = closed_with(closes, month(5), {line(month(5), "a", usd("30"))});
  const auto good = rows(closes);
  EXPECT_TRUE(verify(good, hash).empty());
  const std::function<void(ClosedMonth&)> changes[] = {
      [](ClosedMonth& m) { m.lines.replace(m.lines.find("20"), 2, "21"); },
      [](ClosedMonth& m) { m.rules = "prices 2"; },
      [](ClosedMonth& m) { m.closed += Millis(1); },
      [](ClosedMonth& m) { m.facts_until += Millis(1); },
      [](ClosedMonth& m) { m.month = month(6); },
      [](ClosedMonth& m) { m.previous = m.hash; },
  };
  for (const auto& change : changes) {
    auto bad = good;
    change(bad[1]);
    EXPECT_FALSE(verify(bad, hash).empty());
    // Hashed anew, it no longer is what the next month follows.
    bad[1].hash = hash(hashed_text(bad[1]));
    ASSERT_FALSE(verify(bad, hash).empty());
  }
  auto without = good;
  without.erase(without.begin() + 1);
  EXPECT_THAT(verify(without, hash).front().why, HasSubstr("missing"));
}

/// closed + corrections = restated, over months whose facts go on changing.
TEST(Close, ClosedAndCorrectionsAreTheStatementOfNow) {
  std::mt19937_64 random(11);
  for (int story = 0; story < 200; ++story) {
    std::map<Instant, Statement> now;
    std::vector<Close> closes;
    for (int closing = 1; closing <= 5; ++closing) {
      for (int change = 0; change < 12; ++change) {
        const Instant period = month(1 + static_cast<int>(random() % static_cast<unsigned>(closing)));
        Statement& of = now[period];
        of.month = period;
        auto lines = of.lines;
        lines.push_back(line(period, std::string(1, static_cast<char>('a' + random() % 4)),
                             Money::from_pico(static_cast<std::int64_t>(random() % 2'000'001) - 1'000'000),
                             random() % 2 ? CostSide::billed : CostSide::computed));
        if (random() % 5 == 0) lines.erase(lines.begin());
        of.lines = settled(std::move(lines));
      }
      std::vector<StatementLine> lines = now[month(closing)].lines;
      for (const Close& before : closes) {
        const auto late = open_corrections(closes, now[before.closed.month]);
        lines.insert(lines.end(), late.begin(), late.end());
      }
      closes = closed_with(closes, month(closing), std::move(lines));
    }
    for (auto& [period, statement] : now) {
      std::vector<StatementLine> all;
      for (const Close& close : closes)
        for (const StatementLine& each : close.lines)
          if (each.period == period) all.push_back(each);
      EXPECT_EQ(settled(all), statement.lines) << month_name(period);
      EXPECT_TRUE(open_corrections(closes, statement).empty());
    }
    EXPECT_TRUE(verify(rows(closes), hash).empty());
  }
}

}  // namespace
}  // namespace shiptally::metrics
