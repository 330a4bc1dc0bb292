#include "tests/metrics/scenario_facts.h"

namespace shiptally::metrics::testing {
namespace {

template <class Value>
Value known(std::optional<Value> value, const char* what, const std::string& word) {
  if (!value) throw Mistake(std::string("unknown ") + what + ": " + word);
  return *value;
}

DeploymentStatus status(const std::string& word) {
  if (word == "ok") return DeploymentStatus::success;
  if (word == "failed") return DeploymentStatus::failure;
  if (word == "running") return DeploymentStatus::in_progress;
  if (word == "cancelled") return DeploymentStatus::cancelled;
  throw Mistake("unknown status: " + word);
}

/// "SHA", "repo@SHA" or either with "/FINISHED".
DeployedCommit deployed_commit(std::string text, const std::string& repo) {
  DeployedCommit out{repo, ""};
  if (const auto slash = text.rfind('/'); slash != std::string::npos && slash > text.find('@') + 1) {
    out.finished = story_time(text.substr(slash + 1));
    text.resize(slash);
  }
  const auto at = text.find('@');
  if (at != std::string::npos) out.repo = text.substr(0, at);
  out.sha = at == std::string::npos ? text : text.substr(at + 1);
  return out;
}

Commit commit(Words& words) {
  Commit c;
  c.key = {words.option("repo", "main"), words.take("sha")};
  c.authored = story_time(words.take("time of authorship"));
  c.source = "test";
  while (!words.empty()) {
    if (!c.parents) c.parents.emplace();
    const std::string parent = words.take("parent");
    if (parent != "root") c.parents->push_back(parent);
  }
  if (const std::string paths = words.option("paths"); !paths.empty())
    c.paths = paths == "none" ? std::vector<std::string>() : split(paths, ',');
  return c;
}

Change change(Words& words) {
  Change c;
  c.key = {words.option("source", "test"), words.take("id")};
  c.repo = words.option("repo", "main");
  c.opened = story_time(words.take("time of opening"));
  const std::string end = words.take("time of merging");
  if (end != "open" && end != "closed") c.merged = story_time(end);
  c.closed = end != "open";
  c.commits = split(words.option("commits"), ',');
  c.merge_sha = words.option("merge");
  c.branch = words.option("branch");
  c.author = words.option("author");
  c.first_review = words.time_option("review");
  c.updated = words.time_option("updated");
  return c;
}

Incident incident(Words& words) {
  Incident i;
  i.key = {words.option("source", "test"), words.take("id")};
  i.service = words.take("service");
  i.opened = story_time(words.take("time of opening"));
  const std::string resolved = words.take("time of resolution");
  if (resolved != "open") i.resolved = story_time(resolved);
  i.environment = words.option("env", "production");
  i.team = words.option("team");
  i.deployment = words.option("cause");
  i.updated = words.time_option("updated");
  if (!words.empty()) {
    if (words.take("external") != "external") throw Mistake("only \"external\" may follow");
    i.external = true;
  }
  return i;
}

Retraction retraction(Words& words) {
  Retraction r;
  const std::string word = words.take("kind");
  r.kind = known(kind(word), "kind", word);
  r.key.source = r.kind == Kind::commit ? words.option("repo", "main") : words.option("source", "test");
  r.key.id = words.take("id");
  r.updated = words.time_option("updated");
  return r;
}

}  // namespace

Deployment FactParser::deployment(Words& words, bool baseline) {
  Deployment d;
  d.service = words.take("service");
  d.version = words.take("version");
  const std::string name = d.service + "-" + d.version;
  if (d.version == "-") d.version.clear();
  const Instant at = story_time(words.take("time"));
  d.status = baseline ? DeploymentStatus::success : status(words.take("status"));
  (d.status == DeploymentStatus::in_progress ? d.started : d.finished) = at;
  const std::string kind = baseline ? "baseline" : words.option("kind", "deploy");
  d.kind = known(deployment_kind(kind), "kind", kind);
  const int nth = ++named_[name];
  d.key = {words.option("source", "test"),
           words.option("id", nth == 1 ? name : name + "#" + std::to_string(nth))};
  d.environment = words.option("env", "production");
  d.team = words.option("team");
  d.remedies = words.option("remedies");
  if (const auto started = words.time_option("started")) d.started = started;
  d.updated = words.time_option("updated");
  const std::string repo = words.option("repo", "main");
  for (const std::string& sha : split(words.option("commit"), ','))
    d.commits.push_back(deployed_commit(sha, repo));
  return d;
}

std::optional<Arrival> FactParser::parse(const std::string& verb, Words& words) {
  Arrival out;
  if (verb == "deploy" || verb == "baseline") {
    out.fact = deployment(words, verb == "baseline");
  } else if (verb == "commit") {
    out.fact = commit(words);
  } else if (verb == "change") {
    out.fact = change(words);
  } else if (verb == "review") {
    Review r;
    r.change = words.take("change");
    r.submitted = story_time(words.take("time of review"));
    r.key = {words.option("source", "test"),
             words.option("id", r.change + "-" + std::to_string(++reviews_[r.change]))};
    r.author = words.option("by");
    r.updated = words.time_option("updated");
    out.fact = r;
  } else if (verb == "incident") {
    out.fact = incident(words);
  } else if (verb == "retract") {
    out.fact = retraction(words);
  } else {
    return std::nullopt;
  }
  if (const auto recorded = words.time_option("recorded")) out.recorded = *recorded;
  return out;
}

}  // namespace shiptally::metrics::testing
