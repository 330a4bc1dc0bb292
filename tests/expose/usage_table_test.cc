#include "daemon/expose/tables/usage_table.h"

#include <gtest/gtest.h>

#include "daemon/expose/tables/csv.h"
#include "daemon/expose/tables/json.h"

namespace shiptally::expose {
namespace {

using metrics::UsageGroup;
using Dimensions = std::vector<Dimension>;

Request request(std::string_view cost) {
  Request row;
  row.status = 200;
  row.latency_us = 0;
  row.tokens = {.input = 100, .cache_read = 7, .output = 20, .reasoning = 5, .web_searches = 1};
  if (cost.empty()) return row;
  row.cost.emplace();
  (*row.cost)[static_cast<std::size_t>(TokenClass::input)] = Money::parse(cost).value();
  return row;
}

UsageGroup group(std::vector<std::string> values, std::initializer_list<Request> rows, Money idle = {}) {
  UsageGroup out{{instant_from_ms(0), instant_from_ms(3'600'000)}, std::move(values), {}, idle};
  for (const Request& row : rows) out.sum.add(row);
  return out;
}

TEST(CostTable, HasTheCataloguesColumns) {
  const UsageGroup groups[] = {group({"api", ""}, {request("0.3"), request("0.000000000001"), request("")}),
                               group({"web", "core"}, {request("")})};
  EXPECT_EQ(to_csv(cost_table(groups, Dimensions{Dimension::service, Dimension::team})),
            "time,end_time,service,team,requests,unpriced_requests,input_tokens,cache_read_tokens,"
            "cache_write_5m_tokens,cache_write_1h_tokens,output_tokens,reasoning_tokens,web_searches,"
            "cost_usd,cost_usd_exact,cost_per_request_usd,cost_per_request_usd_exact\r\n"
            "0,3600000,api,,3,1,300,21,0,0,60,15,3,0.300000000001,0.300000000001,0.15,0.15\r\n"
            "0,3600000,web,core,1,1,100,7,0,0,20,5,1,,,,\r\n");
}

TEST(CostTable, ByTokenClass) {
  const UsageGroup groups[] = {group({"self"}, {request("0.3")}, Money::from_dollars(2))};
  EXPECT_EQ(to_json(cost_table(groups, Dimensions{Dimension::token_class, Dimension::provider})),
            R"([{"time":0,"end_time":3600000,"provider":"self","token_class":"input","tokens":100,)"
            R"("cost_usd":0.3,"cost_usd_exact":"0.3"},)"
            "\n"
            R"({"time":0,"end_time":3600000,"provider":"self","token_class":"cache_read","tokens":7,)"
            R"("cost_usd":0,"cost_usd_exact":"0"},)"
            "\n"
            R"({"time":0,"end_time":3600000,"provider":"self","token_class":"output","tokens":20,)"
            R"("cost_usd":0,"cost_usd_exact":"0"},)"
            "\n"
            R"({"time":0,"end_time":3600000,"provider":"self","token_class":"idle","tokens":null,)"
            R"("cost_usd":2,"cost_usd_exact":"2"}])");
}

TEST(LatencyTable, NullWhereNothingWasMeasured) {
  Request row = request("1");
  const UsageGroup groups[] = {group({}, {row})};
  EXPECT_EQ(to_json(latency_table(groups, {})),
            R"([{"time":0,"end_time":3600000,"requests":1,"latency_p50_ms":0,"latency_p90_ms":0,)"
            R"("latency_p95_ms":0,"latency_p99_ms":0,"ttft_p50_ms":null,"ttft_p90_ms":null,)"
            R"("ttft_p95_ms":null,"ttft_p99_ms":null,"ttft_requests":0}])");
}

TEST(ErrorTable, HasAColumnForEachClass) {
  Request refused = request("1");
  refused.error = ErrorClass::rate_limited;
  const UsageGroup groups[] = {group({"m"}, {refused, request("1"), request("1"), request("1")})};
  EXPECT_EQ(to_csv(error_table(groups, Dimensions{Dimension::model})),
            "time,end_time,model,requests,errors,error_rate,client_errors,rate_limited_errors,"
            "provider_errors,timeout_errors,content_filter_errors\r\n"
            "0,3600000,m,4,1,0.25,0,1,0,0,0\r\n");
}

TEST(UsageTables, NothingMatches) {
  EXPECT_EQ(to_json(cost_table({}, {})), "[]");
  EXPECT_EQ(to_json(cost_table({}, Dimensions{Dimension::token_class})), "[]");
  EXPECT_EQ(to_json(latency_table({}, {})), "[]");
  EXPECT_EQ(to_json(error_table({}, {})), "[]");
}

}  // namespace
}  // namespace shiptally::expose
