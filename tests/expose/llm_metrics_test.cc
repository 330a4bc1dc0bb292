#include "daemon/expose/prometheus/llm_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shiptally::expose {
namespace {

using testing::HasSubstr;
using testing::Not;
using Labels = std::vector<std::string_view>;

Request request(std::string_view service, const char* cost, ErrorClass error = ErrorClass::none) {
  Request row;
  row.series.service = service;
  row.series.provider = "acme";
  row.series.model = "small";
  row.status = 200;
  row.latency_us = 250'000;
  row.error = error;
  row.tokens = {.input = 10, .output = 3, .reasoning = 2};
  if (cost != nullptr) {
    row.cost.emplace();
    (*row.cost)[0] = Money::parse(cost).value();
  }
  return row;
}

std::int64_t counted(Exposition& exposition, const char* metric, Labels labels) {
  return exposition.counter(metric, labels).value();
}

void feed(LlmCounters& counters, const std::vector<Request>& rows) {
  std::vector<const Request*> committed;
  for (const Request& row : rows) committed.push_back(&row);
  counters.add(committed);
}

TEST(LlmCounters, AddUpOverBatches) {
  Exposition exposition;
  LlmCounters counters(exposition);
  feed(counters, {request("api", "0.1"), request("api", nullptr, ErrorClass::timeout)});
  feed(counters, {request("api", "0.2"), request("web", nullptr)});
  EXPECT_EQ(counted(exposition, "shiptally_llm_requests_total", {"api", "acme", "small"}), 3);
  EXPECT_EQ(counted(exposition, "shiptally_llm_requests_total", {"web", "acme", "small"}), 1);
  EXPECT_EQ(counted(exposition, "shiptally_llm_unpriced_requests_total", {"api", "acme", "small"}), 1);
  EXPECT_EQ(counted(exposition, "shiptally_llm_errors_total", {"api", "acme", "small", "timeout"}), 1);
  EXPECT_EQ(counted(exposition, "shiptally_llm_tokens_total", {"api", "acme", "small", "input"}), 30);
  EXPECT_EQ(counted(exposition, "shiptally_llm_tokens_total", {"api", "acme", "small", "output"}), 9);
  EXPECT_EQ(
      exposition.money_counter("shiptally_llm_cost_usd_total", Labels{"api", "acme", "small"}).value().str(),
      "0.3");
}

// Rows are told apart by where their text lies before it is compared; that must not show.
TEST(LlmCounters, WhereANameLiesDoesNotMatter) {
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) names.push_back("service-" + std::to_string(i % 50));
  const std::string_view longer = "service-10";
  std::vector<Request> rows;
  for (const std::string& service : names) rows.push_back(request(service, "0.1"));
  rows.push_back(request(longer, "0.1"));
  rows.push_back(request(longer.substr(0, 9), "0.1"));  // "service-1", in the same place
  Exposition exposition;
  LlmCounters counters(exposition);
  feed(counters, rows);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(counted(exposition, "shiptally_llm_requests_total",
                      {names[static_cast<std::size_t>(i)], "acme", "small"}),
              i == 1 || i == 10 ? 5 : 4)
        << i;
}

TEST(LlmCounters, UnpricedIsNotFree) {
  Exposition exposition;
  LlmCounters counters(exposition);
  feed(counters, {request("web", nullptr)});
  const std::string text = exposition.render();
  EXPECT_THAT(text, Not(HasSubstr("shiptally_llm_cost_usd_total")));
  EXPECT_THAT(text, Not(HasSubstr("cache_read")));
  EXPECT_THAT(text, HasSubstr("class=\"timeout\"} 0\n"));
}

TEST(LlmCounters, LeaveOutWhatIsNotFinal) {
  Exposition exposition;
  LlmCounters counters(exposition);
  std::vector rows = {request("api", nullptr), request("api", nullptr)};
  rows[0].final = false;
  rows[1].retracted = true;
  feed(counters, rows);
  EXPECT_EQ(exposition.render(), "");
}

TEST(LlmCounters, SeriesBeyondTheCapAreCountedAsOther) {
  Exposition exposition(1);
  LlmCounters counters(exposition);
  feed(counters, {request("api", "0.1")});
  feed(counters, {request("web", "0.1")});
  feed(counters, {request("job", "0.1")});
  EXPECT_EQ(counted(exposition, "shiptally_llm_requests_total", {"other", "other", "other"}), 2);
}

TEST(LlmLatencyGauges, OneSeriesAPercentile) {
  metrics::UsageGroup group{{}, {"api", "acme", "small"}, {}, {}};
  group.sum.add(request("api", "0.1"));
  Request unanswered = request("api", "0.1");
  unanswered.status = 0;
  unanswered.latency_us = 0;
  metrics::UsageGroup silent{{}, {"web", "acme", "small"}, {}, {}};
  silent.sum.add(unanswered);
  const std::vector groups = {group, silent};
  const GaugeFamily family = llm_latency_gauges(groups);
  EXPECT_EQ(family.metric, "shiptally_llm_latency_seconds");
  ASSERT_EQ(family.samples.size(), 4u);
  const char* percentiles[] = {"50", "90", "95", "99"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(family.samples[i].labels, (std::vector<std::string>{"api", "acme", "small", percentiles[i]}));
    EXPECT_NEAR(family.samples[i].value, 0.25, 0.0026);
  }
  Exposition exposition;
  exposition.set_gauges({&family, 1});
  EXPECT_THAT(exposition.render(), HasSubstr("model=\"small\",percentile=\"99\"} 0.2"));
}

}  // namespace
}  // namespace shiptally::expose
