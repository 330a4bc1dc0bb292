// The machine alone: answers in, what to ask and when out.

#include "daemon/ingest/poll.h"

#include <gmock/gmock.h>

#include <map>
#include <random>

#include "daemon/ingest/poll_changes.h"
#include "schema/base/hash.h"

namespace shiptally::ingest {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;
using testing::Not;

Instant at(const char* text) { return parse_instant(text).value(); }

const Instant kNow = at("2026-11-24T10:00:00Z");
const Instant kToday = at("2026-11-24T00:00:00Z");

const collectors::Report& report(std::string_view name) {
  for (const collectors::Report& r : collectors::reports())
    if (r.name == name) return r;
  std::abort();
}

struct Day {
  Instant start;
  std::vector<std::pair<std::string, int>> models;  ///< and their tokens
};

std::string page(const std::vector<Day>& all, const std::string& next) {
  std::string out;
  for (const Day& day : all) {
    std::string rows;
    for (const auto& [model, tokens] : day.models)
      rows += (rows.empty() ? "" : ",") + (R"({"input_tokens":)" + std::to_string(tokens)) + R"(,"model":")" +
              model + "\"}";
    out += (out.empty() ? "" : ",") + (R"({"start_time":)" + std::to_string(to_ms(day.start) / 1000)) +
           R"(,"end_time":)" + std::to_string(to_ms(day.start + days(1)) / 1000) + R"(,"results":[)" + rows +
           "]}";
  }
  return R"({"data":[)" + out + R"(],"has_more":)" + (next.empty() ? "false" : "true") + R"(,"next_page":")" +
         next + "\"}";
}

net::FetchResponse ok(std::string body) {
  net::FetchResponse response;
  response.status = 200;
  response.body = std::move(body);
  return response;
}

net::FetchResponse answer(int status, std::string retry_after = {}) {
  net::FetchResponse response;
  response.status = status;
  if (!retry_after.empty()) response.headers = {{"retry-after", std::move(retry_after)}};
  return response;
}

ProviderAccount account() {
  ProviderAccount out;
  out.name = "acme";
  out.vendor = Vendor::openai;
  out.since = at("2026-11-20");
  out.interval = minutes(10);
  out.restate_days = 2;
  return out;
}

Poll make(PollPosition position = {}, ProviderAccount of = account()) {
  return Poll(report("openai_embeddings"), std::move(of), position);
}

std::string asked(const Poll& poll) {
  const std::string target = poll.target();
  const auto number = [&](const char* name) {
    return instant_from_ms(std::stoll(target.substr(target.find(name) + std::strlen(name))) * 1000);
  };
  return format_instant(number("start_time=")).substr(5, 5) + ".." +
         format_instant(number("end_time=")).substr(5, 5);
}

TEST(PollPosition, ComesBackFromItsText) {
  const PollPosition cases[] = {{}, {kToday, {}, {}}, {kToday - days(3), kToday, kNow}};
  for (const PollPosition& position : cases) EXPECT_EQ(poll_position(to_text(position)), position);
  EXPECT_EQ(poll_position("rubbish"), PollPosition());
  EXPECT_EQ(poll_position("2026-11-24T00:00:00Z nonsense -"), PollPosition());
}

TEST(Poll, AsksFromSinceThenForWhatMayStillChange) {
  Poll poll = make();
  EXPECT_LE(poll.due(), kNow);
  poll.begin(kNow);
  EXPECT_EQ(asked(poll), "11-20..11-25");
  const auto step = poll.take(ok(page({{kToday, {{"a", 1}}}}, "")), kNow, 0);
  ASSERT_TRUE(step && step->last);
  poll.stored(*step);
  EXPECT_FALSE(poll.running());
  EXPECT_EQ(poll.position(), (PollPosition{at("2026-11-20"), kToday, kNow}));
  EXPECT_EQ(poll.due(), kNow + minutes(10));

  poll.begin(kNow + hours(24));
  EXPECT_EQ(asked(poll), "11-22..11-26") << "two days before the last poll";
  // A daemon that was off for longer reads what was provisional when it stopped, and on.
  Poll later = make(poll_position(to_text(poll.position())));
  later.begin(kNow + days(10));
  EXPECT_EQ(asked(later), "11-22..12-05");
  // Never before the first day that was wanted, and from an earlier one when that is wanted now.
  ProviderAccount other = account();
  other.since = at("2026-11-24");
  Poll young = make({}, other);
  young.begin(kNow);
  EXPECT_EQ(asked(young), "11-24..11-25");
  other.since = at("2026-10-01");
  Poll wider = make(poll.position(), other);
  wider.begin(kNow + hours(24));
  EXPECT_EQ(asked(wider), "10-01..11-26");
  other.since = kNow + days(3);
  EXPECT_EQ(make({}, other).due(), kToday + days(3)) << "nothing is read before the first day";
  other.since.reset();
  Poll unset = make({}, other);
  unset.begin(kNow);
  EXPECT_EQ(asked(unset), "10-25..11-25");
}

