#include "daemon/store/facts/fact_tables.h"

#include "daemon/store/sqlite/column_io.h"

namespace shiptally::store {
namespace {

constexpr int kFirstKeyParameter = 1;

template <class Fact>
void bind_fact_id(Statement& s, const Fact& f) {
  ColumnWriter(s, kFirstKeyParameter) << f.key.source << f.key.id;
}
void bind_commit_ref(Statement& s, const Commit& f) {
  ColumnWriter(s, kFirstKeyParameter) << f.key.repo << f.key.sha;
}

/// `updated` stands in the key, as column 2 of what is selected.
std::optional<Instant> updated_at(const Statement& s) {
  const std::int64_t ms = s.integer_at(2);
  return ms == kNeverUpdatedMs ? std::nullopt : std::optional(instant_from_ms(ms));
}

template <class Fact>
Result<Fact> checked(const ColumnReader& reader, Fact fact) {
  if (reader.failed())
    return Error{Code::unavailable, "database: damaged: a stored fact cannot be read back"};
  return fact;
}

void bind_deployment(Statement& s, int first, const Deployment& f) {
  ColumnWriter(s, first) << f.service << f.environment << name(f.status) << name(f.kind) << f.version
                         << f.commits << f.started << f.finished << f.team << f.url << f.strategy
                         << f.rollout_percent << f.remedies;
}
Result<Deployment> read_deployment(const Statement& s, int first) {
  Deployment f;
  ColumnReader(s, 0) >> f.key.source >> f.key.id;
  f.updated = updated_at(s);
  ColumnReader in(s, first);
  (in >> f.service >> f.environment).named(f.status, deployment_status).named(f.kind, deployment_kind) >>
      f.version >> f.commits >> f.started >> f.finished >> f.team >> f.url >> f.strategy >>
      f.rollout_percent >> f.remedies;
  return checked(in, std::move(f));
}

void bind_commit(Statement& s, int first, const Commit& f) {
  ColumnWriter(s, first) << f.source << f.parents << f.authored << f.committed << f.paths;
}
Result<Commit> read_commit(const Statement& s, int first) {
  Commit f;
  ColumnReader(s, 0) >> f.key.repo >> f.key.sha;
  ColumnReader in(s, first);
  in >> f.source >> f.parents >> f.authored >> f.committed >> f.paths;
  return checked(in, std::move(f));
}

void bind_change(Statement& s, int first, const Change& f) {
  ColumnWriter(s, first) << f.repo << f.opened << f.merged << f.merge_sha << f.author << f.first_review
                         << f.commits << f.branch << f.closed << f.url;
}
Result<Change> read_change(const Statement& s, int first) {
  Change f;
  ColumnReader(s, 0) >> f.key.source >> f.key.id;
  f.updated = updated_at(s);
  ColumnReader in(s, first);
  in >> f.repo >> f.opened >> f.merged >> f.merge_sha >> f.author >> f.first_review >> f.commits >>
      f.branch >> f.closed >> f.url;
  return checked(in, std::move(f));
}

void bind_review(Statement& s, int first, const Review& f) {
  ColumnWriter(s, first) << f.change << f.author << f.submitted;
}
Result<Review> read_review(const Statement& s, int first) {
  Review f;
  ColumnReader(s, 0) >> f.key.source >> f.key.id;
  f.updated = updated_at(s);
  ColumnReader in(s, first);
  in >> f.change >> f.author >> f.submitted;
  return checked(in, std::move(f));
}

void bind_incident(Statement& s, int first, const Incident& f) {
  ColumnWriter(s, first) << f.service << f.environment << f.team << f.opened << f.resolved << f.severity
                         << f.deployment << f.external << f.url;
}
Result<Incident> read_incident(const Statement& s, int first) {
  Incident f;
  ColumnReader(s, 0) >> f.key.source >> f.key.id;
  f.updated = updated_at(s);
  ColumnReader in(s, first);
  in >> f.service >> f.environment >> f.team >> f.opened >> f.resolved >> f.severity >> f.deployment >>
      f.external >> f.url;
  return checked(in, std::move(f));
}

void bind_charge(Statement& s, int first, const Charge& f) {
  ColumnWriter(s, first) << f.provider << f.from << f.to << f.billing_period << f.category << f.charge_class
                         << f.description << f.service_name << f.sku << f.model << f.region << f.account
                         << f.sub_account << f.invoice << f.currency << f.list << f.contracted << f.billed
                         << f.effective << f.quantity << f.unit << f.team << f.service;
}
Result<Charge> read_charge(const Statement& s, int first) {
  Charge f;
  ColumnReader(s, 0) >> f.key.source >> f.key.id;
  f.updated = updated_at(s);
  ColumnReader in(s, first);
  in >> f.provider >> f.from >> f.to >> f.billing_period >> f.category >> f.charge_class >> f.description >>
      f.service_name >> f.sku >> f.model >> f.region >> f.account >> f.sub_account >> f.invoice >>
      f.currency >> f.list >> f.contracted >> f.billed >> f.effective >> f.quantity >> f.unit >> f.team >>
      f.service;
  return checked(in, std::move(f));
}

void bind_usage(Statement& s, int first, const ProviderUsage& f) {
  const Tokens& t = f.tokens;
  ColumnWriter(s, first) << f.provider << f.from << f.to << f.model << f.tier << f.region << f.account
                         << f.sub_account << f.api_key << f.context_window << t.input << t.cache_read
                         << t.cache_write_5m << t.cache_write_1h << t.output << t.reasoning << t.web_searches
                         << f.requests;
}
Result<ProviderUsage> read_usage(const Statement& s, int first) {
  ProviderUsage f;
  ColumnReader(s, 0) >> f.key.source >> f.key.id;
  f.updated = updated_at(s);
  ColumnReader in(s, first);
  Tokens& t = f.tokens;
  in >> f.provider >> f.from >> f.to >> f.model >> f.tier >> f.region >> f.account >> f.sub_account >>
      f.api_key >> f.context_window >> t.input >> t.cache_read >> t.cache_write_5m >> t.cache_write_1h >>
      t.output >> t.reasoning >> t.web_searches >> f.requests;
  return checked(in, std::move(f));
}

}  // namespace

const FactTable<Deployment> kDeploymentTable = {
    "deployment_revision",
    "source, id",
    "service, environment, status, kind, version, commits, started_ms, finished_ms, team, url, strategy,"
    " rollout_percent, remedies",
    13,
    bind_fact_id,
    bind_deployment,
    read_deployment};

const FactTable<Commit> kCommitTable = {
    "commit_revision", "repo, sha", "source, parents, authored_ms, committed_ms, paths", 5, bind_commit_ref,
    bind_commit,       read_commit};

const FactTable<Change> kChangeTable = {
    "change_revision",
    "source, id",
    "repo, opened_ms, merged_ms, merge_sha, author, first_review_ms, commits, branch, closed, url",
    10,
    bind_fact_id,
    bind_change,
    read_change};

const FactTable<Review> kReviewTable = {
    "review_revision", "source, id", "change, author, submitted_ms", 3, bind_fact_id,
    bind_review,       read_review};

const FactTable<Incident> kIncidentTable = {
    "incident_revision",
    "source, id",
    "service, environment, team, opened_ms, resolved_ms, severity, deployment, external, url",
    9,
    bind_fact_id,
    bind_incident,
    read_incident};

const FactTable<Charge> kChargeTable = {
    "charge_revision",
    "source, id",
    "provider, from_ms, to_ms, billing_ms, category, charge_class, description, "
    "service_name, sku, model, region, account,"
    " sub_account, invoice, currency, list_cost, contracted_cost, "
    "billed_cost, effective_cost, quantity, unit, team,"
    " service",
    23,
    bind_fact_id,
    bind_charge,
    read_charge};

const FactTable<ProviderUsage> kProviderUsageTable = {
    "usage_revision",
    "source, id",
    "provider, from_ms, to_ms, model, tier, region, account, sub_account, api_key, context_window,"
    " input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, output_tokens,"
    " reasoning_tokens, web_searches, requests",
    18,
    bind_fact_id,
    bind_usage,
    read_usage};

}  // namespace shiptally::store
