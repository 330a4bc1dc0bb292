#include "daemon/expose/tables/explain_json.h"

#include <gtest/gtest.h>

namespace shiptally::expose {
namespace {

TEST(ExplainJson, Everything) {
  metrics::Explanation e;
  e.metric = "change_fail_rate";
  e.definition = "Failed \"deployments\"";
  e.value = 0.5;
  e.unit = "ratio";
  e.n = 2;
  e.interval = {{0.25, 0.75}};
  e.profile = "dora-1";
  e.query.window = {instant_from_ms(1000), instant_from_ms(2000)};
  e.query.as_of = instant_from_ms(3000);
  e.query.filter[Dimension::service] = {"api", "web"};
  e.numerator = {"ci/2"};
  e.denominator = {"ci/1", "ci/2"};
  e.exact = Money::parse("0.5").value();
  e.parts = {{"openai/gpt-4o@2024-05-13", 7, Money::parse("0.25").value()}};
  e.exclusions = {{"ci/3", "rollback"}};
  EXPECT_EQ(
      to_json(e),
      R"({"metric":"change_fail_rate","definition":"Failed \"deployments\"","value":0.5,"value_exact":"0.5",)"
      R"("unit":"ratio",)"
      R"("n":2,"interval":{"low":0.25,"high":0.75},"profile":"dora-1","profile_version":1,"from":1000,)"
      R"("to":2000,"tz":"UTC","as_of":3000,"filter":{"service":["api","web"]},)"
      R"("divisor":null,"numerator_count":1,"numerator":["ci/2"],"denominator_count":2,)"
      R"("denominator":["ci/1","ci/2"],"parts":[{"id":"openai/gpt-4o@2024-05-13","requests":7,"cost_usd_exact":"0.25"}],"exclusions_count":1,"exclusions":[{"id":"ci/3","reason":"rollback"}],"next_offset":null})");
}

TEST(ExplainJson, ComesInPages) {
  metrics::Explanation e;
  e.numerator = {"ci/1", "ci/2", "ci/3"};
  e.values = {1, 2, 3};
  e.exclusions = {{"ci/4", "rollback"}};
  e.query.limit = 2;
  const auto has = [&](const char* text) { return to_json(e).find(text) != std::string::npos; };
  EXPECT_TRUE(has(R"("numerator_count":3,"numerator":["ci/1","ci/2"],"values":[1,2],)")) << to_json(e);
  EXPECT_TRUE(has(R"("exclusions":[{"id":"ci/4","reason":"rollback"}],"next_offset":2})")) << to_json(e);
  e.query.offset = 2;
  EXPECT_TRUE(has(R"("numerator_count":3,"numerator":["ci/3"],"values":[3],)")) << to_json(e);
  EXPECT_TRUE(has(R"("exclusions_count":1,"exclusions":[],"next_offset":null})")) << to_json(e);
}

TEST(ExplainJson, NoDataIsNull) {
  metrics::Explanation e;
  e.metric = "mttr_mean";
  EXPECT_EQ(
      to_json(e),
      R"({"metric":"mttr_mean","definition":"","value":null,"value_exact":null,"unit":"","n":0,"interval":null,"profile":"",)"
      R"("profile_version":1,"from":0,"to":0,"tz":"UTC","as_of":null,"filter":{},)"
      R"("divisor":null,"numerator_count":0,"numerator":[],"denominator_count":0,)"
      R"("denominator":[],"parts":[],"exclusions_count":0,"exclusions":[],"next_offset":null})");
}

}  // namespace
}  // namespace shiptally::expose
