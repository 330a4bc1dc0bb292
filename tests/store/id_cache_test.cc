#include "daemon/store/id_cache.h"

#include <gtest/gtest.h>

namespace shiptally::store {
namespace {

TEST(IdCache, ForgetsWhatWasNotCommitted) {
  IdCache<std::string, std::string_view> cache(10);
  cache.put("kept", 1);
  cache.commit();
  cache.put("lost", 2);
  cache.rollback();
  EXPECT_EQ(cache.find("kept"), 1);
  EXPECT_EQ(cache.find("lost"), 0);
}

TEST(IdCache, EmptiesItselfPastItsBound) {
  IdCache<std::string, std::string_view> cache(2);
  for (const char* name : {"a", "b", "c"}) cache.put(name, 1);
  EXPECT_EQ(cache.find("a"), 1);
  cache.commit();
  EXPECT_EQ(cache.find("a"), 0);
}

TEST(IdCache, TellsEachDimensionOfASeriesApart) {
  IdCache<SeriesName, Series> cache(100);
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
