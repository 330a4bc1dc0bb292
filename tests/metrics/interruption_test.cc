// Computing ends when it is told to, wherever it is just then.

#include "schema/base/interruption.h"

#include <gtest/gtest.h>

#include <functional>

#include "daemon/metrics/delivery/delivery.h"
#include "daemon/metrics/delivery/restatements.h"

namespace shiptally::metrics {
namespace {

constexpr int kMany = 5'000;
const Instant kStart = parse_instant("2026-01-01").value();
const Window kYear{kStart, kStart + std::chrono::days(365)};

/// As many deployments as days, each of some commits of one long chain.
class Facts {
 public:
  Facts() {
    for (int i = 0; i < kMany; ++i) {
      commits_.push_back(
          {{"main", sha(i)}, std::vector<std::string>(), kStart + std::chrono::hours(i), {}, "ci"});
      if (i > 0) commits_.back().parents->push_back(sha(i - 1));
    }
    for (int day = 1; day < kMany / 24; ++day) {
      Deployment d;
      d.key = {"ci", std::to_string(day)};
      d.service = "api";
      d.environment = "production";
      d.finished = kStart + std::chrono::days(day);
      d.commits = {{"main", sha(day * 24)}};
      deployments_.push_back(d);
    }
  }
  std::shared_ptr<const CompactFacts> compacted() const {
    return std::make_shared<const CompactFacts>(compact({deployments_, commits_, {}}, nullptr));
  }

 private:
  static std::string sha(int i) { return "c0ffee" + std::to_string(1'000'000 + i); }
  std::vector<Commit> commits_;
  std::vector<Deployment> deployments_;
};

Query each_day(Interruption interruption) {
  Query query;
  query.window = kYear;
  query.bucket = Bucket::day;
  query.interruption = std::move(interruption);
  return query;
}

/// Ends work when it asks for the nth time, and counts how often it asked.
class Asked {
 public:
  explicit Asked(int most) : most_(most) {}
  Interruption interruption() {
    return Interruption([this]() -> std::optional<Error> {
      if (++times_ < most_) return std::nullopt;
      return Error{Code::unavailable, "enough"};
    });
  }
  int times() const { return times_; }

 private:
  const int most_;
  int times_ = 0;
};

TEST(Interruption, EndsEveryLongComputation) {
  const auto facts = Facts().compacted();
  const Analysis analysis = analyse(facts);
  struct Case {
    std::string name;
    int looks_min;  ///< of work that is not interrupted
    std::function<void(const Interruption&)> work;
  };
  const Case cases[] = {
      {"an analysis", 7, [&](const Interruption& i) { (void)analyse(facts, {}, i); }},
      {"delivery by day", 365, [&](const Interruption& i) { (void)delivery(analysis, each_day(i)); }},
      {"a foreign profile", 365 + 2,
       [&](const Interruption& i) {
         Query query = each_day(i);
         query.profile = "devlake";
         (void)delivery(analysis, query);
       }},
  };
  for (const Case& c : cases) {
    Asked uninterrupted(1'000'000);
    c.work(uninterrupted.interruption());
    ASSERT_GE(uninterrupted.times(), c.looks_min) << c.name;
    for (const int look : {1, 2, c.looks_min}) {
      Asked asked(look);
      EXPECT_THROW(c.work(asked.interruption()), AnswerEnded) << c.name;
      EXPECT_EQ(asked.times(), look) << c.name << " went on";
    }
  }
}

TEST(Interruption, NoneIsNeverRequested) {
  const Interruption never;
  EXPECT_FALSE(never.why());
  EXPECT_NO_THROW(never.check());
}

}  // namespace
}  // namespace shiptally::metrics
