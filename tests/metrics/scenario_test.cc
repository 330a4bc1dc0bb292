#include "tests/metrics/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "daemon/metrics/delivery/delivery_explain.h"
#include "source_dir.h"
#include "tests/metrics/scenario_check.h"
#include "tests/metrics/scenario_order.h"

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

TEST(Scenarios, HoldInAnyOrderOfArrival) {
  const auto files = scenario_files();
  ASSERT_GE(files.size(), 70U);
  for (const auto& file : files) {
    const Scenario scenario = load(file);
    check(scenario);
    check(doubled(scenario));
    for (unsigned seed = 0; seed < 5; ++seed) {
      SCOPED_TRACE("arrival order " + std::to_string(seed));
      check(disordered(scenario, seed));
      check(disordered(doubled(scenario), seed));
    }
  }
}

struct ClockChange {
  const char *tz, *at;
};

const ClockChange kClockChanges[] = {
    {"Europe/Berlin", "2026-03-29T01:00:00Z"},
    {"Europe/Berlin", "2026-10-25T01:00:00Z"},
    {"Pacific/Auckland", "2026-09-26T14:00:00Z"},
    {"Pacific/Auckland", "2027-04-03T14:00:00Z"},
};

/// Each instant of the story in turn is the one at which the clocks change; what happened in between is as
/// long as ever.
TEST(Scenarios, HoldOverNightsInWhichTheClocksChange) {
  for (const auto& file : scenario_files()) {
    const Scenario scenario = load(file);
    if (!scenario.calendar.empty()) continue;
    EXPECT_EQ(scenario.query.bucket, Bucket::none) << scenario.file << " should say why it is not moved";
    for (const ClockChange& change : kClockChanges)
      for (const Instant anchor : instants(scenario)) {
        SCOPED_TRACE(format_instant(anchor) + " moved to " + change.at);
        Scenario moved = shifted(scenario, parse_instant(change.at).value() - anchor);
        moved.query.tz = change.tz;
        check(moved);
      }
  }
}

/// Everything that the figures say of the facts, down to ids and reasons.
std::string full_account(const Scenario& scenario) {
  const Analysis analysis = analyse(scenario);
  const Reading reading(analysis, *find_profile(scenario.query.profile));
  std::ostringstream out;
  out.precision(17);
  for (const Figure* figure : explained_figures()) {
    const auto e = explain_delivery(figure->name(), reading, scenario.query).value();
    out << figure->name() << ' ' << e.value.value_or(-1) << ' ' << e.n;
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
    EXPECT_EQ(full_account(disordered(doubled(scenario), 7)), full_account(scenario)) << scenario.file;
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
