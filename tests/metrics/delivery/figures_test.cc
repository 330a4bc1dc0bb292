#include "daemon/metrics/delivery/figures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "daemon/metrics/delivery/delivery_explain.h"
#include "daemon/metrics/delivery/figure_rows.h"
#include "tests/metrics/random_history.h"

namespace shiptally::metrics::testing {
namespace {

TEST(Figures, AreFoundByNameAliasAndColumn) {
  for (const Figure* f : explained_figures()) {
    EXPECT_EQ(find_figure(f->name()), f);
    EXPECT_EQ(find_figure(f->column), f);
    EXPECT_EQ(find_figure(f->compared_as()), f);
  }
  EXPECT_EQ(find_figure(""), nullptr);
  EXPECT_EQ(find_figure("reworks"), nullptr) << "a count that rework_rate explains";
}

TEST(Figures, EachNameStandsForOne) {
  std::set<std::string_view> names;
  for (const Figure& f : figures()) {
    EXPECT_TRUE(names.insert(f.column).second) << f.column;
    EXPECT_TRUE(f.alias.empty() || names.insert(f.alias).second) << f.alias;
  }
}

TEST(Figures, ThoseOfTheSurveysAreCompared) {
  ASSERT_EQ(compared_figures().size(), 6U);
  for (std::size_t i = 0; i <= static_cast<std::size_t>(Surveyed::rework_rate); ++i)
    EXPECT_EQ(figure(static_cast<Surveyed>(i)).surveyed, static_cast<Surveyed>(i));
}

/// Explain and the columns say the same, in every profile, for random histories, windows and filters.
TEST(Figures, AreExplainedAsTheyAreShown) {
  const std::vector<std::string> columns = figure_columns();
  std::size_t shown = 0;
  for (unsigned seed = 6001; seed <= 6060; ++seed) {
    SCOPED_TRACE("history " + std::to_string(seed));
    RandomHistory random(seed);
    const Scenario scenario = random.scenario();
    const OracleQuestion question = random.question();
    const Analysis analysis = analyse(scenario, question.as_of);
    for (const Profile& profile : profiles()) {
      SCOPED_TRACE(profile.name);
      Query query = query_of(question);
      query.bucket = Bucket::none;
      query.group_by.clear();
      query.profile = profile.name;
      const auto rows = figure_rows(analysis, query).value();
      if (rows.empty()) continue;
      const Reading reading(analysis, profile);
      for (const Figure* f : explained_figures()) {
        const auto at = std::find(columns.begin(), columns.end(), f->column) - columns.begin();
        const auto number = rows.front().numbers.begin() + at;
        const Explanation e = explain_delivery(f->name(), reading, query).value();
        EXPECT_EQ(e.value, *number) << f->column;
        if (f->has_interval) {
          EXPECT_EQ(e.interval ? std::optional(e.interval->low) : std::nullopt, number[1]) << f->column;
          EXPECT_EQ(e.interval ? std::optional(e.interval->high) : std::nullopt, number[2]) << f->column;
        }
        shown += e.value.has_value();
      }
    }
  }
  EXPECT_GT(shown, 1000U);
}

}  // namespace
}  // namespace shiptally::metrics::testing
