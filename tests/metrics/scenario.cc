#include "tests/metrics/scenario.h"

#include <charconv>
#include <map>
#include <sstream>
#include <stdexcept>

namespace shiptally::metrics::testing {
namespace {

/// Thrown within this file only; parse_scenario adds file and line.
struct Mistake : std::runtime_error {
  using std::runtime_error::runtime_error;
};

const Instant kDayZero = parse_instant("2026-03-02").value();

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw Mistake("not a number: " + std::string(text));
  return value;
}

Instant time(std::string_view text) {
  if (text.find('-') != std::string_view::npos) {
    const auto parsed = parse_instant(text);
    if (parsed.has_error()) throw Mistake(parsed.error().message);
    return *parsed;
  }
  int day = 0;
  if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    day = number(text.substr(0, plus));
    text.remove_prefix(plus + 1);
  }
  const auto parsed = parse_instant("2026-03-02T" + std::string(text) + "Z");
  if (parsed.has_error()) throw Mistake("not a time: " + std::string(text));
  return *parsed + std::chrono::hours(24 * day);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  std::istringstream in{std::string(text)};
  for (std::string part; std::getline(in, part, separator);) out.push_back(part);
  return out;
}

/// The words of a statement and its key=value options.
class Words {
 public:
  explicit Words(std::string_view line) {
    std::istringstream in{std::string(line)};
    for (std::string word; in >> word;) {
      if (word.front() == '#') break;  // within a word it numbers an id: api-v1#2
      const auto equals = word.find('=');
      if (equals != std::string::npos)
        options_[word.substr(0, equals)] = word.substr(equals + 1);
      else
        words_.push_back(word);
    }
  }

  bool empty() const { return next_ >= words_.size(); }
  std::string take(const char* what) {
    if (empty()) throw Mistake(std::string("missing ") + what);
    return words_[next_++];
  }
  std::string option(const std::string& name, std::string fallback = "") {
    const auto at = options_.find(name);
    if (at == options_.end()) return fallback;
    std::string value = at->second;
    options_.erase(at);
    return value;
  }
  void done() const {
    if (!empty()) throw Mistake("too many words: " + words_[next_]);
    if (!options_.empty()) throw Mistake("unknown option: " + options_.begin()->first);
  }

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
  std::map<std::string, std::string> options_;
};

class Parser {
 public:
  explicit Parser(std::string file) {
    scenario_.file = std::move(file);
    scenario_.query.window = {kDayZero, kDayZero + std::chrono::hours(24 * 7)};
  }

  void statement(std::string_view line, int line_number) {
    Words words(line);
    if (words.empty()) return;
    const std::string verb = words.take("statement");
    if (verb == "commit")
      commit(words);
    else if (verb == "baseline")
      deploy(words, true);
    else if (verb == "deploy")
      deploy(words, false);
    else if (verb == "incident")
      incident(words);
    else if (verb == "expect")
      expect(words, line_number);
    else
      setting(verb, words);
    words.done();
  }

  Scenario take() {
    if (scenario_.expectations.empty()) throw Mistake("expects nothing");
    return std::move(scenario_);
  }

 private:
  void setting(const std::string& verb, Words& words) {
    Query& query = scenario_.query;
    if (verb == "window") {
      const Instant from = time(words.take("from"));
      query.window = {from, time(words.take("to"))};
    } else if (verb == "tz") {
      query.tz = words.take("zone");
    } else if (verb == "limit") {
      const std::string hours = words.take("hours");
      scenario_.incident_limit = std::chrono::hours(number(hours.substr(0, hours.find('h'))));
    } else if (verb == "bucket") {
      const auto value = shiptally::bucket(words.take("bucket"));
      if (!value) throw Mistake("unknown bucket");
      query.bucket = *value;
    } else if (verb == "group_by") {
      while (!words.empty()) query.group_by.push_back(dimension_of(words.take("dimension")));
    } else if (verb == "filter") {
      const Dimension d = dimension_of(words.take("dimension"));
      while (!words.empty()) query.filter[d].push_back(words.take("value"));
    } else {
      throw Mistake("unknown statement: " + verb);
    }
  }

  static Dimension dimension_of(const std::string& name) {
    const auto value = dimension(name);
    if (!value) throw Mistake("unknown dimension: " + name);
    return *value;
  }

  void commit(Words& words) {
    Commit c;
    c.key = {words.option("repo", "main"), words.take("sha")};
    c.authored = time(words.take("time of authorship"));
    c.source = "test";
    while (!words.empty()) {
      if (!c.parents) c.parents.emplace();
      const std::string parent = words.take("parent");
      if (parent != "root") c.parents->push_back(parent);
    }
    scenario_.commits.push_back(std::move(c));
  }

  void deploy(Words& words, bool baseline) {
    Deployment d;
    d.service = words.take("service");
    d.version = words.take("version");
    const std::string name = d.service + "-" + d.version;
    if (d.version == "-") d.version.clear();
    const Instant at = time(words.take("time"));
    d.status = baseline ? DeploymentStatus::success : status(words.take("status"));
    (d.status == DeploymentStatus::in_progress ? d.started : d.finished) = at;
    d.kind = baseline ? DeploymentKind::baseline : kind(words.option("kind", "deploy"));
    const int nth = ++named_[name];
    d.key = {words.option("source", "test"),
             words.option("id", nth == 1 ? name : name + "#" + std::to_string(nth))};
    d.environment = words.option("env", "production");
    d.team = words.option("team");
    d.remedies = words.option("remedies");
    if (const std::string started = words.option("started"); !started.empty()) d.started = time(started);
    const std::string repo = words.option("repo", "main");
    for (const std::string& sha : split(words.option("commit"), ',')) {
      const auto at_sign = sha.find('@');
      if (at_sign == std::string::npos)
        d.commits.push_back({repo, sha});
      else
        d.commits.push_back({sha.substr(0, at_sign), sha.substr(at_sign + 1)});
    }
    scenario_.deployments.push_back(std::move(d));
  }

  static DeploymentStatus status(const std::string& word) {
    if (word == "ok") return DeploymentStatus::success;
    if (word == "failed") return DeploymentStatus::failure;
    if (word == "running") return DeploymentStatus::in_progress;
    if (word == "cancelled") return DeploymentStatus::cancelled;
    throw Mistake("unknown status: " + word);
  }

  static DeploymentKind kind(const std::string& word) {
    const auto value = deployment_kind(word);
    if (!value) throw Mistake("unknown kind: " + word);
    return *value;
  }

  void incident(Words& words) {
    Incident i;
    i.key = {"test", words.take("id")};
    i.service = words.take("service");
    i.opened = time(words.take("time of opening"));
    const std::string resolved = words.take("time of resolution");
    if (resolved != "open") i.resolved = time(resolved);
    i.environment = words.option("env", "production");
    i.deployment = words.option("cause");
    if (!words.empty()) {
      if (words.take("external") != "external") throw Mistake("only \"external\" may follow");
      i.external = true;
    }
    scenario_.incidents.push_back(std::move(i));
  }

  void expect(Words& words, int line_number) {
    Expectation e;
    e.line = line_number;
    e.figure = words.take("figure");
    e.value = words.take("value");
    e.group = words.option("in");
    e.bucket = static_cast<std::size_t>(number(words.option("bucket", "1")));
    scenario_.expectations.push_back(std::move(e));
  }

  Scenario scenario_;
  std::map<std::string, int> named_;
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

}  // namespace shiptally::metrics::testing