TEST(Poll, AClockThatCameBackFromTheFutureStopsNothing) {
  const Instant future = kNow + days(400);
  Poll poll = make({at("2026-11-20"), kToday + days(400), future});
  EXPECT_TRUE(poll.is_due(kNow));
  EXPECT_FALSE(poll.is_due(future));
  poll.begin(kNow);
  EXPECT_EQ(asked(poll), "11-22..11-25");
  poll.stored(*poll.take(ok(page({{kToday, {{"a", 1}}}}, "")), kNow, 0));
  EXPECT_EQ(poll.position(), (PollPosition{at("2026-11-20"), kToday, kNow}));
  EXPECT_FALSE(poll.is_due(kNow));

  poll.fail(PollTrouble::rate_limited, "HTTP 429", kNow, 0, hours(24));
  EXPECT_FALSE(poll.is_due(kNow)) << "no wait is longer";
  ProviderAccount other = account();
  other.since = kNow + days(3);
  EXPECT_FALSE(make({}, other).is_due(kNow)) << "nothing is read before the first day";
}

TEST(Poll, ADayIsWholeOnceAnotherFollows) {
  Poll poll = make();
  poll.begin(kNow);
  const Instant first = kToday - days(4);
  auto step = poll.take(ok(page({{first, {{"a", 1}}}, {first + days(1), {{"b", 2}}}}, "p2")), kNow, 0);
  ASSERT_TRUE(step && !step->last);
  EXPECT_EQ(step->days, (std::vector<Window>{{first, first + days(1)}}));
  ASSERT_EQ(step->usage.size(), 1U);
  EXPECT_EQ(step->position.read_to, first + days(1));
  poll.stored(*step);
  EXPECT_THAT(poll.target(), HasSubstr("&page=p2"));

  step = poll.take(ok(page({{first + days(1), {{"c", 3}}}}, "p3")), kNow, 0);
  ASSERT_TRUE(step);
  EXPECT_TRUE(step->days.empty() && step->usage.empty()) << "the day still goes on";
  EXPECT_EQ(step->position.read_to, first + days(1));
  poll.stored(*step);

  step = poll.take(ok(page({{first + days(3), {{"d", 4}}}}, "")), kNow, 0);
  ASSERT_TRUE(step && step->last);
  EXPECT_EQ(step->days.size(), 2U);
  ASSERT_EQ(step->usage.size(), 3U);
  EXPECT_EQ(step->usage[0].model + step->usage[1].model + step->usage[2].model, "bcd");
}

struct Failure {
  const char* name;
  Result<net::FetchResponse> answer;
  PollTrouble trouble;
  Millis wait;  ///< without chance
};

