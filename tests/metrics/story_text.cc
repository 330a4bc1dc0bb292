#include "tests/metrics/story_text.h"

#include <sstream>

namespace shiptally::metrics::testing {
namespace {

std::string option(const char* name, const std::string& value) {
  return value.empty() ? "" : std::string(" ") + name + "=" + value;
}

std::string option(const char* name, const std::optional<Instant>& value) {
  return value ? option(name, format_instant(*value)) : "";
}

std::string time_or(const std::optional<Instant>& t, const char* otherwise) {
  return t ? format_instant(*t) : otherwise;
}

std::string list(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ",") + word;
  return out;
}

std::string statement(const Deployment& d) {
  constexpr const char* words[] = {"running", "ok", "failed", "cancelled"};
  std::string commits;
  for (const DeployedCommit& c : d.commits) {
    commits += (commits.empty() ? "" : ",") + c.repo + "@" + c.sha;
    if (c.finished) commits += "/" + format_instant(*c.finished);
  }
  const bool baseline = d.kind == DeploymentKind::baseline;
  std::string out = (baseline ? "baseline " : "deploy ") + d.service + " " +
                    (d.version.empty() ? "-" : d.version) + " " +
                    time_or(d.finished ? d.finished : d.started, "");
  if (!baseline) out += std::string(" ") + words[static_cast<int>(d.status)];
  if (!baseline && d.kind != DeploymentKind::deploy) out += option("kind", std::string(name(d.kind)));
  return out + option("id", d.key.id) + option("source", d.key.source) + option("env", d.environment) +
         option("commit", commits) + option("team", d.team) + option("remedies", d.remedies) +
         option("updated", d.updated);
}

std::string statement(const Commit& c) {
  std::string out = "commit " + c.key.sha + " " + format_instant(c.authored);
  if (c.parents && c.parents->empty()) out += " root";
  if (c.parents)
    for (const std::string& parent : *c.parents) out += " " + parent;
  out += option("repo", c.key.repo);
  return c.paths ? out + " paths=" + (c.paths->empty() ? "none" : list(*c.paths)) : out;
}

std::string statement(const Change& c) {
  return "change " + c.key.id + " " + format_instant(c.opened) + " " +
         time_or(c.merged, c.closed ? "closed" : "open") + option("source", c.key.source) +
         option("repo", c.repo) + option("commits", list(c.commits)) + option("merge", c.merge_sha) +
         option("branch", c.branch) + option("author", c.author) + option("review", c.first_review) +
         option("updated", c.updated);
}

std::string statement(const Review& r) {
  return "review " + r.change + " " + format_instant(r.submitted) + option("id", r.key.id) +
         option("source", r.key.source) + option("by", r.author) + option("updated", r.updated);
}

std::string statement(const Incident& i) {
  return "incident " + i.key.id + " " + i.service + " " + format_instant(i.opened) + " " +
         time_or(i.resolved, "open") + (i.external ? " external" : "") + option("source", i.key.source) +
         option("env", i.environment) + option("team", i.team) + option("cause", i.deployment) +
         option("updated", i.updated);
}

std::string statement(const Retraction& r) {
  return "retract " + std::string(name(r.kind)) + " " + r.key.id +
         option(r.kind == Kind::commit ? "repo" : "source", r.key.source) + option("updated", r.updated);
}

}  // namespace

std::string story_text(const Scenario& scenario) {
  std::ostringstream out;
  for (const PathRule& rule : scenario.paths) {
    out << "paths " << rule.service << ' ' << (rule.repo.empty() ? "*" : rule.repo);
    for (const std::string& glob : rule.globs) out << ' ' << glob;
    out << '\n';
  }
  for (const Arrival& arrival : scenario.arrivals) {
    std::visit([&](const auto& fact) { out << statement(fact); }, arrival.fact);
    if (arrival.recorded != Instant::min()) out << option("recorded", std::optional(arrival.recorded));
    out << '\n';
  }
  return out.str();
}

}  // namespace shiptally::metrics::testing
