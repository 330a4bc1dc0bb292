#include "daemon/queries/analyses.h"

#include <gtest/gtest.h>

#include "schema/content_hash.h"

namespace shiptally::queries {
namespace {

/// Two commits, each with a file, as a store would tell them; counts how many revisions were read.
class TwoCommits : public store::Snapshot {
 public:
  std::size_t read = 0;
  Interruption ends = {};

  Result<std::int64_t> delivery(std::int64_t from, AsOf, CompactFacts& into) override {
    RevisionMaker revisions(into.names());
    for (std::int64_t i = from; i < 2; ++i, ++read) {
      Commit commit;
      commit.key = {"acme/shop", std::string(40, i == 0 ? 'a' : 'b')};
      commit.paths = {i == 0 ? "services/checkout/main.cc" : "services/search/main.cc"};
      into.add(revisions.of(commit, content_hash(commit)));
    }
    return std::int64_t{2};
  }
  // Nobody asks for the rest.
  Result<std::vector<Deployment>> deployments(AsOf) override { return none(); }
  Result<std::vector<Commit>> commits(AsOf) override { return none(); }
  Result<std::optional<Deployment>> deployment(const FactId&, AsOf) override { return none(); }
  Result<std::optional<Incident>> incident(const FactId&, AsOf) override { return none(); }
  Result<std::optional<Change>> change(const FactId&, AsOf) override { return none(); }
  Result<std::vector<Change>> changes(AsOf) override { return none(); }
  Result<std::vector<Review>> reviews(AsOf) override { return none(); }
  Result<std::vector<Incident>> incidents(AsOf) override { return none(); }
  Result<std::vector<Charge>> charges(Window, AsOf) override { return none(); }
  Result<std::vector<ProviderUsage>> provider_usage(Window, AsOf) override { return none(); }
  Result<void> charge_ids(std::string_view, std::string_view, const VisitId&) override { return none(); }
  Result<std::vector<Charge>> charges_of(std::string_view, Window, AsOf) override { return none(); }
  Result<std::vector<ProviderUsage>> provider_usage_of(std::string_view, Window, AsOf) override {
    return none();
  }
  Result<void> cells(Level, Window, const Filter&, CellParts, const VisitCell&) override { return none(); }
  Result<void> requests(Window, const Filter&, AsOf, const VisitRequest&) override { return none(); }
  Result<Instant> requests_kept_from() override { return none(); }
  Result<ArrivalHours> request_hours(AsOf) override { return none(); }
  Result<std::optional<std::string>> cursor(std::string_view) override { return none(); }
  Result<std::vector<store::TokenRow>> tokens() override { return none(); }
  Result<ReportBook> reports() override { return none(); }
  Result<RepricingBook> repricings() override { return none(); }
  Result<std::vector<ClosedMonth>> closed_months() override { return std::vector<ClosedMonth>(); }
  Result<Instant> last_arrival() override { return Instant(); }
  std::int64_t size_bytes() override { return 0; }
  const Interruption& interruption() const override { return ends; }
  std::vector<store::RanStatement> statements() override { return {}; }

 private:
  static Error none() { return {Code::internal, "not asked for"}; }
};

metrics::DeliveryRules rules_with(std::vector<PathRule> paths) {
  metrics::DeliveryRules rules;
  rules.paths = std::make_shared<const PathRules>(std::move(paths));
  return rules;
}

/// How many commits touch the first rule.
std::size_t touching(const metrics::Analysis& analysis) {
  std::size_t n = 0;
  for (const CompactCommit& commit : analysis.facts->commits())
    n += analysis.facts->touches(commit.touched, 0);
  return n;
}

TEST(AnalysisCache, ReadsAgainOnlyWhenThePathsMeanSomethingElse) {
  TwoCommits snapshot;
  AnalysisCache cache;
  const std::vector<PathRule> checkout = {{"checkout", "acme/shop", {"services/checkout/**"}}};
  metrics::DeliveryRules rules = rules_with(checkout);
  const auto ask = [&] { return cache.get(snapshot, 0, std::nullopt, rules).value(); };
  EXPECT_EQ(touching(*ask()), 1U);
  EXPECT_EQ(snapshot.read, 2U);

  const AnalysisPtr before = ask();
  rules = rules_with(checkout);  // a reload that changes nothing
  EXPECT_EQ(ask(), before);

  rules.hotfix_branches = {"fix/*"};  // analysed anew, from what was read
  EXPECT_NE(ask(), before);

  rules = rules_with({{"shop", "", {"services/**"}}});
  EXPECT_EQ(touching(*ask()), 2U);
  rules.paths = nullptr;
  EXPECT_EQ(ask()->facts->path_rule(0, 0), PathRules::kNone);
}

TEST(AnalysisCache, AnInterruptionLosesNothingThatWasRead) {
  TwoCommits snapshot;
  AnalysisCache cache;
  const auto ask = [&] { return cache.get(snapshot, 0, std::nullopt, {}).value(); };
  snapshot.ends = Interruption([] { return Error{Code::unavailable, "enough"}; });
  EXPECT_THROW(ask(), AnswerEnded);
  EXPECT_THROW(ask(), AnswerEnded);
  snapshot.ends = {};
  EXPECT_EQ(ask()->facts->commits().size(), 2U);
  EXPECT_EQ(snapshot.read, 2U);
}

TEST(AnalysisCache, ThePastGoesByTheRulesOfToday) {
  TwoCommits snapshot;
  AnalysisCache cache;
  const auto rules = rules_with({{"search", "acme/shop", {"services/search/**"}}});
  EXPECT_EQ(touching(*cache.get(snapshot, 0, Instant(), rules).value()), 1U);
}

}  // namespace
}  // namespace shiptally::queries
