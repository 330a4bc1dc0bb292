#include "daemon/demo/events.h"

namespace shiptally::demo {

Object event_of(const Commit& c) {
  Object o;
  o.add("source", c.source).add("repo", c.key.repo).add("sha", c.key.sha);
  o.raw("parents", array_of(*c.parents, true))
      .add("authored_at", c.authored)
      .add("committed_at", c.committed);
  if (c.paths) o.raw("paths", array_of(*c.paths, true));
  return o;
}

Object event_of(const Change& c) {
  Object o;
  o.add("source", c.key.source).add("id", c.key.id).add("repo", c.repo).add("opened_at", c.opened);
  o.add("merged_at", c.merged).add("merge_sha", c.merge_sha).add("author", c.author);
  o.raw("commits", array_of(c.commits, true)).add("branch", c.branch);
  return o;
}

Object event_of(const Review& r) {
  Object o;
  o.add("source", r.key.source).add("id", r.key.id).add("change", r.change).add("author", r.author);
  o.add("submitted_at", r.submitted);
  return o;
}

Object event_of(const Deployment& d) {
  std::vector<std::string> commits;
  for (const DeployedCommit& c : d.commits)
    commits.push_back(Object().add("repo", c.repo).add("sha", c.sha).str());
  Object o;
  o.add("source", d.key.source)
      .add("id", d.key.id)
      .add("service", d.service)
      .add("environment", d.environment);
  o.add("status", name(d.status)).add("kind", name(d.kind)).add("version", d.version);
  o.raw("commits", array_of(commits, false)).add("started_at", d.started).add("finished_at", d.finished);
  o.add("team", d.team).add("remedies", d.remedies);
  return o;
}

Object event_of(const Incident& i) {
  Object o;
  o.add("source", i.key.source)
      .add("id", i.key.id)
      .add("service", i.service)
      .add("environment", i.environment);
  o.add("opened_at", i.opened).add("resolved_at", i.resolved).add("severity", i.severity);
  o.add("deployment", i.deployment).add("external", i.external);
  return o;
}

Object event_of(const Charge& c) {
  Object o;
  o.add("source", c.key.source)
      .add("id", c.key.id)
      .add("provider", c.provider)
      .add("from", c.from)
      .add("to", c.to)
      .add("billing_period", c.billing_period);
  o.add("category", c.category)
      .add("charge_class", c.charge_class)
      .add("description", c.description)
      .add("service_name", c.service_name);
  o.add("model", c.model).add("account", c.account).add("invoice", c.invoice).add("currency", c.currency);
  o.add("list_cost", c.list).add("contracted_cost", c.contracted).add("billed_cost", c.billed);
  o.add("effective_cost", c.effective).add("quantity", c.quantity).add("unit", c.unit);
  return o;
}

Object event_of(const ProviderUsage& u) {
  const Tokens& t = u.tokens;
  Object o;
  o.add("source", u.key.source).add("id", u.key.id).add("provider", u.provider);
  o.add("from", u.from).add("to", u.to).add("model", u.model).add("tier", u.tier).add("account", u.account);
  o.add("input_tokens", t.input).add("cache_read_tokens", t.cache_read);
  o.add("cache_write_5m_tokens", t.cache_write_5m).add("output_tokens", t.output);
  o.add("requests", u.requests);
  return o;
}

}  // namespace shiptally::demo
