#include "tests/metrics/scenario.h"

#include <sstream>

#include "schema/content_hash.h"
#include "tests/metrics/scenario_facts.h"

namespace shiptally::metrics::testing {
namespace {

Dimension dimension_of(const std::string& name) {
  const auto value = dimension(name);
  if (!value) throw Mistake("unknown dimension: " + name);
  return *value;
}

class Parser {
 public:
  explicit Parser(std::string file) {
    scenario_.file = std::move(file);
    scenario_.query.window = {story_time("00:00"), story_time("7+00:00")};
  }

  void statement(std::string_view line, int line_number) {
    Words words(line);
    if (words.empty()) return;
    const std::string verb = words.take("statement");
    if (auto fact = facts_.parse(verb, words))
      scenario_.arrivals.push_back(std::move(*fact));
    else if (verb == "expect")
      expect(words, line_number);
    else if (verb == "excluded")
      remark(words, line_number, words.take("metric"));
    else if (verb == "because")
      remark(words, line_number, "");
    else if (!setting(verb, words))
      dimensions(verb, words);
    words.done();
  }

  Scenario take() {
    if (scenario_.expectations.empty() && scenario_.remarks.empty()) throw Mistake("expects nothing");
    return std::move(scenario_);
  }

 private:
  bool setting(const std::string& verb, Words& words) {
    Query& query = scenario_.query;
    if (verb == "window") {
      const Instant from = story_time(words.take("from"));
      query.window = {from, story_time(words.take("to"))};
    } else if (verb == "tz") {
      query.tz = words.take("zone");
    } else if (verb == "profile") {
      query.profile = words.take("profile");
    } else if (verb == "as_of") {
      query.as_of = story_time(words.take("time"));
    } else if (verb == "calendar") {
      scenario_.calendar = words.rest();
    } else if (verb == "limit") {
      const std::string hours = words.take("hours");
      scenario_.rules.incident_limit = std::chrono::hours(story_number(hours.substr(0, hours.find('h'))));
    } else {
      return false;
    }
    return true;
  }

  void dimensions(const std::string& verb, Words& words) {
    Query& query = scenario_.query;
    if (verb == "bucket") {
      const auto value = shiptally::bucket(words.take("bucket"));
      if (!value) throw Mistake("unknown bucket");
      query.bucket = *value;
    } else if (verb == "group_by") {
      while (!words.empty()) query.group_by.push_back(dimension_of(words.take("dimension")));
    } else if (verb == "filter") {
      const Dimension d = dimension_of(words.take("dimension"));
      while (!words.empty()) query.filter[d].push_back(words.take("value"));
    } else if (verb == "paths") {
      PathRule rule{words.take("service"), words.take("repository"), {}};
      if (rule.repo == "*") rule.repo.clear();
      while (!words.empty()) rule.globs.push_back(words.take("glob"));
      scenario_.paths.push_back(std::move(rule));
    } else if (verb == "branches") {
      const std::string which = words.take("hotfix or revert");
      if (which != "hotfix" && which != "revert") throw Mistake("neither hotfix nor revert: " + which);
      auto& globs = which == "hotfix" ? scenario_.rules.hotfix_branches : scenario_.rules.revert_branches;
      globs.clear();
      while (!words.empty()) globs.push_back(words.take("glob"));
    } else {
      throw Mistake("unknown statement: " + verb);
    }
  }

  void expect(Words& words, int line_number) {
    Expectation e;
    e.line = line_number;
    e.figure = words.take("figure");
    e.value = words.take("value");
    e.group = words.option("in");
    e.bucket = static_cast<std::size_t>(story_number(words.option("bucket", "1")));
    e.as_of = words.time_option("as_of");
    scenario_.expectations.push_back(std::move(e));
  }

  void remark(Words& words, int line_number, std::string metric) {
    Remark r{line_number, std::move(metric), words.take("id"), words.take("reason")};
    if (!words.empty()) r.reason += " " + words.rest();
    scenario_.remarks.push_back(std::move(r));
  }

  Scenario scenario_;
  FactParser facts_;
};

}  // namespace

Result<Scenario> parse_scenario(std::string file, std::string_view text) {
  Parser parser(file);
  std::istringstream in{std::string(text)};
  int line_number = 0;
  try {
    for (std::string line; std::getline(in, line);) parser.statement(line, ++line_number);
    return parser.take();
  } catch (const Mistake& mistake) {
    return Error{Code::invalid, file + ":" + std::to_string(line_number) + ": " + mistake.what()};
  }
}

std::shared_ptr<const CompactFacts> compact(const Scenario& scenario, std::optional<Instant> as_of) {
  if (!as_of) as_of = scenario.query.as_of;
  auto out = std::make_shared<CompactFacts>(std::make_shared<const PathRules>(scenario.paths));
  RevisionMaker revisions(out->names());
  for (const Arrival& arrival : scenario.arrivals) {
    if (as_of && *as_of < arrival.recorded) continue;
    // Who does not say when a fact arrived says nothing of it.
    const Instant recorded = arrival.recorded == Instant::min() ? Instant() : arrival.recorded;
    const auto add = [&](const auto& fact) {
      if constexpr (std::is_same_v<std::decay_t<decltype(fact)>, Retraction>)
        out->add(revisions.of(fact, recorded));
      else
        out->add(revisions.of(fact, content_hash(fact), recorded));
    };
    std::visit(add, arrival.fact);
  }
  out->seal();
  return out;
}

Analysis analyse(const Scenario& scenario, std::optional<Instant> as_of) {
  return metrics::analyse(compact(scenario, as_of), scenario.rules);
}

}  // namespace shiptally::metrics::testing
