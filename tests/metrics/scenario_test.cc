#include "tests/metrics/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "daemon/metrics/delivery_explain.h"
#include "tests/metrics/scenario_check.h"

namespace shiptally::metrics::testing {
namespace {

std::vector<std::filesystem::path> scenario_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(SHIPTALLY_SOURCE_DIR "/tests/scenarios"))
    if (entry.path().extension() == ".scenario") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Scenario load(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return parse_scenario(path.filename().string(), text.str()).value();
}

/// The facts in another order, each of them twice.
Scenario disordered(Scenario scenario, unsigned seed) {
  std::mt19937 random(seed);
  const auto disorder = [&](auto& facts) {
    const auto once = facts;
    facts.insert(facts.end(), once.begin(), once.end());
    std::shuffle(facts.begin(), facts.end(), random);
  };
  disorder(scenario.deployments);
  disorder(scenario.commits);
  disorder(scenario.incidents);
  return scenario;
}

TEST(Scenarios, HoldInAnyOrderOfArrival) {
  const auto files = scenario_files();
  ASSERT_GE(files.size(), 25U);
  for (const auto& file : files) {
    const Scenario scenario = load(file);
    check(scenario);
    for (unsigned seed = 0; seed < 5; ++seed) {
      SCOPED_TRACE("arrival order " + std::to_string(seed));
      check(disordered(scenario, seed));
    }
  }
}

/// Everything that the figures say of the facts, down to ids and reasons.
std::string full_account(const Scenario& scenario) {
  std::ostringstream out;
  out.precision(17);
  for (const std::string_view metric : delivery_metrics()) {
    const auto e = explain_delivery(metric, scenario.facts(), scenario.query,
                                    {.incident_limit = scenario.incident_limit})
                       .value();
    out << metric << ' ' << e.value.value_or(-1) << ' ' << e.n;
    for (const std::string& id : e.numerator) out << ' ' << id;
    out << " /";
    for (const std::string& id : e.denominator) out << ' ' << id;
    for (const ExcludedFact& excluded : e.exclusions) out << " -" << excluded.id << ':' << excluded.reason;
    out << '\n';
  }
  return out.str();
}

TEST(Scenarios, ExplainThemselvesTheSameInAnyOrder) {
  for (const auto& file : scenario_files()) {
    const Scenario scenario = load(file);
    EXPECT_EQ(full_account(disordered(scenario, 7)), full_account(scenario)) << scenario.file;
  }
}

struct BadScenario {
  const char *text, *message;
};

const BadScenario kBad[] = {
    {"deploy api v1 10:00 ok\ndeploy api v2", "bad:2: missing time"},
    {"\n\ndeploy api v1 10:00", "bad:3: missing status"},
    {"deploy api v1 25:00 ok", "bad:1: not a time: 25:00"},
    {"deploy api v1 10:00 fine", "bad:1: unknown status: fine"},
    {"deploy api v1 10:00 ok colour=red", "bad:1: unknown option: colour"},
    {"incident i1 api 10:00 11:00 internal", "bad:1: only \"external\" may follow"},
    {"deploy api v1 10:00 ok\n", "bad:1: expects nothing"},
};

TEST(Scenarios, MistakesNameTheirLine) {
  for (const BadScenario& bad : kBad) EXPECT_EQ(parse_scenario("bad", bad.text).error().message, bad.message);
}

}  // namespace
}  // namespace shiptally::metrics::testing
