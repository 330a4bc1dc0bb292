#include "daemon/store/requests/id_cache.h"

#include <gtest/gtest.h>

namespace shiptally::store {
namespace {

TEST(IdCache, ForgetsWhatWasNotCommitted) {
  IdCache<std::string, std::string_view> cache(1'000);
  cache.put("kept", 1);
  cache.commit();
  cache.put("lost", 2);
  cache.rollback();
  EXPECT_EQ(cache.find("kept"), 1);
  EXPECT_EQ(cache.find("lost"), 0);
}

TEST(IdCache, EmptiesItselfPastItsBoundAlsoWithinATransaction) {
  IdCache<std::string, std::string_view> cache(1'000);
  cache.put("first", 1);
  for (int i = 0; i < 100; ++i) cache.put(std::to_string(i), i + 2);
  EXPECT_EQ(cache.find("first"), 0);
  EXPECT_EQ(cache.find("99"), 101);
  cache.rollback();
  EXPECT_EQ(cache.find("99"), 0);
}

TEST(IdCache, CountsTheLengthOfNames) {
  IdCache<std::string, std::string_view> cache(10'000);
  cache.put("first", 1);
  cache.put(std::string(9'900, 'x'), 2);
  EXPECT_EQ(cache.find("first"), 0);
}

TEST(IdCache, TellsEachDimensionOfASeriesApart) {
  IdCache<SeriesName, Series> cache(10'000);
  std::string_view Series::*const kViews[] = {&Series::service,  &Series::team,  &Series::environment,
                                              &Series::provider, &Series::model, &Series::route,
                                              &Series::tier,     &Series::region};
  std::string SeriesName::*const kNames[] = {
      &SeriesName::service, &SeriesName::team,  &SeriesName::environment, &SeriesName::provider,
      &SeriesName::model,   &SeriesName::route, &SeriesName::tier,        &SeriesName::region};
  for (std::size_t i = 0; i < std::size(kNames); ++i) {
    SeriesName name;
    name.*kNames[i] = "x";
    cache.put(name, static_cast<std::int64_t>(i) + 1);
  }
  for (std::size_t i = 0; i < std::size(kViews); ++i) {
    Series view;
    view.*kViews[i] = "x";
    EXPECT_EQ(cache.find(view), static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_EQ(cache.find(Series()), 0);
}

}  // namespace
}  // namespace shiptally::store
