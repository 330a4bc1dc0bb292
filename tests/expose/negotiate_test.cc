#include <gtest/gtest.h>

#include "daemon/expose/prometheus/exposition_format.h"

namespace shiptally::expose {
namespace {

constexpr auto kText = ExpositionFormat::text, kOpen = ExpositionFormat::openmetrics;

struct Case {
  const char* name;
  std::string_view accept;
  ExpositionFormat want;
};

const Case kCases[] = {
    {"nothing said", "", kText},
    {"anything", "*/*", kText},
    {"a browser", "text/html,application/xhtml+xml,*/*;q=0.8", kText},
    {"Prometheus 2",
     "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
     "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
     kOpen},
    {"Prometheus 3",
     "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
     "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
     "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
     kOpen},
    {"the text format liked better", "application/openmetrics-text;q=0.4,text/plain;q=0.5", kText},
    {"the text format liked better by its kind", "application/openmetrics-text;q=0.4,text/*", kText},
    {"liked alike", "text/plain,application/openmetrics-text", kOpen},
    {"what is named weighs more than a wildcard", "application/openmetrics-text;q=0.6,text/plain;q=0.5,*/*",
     kOpen},
    {"a version that we have not", "application/openmetrics-text;version=2.0.0", kText},
    {"refused", "application/openmetrics-text;q=0", kText},
    {"a weight that is no number", "application/openmetrics-text;q=high", kText},
    {"spaces, capitals and quotes",
     " Application/OpenMetrics-Text ; Version=\"1.0.0\" ; Q=0.9 , text/plain ; q=0.1", kOpen},
    {"rubbish", ",;=;,,q=1;", kText},
};

TEST(Negotiate, TakesWhatTheScraperLikesBest) {
  for (const Case& c : kCases) EXPECT_EQ(negotiate(c.accept), c.want) << c.name;
}

TEST(Negotiate, TheTypeTellsVersionAndCharset) {
  EXPECT_EQ(content_type(kText), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(content_type(kOpen), "application/openmetrics-text; version=1.0.0; charset=utf-8");
}

}  // namespace
}  // namespace shiptally::expose
