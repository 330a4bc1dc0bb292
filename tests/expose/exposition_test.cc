#include "daemon/expose/prometheus/exposition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>

#include "schema/catalogue.h"
#include "tests/schema/german_locale.h"

namespace shiptally::expose {
namespace {

using testing::HasSubstr;
using testing::Not;
using Labels = std::vector<std::string_view>;

constexpr const char* kIngest = "shiptally_ingest_facts_total";
constexpr const char* kCost = "shiptally_llm_cost_usd_total";

TEST(Exposition, CountersKeepTheirPlaceAndAreSorted) {
  Exposition exposition;
  Counter& github = exposition.counter(kIngest, Labels{"github", "accepted"});
  exposition.counter(kIngest, Labels{"alertmanager", "rejected"}).add(2);
  github.add();
  github.add(40);
  EXPECT_EQ(&exposition.counter(kIngest, Labels{"github", "accepted"}), &github);
  EXPECT_EQ(exposition.render(),
            "# HELP shiptally_ingest_facts_total Rows received, by source and outcome: accepted, duplicate, "
            "rejected, ignored; refused counts whole bodies\n"
            "# TYPE shiptally_ingest_facts_total counter\n"
            "shiptally_ingest_facts_total{source=\"alertmanager\",outcome=\"rejected\"} 2\n"
            "shiptally_ingest_facts_total{source=\"github\",outcome=\"accepted\"} 41\n");
}

TEST(Exposition, NothingCountedNothingShown) { EXPECT_EQ(Exposition().render(), ""); }

TEST(Exposition, LabelValuesAreEscapedAndUtf8) {
  Exposition exposition;
  exposition.counter(kIngest, Labels{"a\"b\\c\nd", "caf\xE9"}).add();
  EXPECT_THAT(exposition.render(), HasSubstr("{source=\"a\\\"b\\\\c\\nd\",outcome=\"caf\uFFFD\"} 1\n"));
}

TEST(Exposition, MoneyAddsUpExactly) {
  Exposition exposition;
  MoneyCounter& cost = exposition.money_counter(kCost, Labels{"api", "acme", "small"});
  for (int i = 0; i < 10; ++i) cost.add(Money::parse("0.1").value());
  EXPECT_EQ(cost.value(), Money::from_dollars(1));
  EXPECT_THAT(exposition.render(), HasSubstr("{app=\"api\",provider=\"acme\",model=\"small\"} 1\n"));
}

TEST(Exposition, HistogramsAreCumulative) {
  using std::chrono::milliseconds;
  Exposition exposition;
  DurationHistogram& commits = exposition.histogram("shiptally_store_commit_duration_seconds");
  for (const int ms : {1, 2, 30, 20'000}) commits.observe(milliseconds(ms));
  const std::string text = exposition.render();
  for (const char* line : {"_bucket{le=\"0.0005\"} 0\n", "_bucket{le=\"0.001\"} 1\n",
                           "_bucket{le=\"0.0025\"} 2\n", "_bucket{le=\"0.05\"} 3\n", "_bucket{le=\"10\"} 3\n",
                           "_bucket{le=\"+Inf\"} 4\n", "_sum 20.033", "_count 4\n"})
    EXPECT_THAT(text, HasSubstr(std::string("shiptally_store_commit_duration_seconds") + line));
}

TEST(Exposition, GaugesAreReplacedAsAWhole) {
  Exposition exposition;
  const auto set = [&](std::string_view metric, std::vector<GaugeSample> samples) {
    const GaugeFamily family{metric, std::move(samples)};
    exposition.set_gauges({&family, 1});
  };
  set("shiptally_deployments", {{{"web", "production"}, 3}, {{"api", "production"}, 7}});
  set("shiptally_rework_ratio", {{{"api", "production"}, 0.25}});
  exposition.set_gauge("shiptally_store_queue_rows", 12);
  EXPECT_THAT(exposition.render(),
              HasSubstr("shiptally_deployments{app=\"api\",deployment_environment=\"production\"} 7\n"
                        "shiptally_deployments{app=\"web\",deployment_environment=\"production\"} 3\n"));
  set("shiptally_deployments", {{{"api", "production"}, 8}});
  const std::string text = exposition.render();
  EXPECT_THAT(text, HasSubstr("{app=\"api\",deployment_environment=\"production\"} 8\n"));
  EXPECT_THAT(text, Not(HasSubstr("web")));
  EXPECT_THAT(text,
              HasSubstr("shiptally_rework_ratio{app=\"api\",deployment_environment=\"production\"} 0.25\n"));
  EXPECT_THAT(text, HasSubstr("shiptally_store_queue_rows 12\n"));
  set("shiptally_deployments", {});
  EXPECT_THAT(exposition.render(), Not(HasSubstr("shiptally_deployments")));
}

TEST(Exposition, LabelSetsBeyondTheCapGoToOther) {
  Exposition exposition(2);
  Counter& first = exposition.counter(kIngest, Labels{"a", "accepted"});
  exposition.counter(kIngest, Labels{"b", "accepted"});
  Counter& third = exposition.counter(kIngest, Labels{"c", "accepted"});
  EXPECT_EQ(&third, &exposition.counter(kIngest, Labels{"d", "accepted"}));
  EXPECT_EQ(&first, &exposition.counter(kIngest, Labels{"a", "accepted"}));
  third.add(5);
  const GaugeFamily gauges{"shiptally_deployments", {{{"z", "p"}, 1}, {{"y", "p"}, 1}, {{"x", "p"}, 1}}};
  exposition.set_gauges({&gauges, 1});
  const std::string text = exposition.render();
  EXPECT_THAT(text, HasSubstr("shiptally_ingest_facts_total{source=\"other\",outcome=\"other\"} 5\n"));
  EXPECT_THAT(text,
              HasSubstr("shiptally_exposition_overflow_total{metric=\"shiptally_ingest_facts_total\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("shiptally_exposition_overflow_total{metric=\"shiptally_deployments\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("app=\"z\"")));
}

TEST(Exposition, DoesNotFollowTheLocale) {
  const GermanLocale german;
  Exposition exposition;
  exposition.counter(kIngest, Labels{"github", "accepted"}).add(1'234'567);
  exposition.set_gauge("shiptally_store_size_bytes", 1234.5);
  exposition.histogram("shiptally_store_commit_duration_seconds").observe(std::chrono::milliseconds(1500));
  const std::string text = exposition.render();
  EXPECT_THAT(text, HasSubstr("} 1234567\n"));
  EXPECT_THAT(text, HasSubstr("shiptally_store_size_bytes 1234.5\n"));
  EXPECT_THAT(text, HasSubstr("le=\"0.0025\""));
  EXPECT_THAT(text, HasSubstr("_sum 1.5\n"));
}

TEST(Exposition, CountsFromManyThreads) {
  Exposition exposition;
  constexpr int kThreads = 4, kRounds = 1000;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      const std::string source = "source" + std::to_string(t % 2);
      for (int i = 0; i < kRounds; ++i) {
        exposition.counter(kIngest, Labels{source, "accepted"}).add();
        exposition.money_counter(kCost, Labels{"a", "b", "c"}).add(Money::from_pico(1));
        if (i % 100 == 0) exposition.render();
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(exposition.counter(kIngest, Labels{"source0", "accepted"}).value(), kThreads / 2 * kRounds);
  EXPECT_EQ(exposition.money_counter(kCost, Labels{"a", "b", "c"}).value(),
            Money::from_pico(kThreads * kRounds));
}

using ExpositionDeathTest = testing::Test;

TEST(ExpositionDeathTest, RefusesWhatTheCatalogueDoesNotKnow) {
  Exposition exposition;
  EXPECT_DEATH(exposition.counter("shiptally_made_up_total"), "not in the catalogue");
  EXPECT_DEATH(exposition.counter("shiptally_store_queue_rows"), "wrong type");
  EXPECT_DEATH(exposition.counter(kIngest, Labels{"github"}), "wrong number of label values");
}

/// A series with awkward labels for every metric of the catalogue.
void fill(Exposition& exposition) {
  for (const Metric& metric : exported_metrics()) {
    const auto commas = std::count(metric.labels.begin(), metric.labels.end(), ',');
    const Labels labels(metric.labels.empty() ? 0 : static_cast<std::size_t>(commas) + 1,
                        "a\"b\\\n\u00FC\xFF");
    if (metric.type == MetricType::histogram) {
      exposition.histogram(metric.name, labels).observe(std::chrono::milliseconds(3));
    } else if (metric.type == MetricType::gauge) {
      const GaugeFamily family{metric.name, {{{labels.begin(), labels.end()}, 0.5}}};
      exposition.set_gauges({&family, 1});
    } else if (metric.unit == "usd") {
      exposition.money_counter(metric.name, labels).add(Money::from_dollars(3));
    } else {
      exposition.counter(metric.name, labels).add(3);
    }
  }
}

constexpr std::string_view kGoldenHead[] = {
    "# HELP shiptally_ingest_facts_total Rows received, by source and outcome: accepted, duplicate, "
    "rejected, "
    "ignored; refused counts whole bodies\n# TYPE shiptally_ingest_facts_total counter\n",
    "# HELP shiptally_ingest_facts Rows received, by source and outcome: accepted, duplicate, rejected, "
    "ignored; refused counts whole bodies\n# TYPE shiptally_ingest_facts counter\n"};

/// One family of each kind, in both formats, to the byte.
TEST(Exposition, BothFormats) {
  Exposition exposition;
  exposition.counter(kIngest, Labels{"a\"b", "accepted"}).add(9'007'199'254'740'993);  // no double holds it
  exposition.money_counter(kCost, Labels{"api", "acme", "small"})
      .add(Money::parse("123456789.000000000001").value());
  exposition.histogram("shiptally_http_request_duration_seconds", Labels{"/x"})
      .observe(std::chrono::milliseconds(3));
  exposition.set_gauge("shiptally_store_queue_rows", 0.25);
  const std::string series =
      "shiptally_ingest_facts_total{source=\"a\\\"b\",outcome=\"accepted\"} 9007199254740993\n";
  const std::string histogram_head =
      "# HELP shiptally_http_request_duration_seconds From the request's last byte to the answer's first\n"
      "# TYPE shiptally_http_request_duration_seconds histogram\n";
  const auto histogram = [](std::string_view real) {
    const std::string bucket = "shiptally_http_request_duration_seconds_bucket{route=\"/x\",le=\"";
    std::string out;
    for (const char* le : {"0.0005", "0.001", "0.0025"}) out += bucket + le + "\"} 0\n";
    for (const char* le : {"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5"})
      out += bucket + le + "\"} 1\n";
    out += bucket + "1" + std::string(real) + "\"} 1\n" + bucket + "2.5\"} 1\n";
    for (const char* le : {"5", "10"}) out += bucket + le + std::string(real) + "\"} 1\n";
    return out + bucket + "+Inf\"} 1\nshiptally_http_request_duration_seconds_sum{route=\"/x\"} 0.003\n" +
           "shiptally_http_request_duration_seconds_count{route=\"/x\"} 1\n";
  };
  const std::string gauge =
      "# HELP shiptally_store_queue_rows Rows waiting for the writer\n# TYPE shiptally_store_queue_rows "
      "gauge\n"
      "shiptally_store_queue_rows 0.25\n";
  const std::string cost =
      "shiptally_llm_cost_usd_total{app=\"api\",provider=\"acme\",model=\"small\"} 123456789.000000000001\n";
  EXPECT_EQ(exposition.render(ExpositionFormat::text),
            std::string(kGoldenHead[0]) + series + histogram_head + histogram("") + gauge +
                "# HELP shiptally_llm_cost_usd_total Computed cost committed since the daemon started\n"
                "# TYPE shiptally_llm_cost_usd_total counter\n" +
                cost);
  EXPECT_EQ(exposition.render(ExpositionFormat::openmetrics),
            std::string(kGoldenHead[1]) + series + histogram_head +
                "# UNIT shiptally_http_request_duration_seconds seconds\n" + histogram(".0") + gauge +
                "# HELP shiptally_llm_cost_usd Computed cost committed since the daemon started\n"
                "# TYPE shiptally_llm_cost_usd counter\n# UNIT shiptally_llm_cost_usd usd\n" +
                cost + "# EOF\n");
}

TEST(Exposition, ValuesThatAreNoNumbers) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  ExpositionWriter out(ExpositionFormat::text, 0);
  out.family(metric("shiptally_store_queue_rows"));
  for (const double value : {kInfinity, -kInfinity, std::nan("")})
    out.series("shiptally_store_queue_rows ", value);
  EXPECT_THAT(out.finish(), HasSubstr("shiptally_store_queue_rows +Inf\nshiptally_store_queue_rows -Inf\n"
                                      "shiptally_store_queue_rows NaN\n"));
}

TEST(Exposition, OnlyOpenMetricsEscapesQuotesInHelp) {
  const Metric quoted{"shiptally_x", MetricType::gauge, "", "", "a \"b\" \\ c\nd"};
  ExpositionWriter text(ExpositionFormat::text, 0), open(ExpositionFormat::openmetrics, 0);
  text.family(quoted);
  open.family(quoted);
  EXPECT_THAT(text.finish(), HasSubstr("# HELP shiptally_x a \"b\" \\\\ c\\nd\n"));
  EXPECT_THAT(open.finish(), HasSubstr("# HELP shiptally_x a \\\"b\\\" \\\\ c\\nd\n"));
}

TEST(Exposition, PromtoolFindsNothing) {
  ASSERT_EQ(std::system("command -v promtool >/dev/null 2>&1"), 0)
      << "promtool is missing: run packaging/install-dependencies test";
  Exposition exposition;
  fill(exposition);
  const std::string text = exposition.render();
  for (const Metric& metric : exported_metrics())
    EXPECT_THAT(text,
                HasSubstr("# HELP " + std::string(metric.name) + " " + std::string(metric.help) + "\n"));
  const std::string path =
      testing::TempDir() + "shiptally_exposition_" + std::to_string(::getpid()) + ".prom";
  std::ofstream(path) << text;
  std::string said;
  FILE* promtool = ::popen(("promtool check metrics <" + path + " 2>&1").c_str(), "r");
  ASSERT_NE(promtool, nullptr);
  char line[512];
  while (std::fgets(line, sizeof line, promtool) != nullptr) said += line;
  EXPECT_EQ(::pclose(promtool), 0);
  EXPECT_EQ(said, "");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace shiptally::expose