TEST(Poll, WhatGoesWrongEndsItAndWaits) {
  const Failure kCases[] = {
      {"no answer", Error{Code::unavailable, "deadline"}, PollTrouble::unreachable, minutes(1)},
      {"rate limit", answer(429), PollTrouble::rate_limited, minutes(1)},
      {"rate limit, in seconds", answer(429, "300"), PollTrouble::rate_limited, minutes(5)},
      {"rate limit, soon", answer(429, "1"), PollTrouble::rate_limited, minutes(1)},
      {"rate limit, by date", answer(429, "Tue, 24 Nov 2026 12:00:00 GMT"), PollTrouble::rate_limited,
       hours(2)},
      {"rate limit, for ever", answer(429, "9999999999"), PollTrouble::rate_limited, hours(24)},
      {"server", answer(500), PollTrouble::server_error, minutes(1)},
      {"server, busy", answer(503, "90"), PollTrouble::server_error, Millis(90'000)},
      {"no key", answer(401), PollTrouble::unauthorised, hours(1)},
      {"no scope", answer(403), PollTrouble::unauthorised, hours(1)},
      {"bad request", answer(400), PollTrouble::refused, hours(1)},
      {"redirect", answer(302), PollTrouble::refused, hours(1)},
      {"broken JSON", ok("{\"data\":["), PollTrouble::unreadable, minutes(1)},
      {"loop", ok(page({{kToday, {}}}, "p2")), PollTrouble::endless, minutes(1)},
      {"back in time", ok(page({{kToday - days(3), {}}}, "p9")), PollTrouble::unreadable, minutes(1)},
  };
  for (const Failure& c : kCases) {
    Poll poll = make();
    poll.begin(kNow);
    auto first = poll.take(ok(page({{kToday - days(2), {{"a", 1}}}}, "p2")), kNow, 0);
    poll.stored(*first);
    EXPECT_FALSE(poll.take(c.answer, kNow, 0)) << c.name;
    EXPECT_FALSE(poll.running()) << c.name;
    ASSERT_TRUE(poll.error()) << c.name;
    EXPECT_EQ(name(poll.error()->trouble), name(c.trouble)) << c.name;
    EXPECT_EQ(poll.due() - kNow, c.wait) << c.name;
    poll.begin(poll.due());
    EXPECT_THAT(poll.target(), Not(HasSubstr("page="))) << c.name;
  }
}

TEST(Poll, WaitsLongerEachTimeAndByChance) {
  Poll poll = make();
  Instant now = kNow;
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 8; ++i) {
    poll.begin(now);
    EXPECT_FALSE(poll.take(answer(500), now, i == 0 ? 0.5 : 0));
    waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(poll.due() - now).count());
    now = poll.due();
  }
  EXPECT_EQ(waits, (std::vector<std::int64_t>{75, 120, 240, 480, 960, 1920, 3600, 3600}));
  poll.begin(now);
  poll.stored(*poll.take(ok(page({}, "")), now, 0));
  EXPECT_FALSE(poll.error());
  poll.begin(now);
  poll.take(answer(500), now, 0);
  EXPECT_EQ(poll.due() - now, minutes(1));
}

TEST(Poll, WhatAServerSentCannotBeginALineOfTheLog) {
  Poll poll = make();
  poll.begin(kNow);
  poll.fail(PollTrouble::unreadable, "not a number: \"1\nroot: all is well\"" + std::string(1'000, 'x'), kNow,
            0);
  EXPECT_EQ(poll.error()->message.find('\n'), std::string::npos);
  EXPECT_EQ(poll.error()->message.size(), 300U);
}

TEST(Poll, PagesWithoutEndAreAnError) {
  Poll poll = make();
  poll.begin(kNow);
  std::size_t pages = 0;
  for (; poll.running(); ++pages) {
    const auto step = poll.take(ok(page({{kToday, {}}}, "p" + std::to_string(pages))), kNow, 0);
    if (step) poll.stored(*step);
  }
  EXPECT_EQ(pages, Poll::kPagesMax);
  EXPECT_EQ(poll.error()->trouble, PollTrouble::endless);
}

/// A provider whose days change, read through a machine and a store of a few lines: whatever fails on the
/// way, what is stored after a poll that succeeded is what the provider says of the days that were read
/// again.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  std::size_t pick(std::size_t n) { return random_() % n; }

  void change() {
    for (std::size_t i = 0, n = pick(6); i < n; ++i) {
      auto& rows = truth_[kToday - days(pick(5))];
      const std::string model(1, static_cast<char>('a' + pick(3)));
      if (pick(3) == 0)
        rows.clear();
      else
        rows.emplace_back(model, static_cast<int>(pick(3)));  // the same model twice is two rows
    }
  }

  std::vector<std::string> pages() {
    std::vector<std::vector<Day>> out(1);
    for (Instant day = kToday - days(4); day <= kToday; day += days(1)) {
      out.back().push_back({day, {}});
      for (const auto& row : truth_[day]) {
        if (pick(3) == 0) out.push_back({{day, {}}});
        out.back().back().models.push_back(row);
      }
      if (pick(3) == 0 && day < kToday) out.emplace_back();
    }
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < out.size(); ++i)
      texts.push_back(page(out[i], i + 1 < out.size() ? "p" + std::to_string(i + 1) : ""));
    return texts;
  }

  void store(PollStep step, Instant now) {
    FactBatch batch;
    for (ProviderUsage& row : step.usage) row.key.source = "s";
    std::vector<ProviderUsage> current;
    for (const auto& [id, versions] : stored_)
      if (versions.rbegin()->second) current.push_back(*versions.rbegin()->second);
    add_changes(std::move(step.usage), current, "s", step.days, now, batch);
    for (const ProviderUsage& row : batch.provider_usage) stored_[row.key.id][*row.updated] = row;
    for (const Retraction& r : batch.retractions) stored_[r.key.id][*r.updated].reset();
    changes_ = batch.size();
  }

  std::multiset<std::string> said() {
    std::multiset<std::string> out;
    for (const auto& [day, rows] : truth_)
      for (const auto& [model, tokens] : rows)
        out.insert(format_instant(day) + model + std::to_string(tokens));
    return out;
  }
  std::multiset<std::string> kept() const {
    std::multiset<std::string> out;
    for (const auto& [id, versions] : stored_)
      if (const auto& row = versions.rbegin()->second)
        out.insert(format_instant(row->from) + row->model + std::to_string(row->tokens.input));
    return out;
  }
  std::size_t changes() const { return changes_; }

 private:
  std::mt19937 random_;
  std::map<Instant, std::vector<std::pair<std::string, int>>> truth_;
  std::map<std::string, std::map<Instant, std::optional<ProviderUsage>>> stored_;
  std::size_t changes_ = 0;
};

