#include "daemon/expose/tables/change_table.h"

#include <gtest/gtest.h>

#include "daemon/expose/tables/csv.h"

namespace shiptally::expose {
namespace {

Instant at(const char* time) { return parse_instant(time).value(); }

/// A merged change that the second deployment brought, and one that is open.
struct Story {
  std::vector<Deployment> deployments;
  std::vector<Commit> commits;
  std::vector<Change> changes;

  Story() {
    for (const char* sha : {"aaaa", "bbbb"}) {
      Commit c;
      c.key = {"shop", sha};
      c.parents.emplace();
      c.authored = at("2026-03-02T08:00:00Z");
      commits.push_back(c);
      Deployment d;
      d.key = {"ci", sha};
      d.service = "checkout";
      d.environment = "production";
      d.commits = {{"shop", sha}};
      d.finished = at(sha[0] == 'a' ? "2026-03-02T09:00:00Z" : "2026-03-02T12:00:00Z");
      deployments.push_back(d);
    }
    commits[1].parents->push_back("aaaa");
    Change merged;
    merged.key = {"hub", "7"};
    merged.repo = "shop";
    merged.opened = at("2026-03-02T08:30:00Z");
    merged.first_review = at("2026-03-02T09:30:00Z");
    merged.merged = at("2026-03-02T10:00:00Z");
    merged.merge_sha = "bbbb";
    merged.commits = {"bbbb"};
    Change open = merged;
    open.key.id = "8";
    open.merged.reset();
    open.merge_sha.clear();
    open.commits.clear();
    changes = {merged, open};
  }
  Table table(Query query) const {
    query.window = {at("2026-03-02"), at("2026-03-03")};
    const auto analysis = metrics::analyse({deployments, commits, {}, changes, {}});
    return changes_table(analysis, query,
                         [](const FactId& key) { return Result<std::string>("at/" + key.id); })
        .value();
  }
};

std::string rows(const Table& table) {
  const std::string csv = to_csv(table);
  return csv.substr(csv.find('\n') + 1);
}

TEST(ChangeTable, NewestFirstWithTheStagesOfThoseThatAreLive) {
  EXPECT_EQ(
      rows(Story().table({})),
      "1772445600000,hub/7,hub,shop,,,1772438400000,1772440200000,1772443800000,1772445600000,1772452800000,"
      "ci/bbbb,checkout,production,,1800,3600,1800,7200,,at/7\r\n"
      "1772440200000,hub/8,hub,shop,,,,1772440200000,1772443800000,,,,,,,,3600,,,,at/8\r\n");
}

TEST(ChangeTable, AFilterLeavesWhatWentLiveThere) {
  Query query;
  query.filter[Dimension::service] = {"checkout"};
  EXPECT_EQ(Story().table(query).rows.size(), 1U);
  query.filter[Dimension::service] = {"search"};
  EXPECT_EQ(Story().table(query).rows.size(), 0U);
}

TEST(ChangeTable, Pages) {
  Query query;
  query.offset = 1;
  query.limit = 1;
  EXPECT_EQ(rows(Story().table(query)).substr(14, 5), "hub/8");
  query.offset = 5;
  EXPECT_EQ(Story().table(query).rows.size(), 0U);
}

TEST(ChangeTable, DevlakeCountsWholeMinutesAndACycle) {
  Query query;
  query.profile = "devlake";
  const Table table = Story().table(query);
  ASSERT_EQ(table.rows.size(), 1U) << "merged ones only";
  EXPECT_EQ(table.rows[0][19], Value(1800.0 + 5400.0 + 7200.0));
}

TEST(ChangeTable, OtherProfilesKnowNoStages) {
  Query query;
  query.window = {at("2026-03-02"), at("2026-03-03")};
  query.profile = "gitlab";
  const auto none = changes_table(metrics::analyse(metrics::DeliveryFacts()), query,
                                  [](const FactId&) { return Result<std::string>(""); });
  EXPECT_EQ(none.error().message, "profile: gitlab knows no stages of changes");
}

}  // namespace
}  // namespace shiptally::expose
