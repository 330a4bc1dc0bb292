#include "daemon/expose/tables/outlook_table.h"

#include <gmock/gmock.h>

#include "daemon/expose/tables/json.h"

namespace shiptally::expose {
namespace {

using testing::HasSubstr;

const Window kNovember = {parse_instant("2026-11-01").value(), parse_instant("2026-12-01").value()};

Money usd(const char* text) { return Money::parse(text).value(); }

TEST(OutlookTable, AForecastOrTheReasonWhyThereIsNone) {
  metrics::Forecast known;
  known.so_far = usd("1.000000000001");
  known.total = {usd("30"), usd("25.5"), usd("35")};
  known.method = metrics::kForecastMethod;
  known.n = 90;
  metrics::Forecast none;
  none.reason = "too few";
  const queries::ForecastRow rows[] = {{kNovember, {"api"}, known}, {kNovember, {""}, none}};
  constexpr Dimension kByTeam[] = {Dimension::team};
  EXPECT_EQ(
      to_json(forecast_table(rows, kByTeam, CostBasis::billed)),
      R"([{"time":1793491200000,"end_time":1796083200000,"team":"api","basis":"billed","so_far_usd":1.000000000001,)"
      R"("so_far_usd_exact":"1.000000000001","forecast_usd":30,"forecast_usd_exact":"30","forecast_low_usd":25.5,)"
      R"("forecast_low_usd_exact":"25.5","forecast_high_usd":35,"forecast_high_usd_exact":"35",)"
      R"("forecast_method":"shape-blend-1","n":90,"reason":null},)"
      "\n"
      R"({"time":1793491200000,"end_time":1796083200000,"team":null,"basis":"billed","so_far_usd":0,)"
      R"("so_far_usd_exact":"0","forecast_usd":null,"forecast_usd_exact":null,"forecast_low_usd":null,)"
      R"("forecast_low_usd_exact":null,"forecast_high_usd":null,"forecast_high_usd_exact":null,)"
      R"("forecast_method":null,"n":0,"reason":"too few"}])");
}

TEST(OutlookTable, AnAnomalyOfABillHasNoParts) {
  metrics::Anomaly anomaly;
  anomaly.day = kNovember.from;
  anomaly.odd = {3, metrics::OddKind::leak, usd("5"), usd("9"), usd("8"), usd("10"), -4.25};
  anomaly.why = "it is";
  const std::string bill = to_json(anomaly_table({&anomaly, 1}, {}, CostBasis::billed));
  EXPECT_THAT(bill, HasSubstr(R"("anomaly":"leak","direction":"lower")"));
  EXPECT_THAT(
      bill,
      HasSubstr(R"("anomaly_score":-4.25,"anomaly_usd":-4,"anomaly_usd_exact":"-4","volume_usd":null)"));
  EXPECT_THAT(bill, HasSubstr(R"("top_model":null,"top_model_usd":null)"));
  anomaly.parts = {usd("-1"), usd("-2"), usd("0"), usd("0"), usd("0"), usd("-1")};
  anomaly.model = {"small", usd("-3")};
  const std::string computed = to_json(anomaly_table({&anomaly, 1}, {}, CostBasis::computed));
  EXPECT_THAT(computed, HasSubstr(R"("volume_usd_exact":"-1","mix_usd":-2)"));
  EXPECT_THAT(computed, HasSubstr(R"("top_model":"small","top_model_usd":-3)"));
}

TEST(OutlookTable, ABudgetTellsItsThresholds) {
  Budget budget{.name = "b", .amount = usd("100"), .period = BudgetPeriod::quarter};
  queries::BudgetRow row{&budget, {}};
  row.state.period = kNovember;
  row.state.amount = budget.amount;
  row.state.spent = usd("80");
  row.state.remaining = usd("20");
  row.state.spent_ratio = 0.8;
  row.state.crossed = {{50, kNovember.from}, {80, parse_instant("2026-11-12").value()}};
  row.state.days_left = 18;
  row.state.status = metrics::BudgetStatus::warning;
  const std::string json = to_json(budget_table({&row, 1}));
  EXPECT_THAT(json,
              HasSubstr(R"("budget":"b","budget_period":"quarter","basis":"computed","budget_usd":100)"));
  EXPECT_THAT(json,
              HasSubstr(R"("thresholds_crossed":["50 % on 2026-11-01","80 % on 2026-11-12"],"days_left":18,)"
                        R"("exhausted_time":null,"budget_status":"warning"})"));
}

}  // namespace
}  // namespace shiptally::expose
