#include "schema/series_fold.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

constexpr Series kSent{"web", "shop", "production", "anthropic", "opus", "/chat", "batch", "eu"};

TEST(SeriesFold, GivesUpNamesStepByStep) {
  const struct {
    Fold fold;
    bool priced;
    Series left;
  } kCases[] = {
      {Fold::none, true, kSent},
      {Fold::route, true, {"web", "shop", "production", "anthropic", "opus", "other", "batch", "eu"}},
      {Fold::service, true, {"other", "shop", "production", "anthropic", "opus", "other", "batch", "other"}},
      {Fold::all, true, {"other", "other", "other", "anthropic", "opus", "other", "batch", "other"}},
      {Fold::all, false, {"other", "other", "other", "other", "other", "other", "other", "other"}},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(folded(kSent, c.fold, c.priced), c.left) << static_cast<int>(c.fold) << c.priced;
    EXPECT_EQ(fold_between(kSent, c.left), c.fold);
  }
}

TEST(SeriesFold, LeavesWhatWasNotGivenUntilTheLastStep) {
  Series sent = kSent;
  sent.route = {};
  EXPECT_EQ(folded(sent, Fold::route, true), sent);
  EXPECT_EQ(folded(sent, Fold::service, true).route, "");
  EXPECT_EQ(folded(sent, Fold::all, true).route, kOther);
}

TEST(SeriesFold, TellsAnotherSeriesFromOneThatGaveWay) {
  Series stored = kSent;
  stored.model = "haiku";
  EXPECT_EQ(fold_between(kSent, stored), std::nullopt);
  stored.route = kOther;
  EXPECT_EQ(fold_between(kSent, stored), std::nullopt);
}

}  // namespace
}  // namespace shiptally
