#include "collectors/decode/field_rules.h"
#include "collectors/own/own_events.h"

namespace shiptally::collectors {
namespace {

bool read_status(Reader& r, const Value& v, Deployment& out) {
  std::string_view text;
  if (!r.text(v, text)) return false;
  const auto status = deployment_status(text);
  if (!status) return r.fail("must be in_progress, success, failure or cancelled");
  out.status = *status;
  return true;
}

bool read_kind(Reader& r, const Value& v, Deployment& out) {
  std::string_view text;
  if (!r.text(v, text)) return false;
  const auto kind = deployment_kind(text);
  if (!kind) return r.fail("must be deploy, rollback, hotfix, revert, baseline or model_switch");
  out.kind = *kind;
  return true;
}

bool read_percent(Reader& r, const Value& v, Deployment& out) {
  std::int64_t percent = 0;
  if (!r.integer(v, 0, 100, percent)) return false;
  out.rollout_percent = static_cast<int>(percent);
  return true;
}

constexpr Field<Deployment> kRollout[] = {
    {"strategy", Need::optional, into<&Deployment::strategy>},
    {"percent", Need::optional, read_percent},
};

constexpr Field<Deployment> kDeploymentFields[] = {
    {"source", Need::optional, into_source<Deployment>},
    {"id", Need::required, into_id<Deployment>},
    {"service", Need::required, into<&Deployment::service>},
    {"environment", Need::optional, into<&Deployment::environment>},
    {"status", Need::required, read_status},
    {"kind", Need::optional, read_kind},
    {"version", Need::optional, into<&Deployment::version>},
    {"commits", Need::optional,
     +[](Reader& r, const Value& v, Deployment& out) {
       return read_array(r, v, out.commits, read_deployed_commit);
     }},
    {"started_at", Need::optional, into<&Deployment::started>},
    {"finished_at", Need::optional, into<&Deployment::finished>},
    {"team", Need::optional, into<&Deployment::team>},
    {"url", Need::optional, into_url<&Deployment::url>},
    {"rollout", Need::optional,
     +[](Reader& r, const Value& v, Deployment& out) { return read_object(r, v, kRollout, out); }},
    {"remedies", Need::optional, into<&Deployment::remedies>},
    {"updated_at", Need::optional, into<&Deployment::updated>},
};

bool finish(Reader& reader, std::string_view, Deployment& d) {
  const bool running = d.status == DeploymentStatus::in_progress;
  if (running && d.finished)
    return reader.fail("given, but the status is in_progress"), reader.within("finished_at");
  if (!running && !d.finished)
    return reader.fail("required unless the status is in_progress"), reader.within("finished_at");
  return true;
}

}  // namespace

Result<Decoded> decode_deployments(Delivery delivery) {
  Deployment initial;
  initial.key.source = kOwnSource;
  initial.environment = kProduction;
  return decode_events<Deployment>(
      std::move(delivery), {Kind::deployment, kDeploymentFields, initial, finish,
                            [](FactBatch& to, Deployment&& d) { to.deployments.push_back(std::move(d)); }});
}

std::vector<FieldInfo> deployment_fields() { return describe<Deployment>(kDeploymentFields); }

}  // namespace shiptally::collectors