TEST(Poll, ReadsWhatIsThereWhateverFailsOnTheWay) {
  ProviderAccount all = account();
  all.restate_days = 4;
  for (unsigned seed = 0; seed < 300; ++seed) {
    World world(seed);
    PollPosition position;
    Instant now = kNow;
    for (int round = 0; round < 6; ++round) {
      world.change();
      Poll poll = make(position, all);
      now += minutes(1);
      poll.begin(now);
      const std::vector<std::string> pages = world.pages();
      const std::size_t fails_at = world.pick(2 * pages.size());  // half of them do
      bool done = false;
      for (std::size_t i = 0; i < pages.size() && i != fails_at; ++i) {
        const auto step = poll.take(ok(pages[i]), now, 0);
        ASSERT_TRUE(step) << seed << ": " << poll.error()->message;
        world.store(*step, now);
        poll.stored(*step);
        done = step->last;
      }
      position = poll_position(to_text(poll.position()));
      if (!done) continue;
      EXPECT_EQ(world.kept(), world.said()) << seed << ", round " << round;
    }
  }
}

TEST(PollChanges, AClockThatWentBackStillMakesTheCurrentVersion) {
  ProviderUsage stored;
  stored.key = {"s", "x"};
  stored.from = kToday;
  stored.updated = kNow;
  ProviderUsage read = stored;
  read.tokens.input = 5;
  const std::vector<Window> all = {{kToday, kToday + days(1)}};
  FactBatch batch;
  add_changes({read}, std::vector{stored}, "s", all, kNow - hours(1), batch);
  EXPECT_EQ(batch.provider_usage.at(0).updated, kNow + Millis(1));
  add_changes(std::vector<ProviderUsage>{}, std::vector{stored}, "s", all, kNow - hours(1), batch);
  EXPECT_EQ(batch.retractions.at(0).updated, kNow + Millis(1));
}

TEST(PollChanges, OnlyWhatDiffersIsStored) {
  Charge stored;
  stored.key = {"s", "x"};
  stored.from = kToday;
  stored.billed = Money::from_dollars(1);
  Charge other = stored;
  other.key.source = "another";
  other.key.id = "y";
  const std::vector<Window> today = {{kToday, kToday + days(1)}};
  const std::vector<Window> yesterday = {{kToday - days(1), kToday}};
  FactBatch batch;
  add_changes({stored}, std::vector{stored, other}, "s", today, kNow, batch);
  add_changes(std::vector<Charge>{}, std::vector{stored}, "s", yesterday, kNow, batch);
  EXPECT_EQ(batch.size(), 0U);
  add_changes({stored, stored}, std::vector{stored}, "s", today, kNow, batch);
  ASSERT_EQ(batch.charges.size(), 1U) << "an equal row is another row";
  EXPECT_EQ(batch.charges[0].key.id, "x.1");
}

}  // namespace
}  // namespace shiptally::ingest
