#include "collectors/github.h"

#include <algorithm>

#include "collectors/field_rules.h"

namespace shiptally::collectors {
namespace {

constexpr std::string_view kSource = "github";

template <auto member, class T>
bool into_sha(Reader& r, const Value& v, T& out) {
  return read_sha(r, v, out.*member);
}

struct Repository {
  std::string name, full_name;
};
constexpr Field<Repository> kRepository[] = {
    {"name", Need::required, into<&Repository::name>},
    {"full_name", Need::required, into<&Repository::full_name>},
};

struct PushCommit {
  std::string sha;
  Instant timestamp;
};
constexpr Field<PushCommit> kPushCommit[] = {
    {"id", Need::required, into_sha<&PushCommit::sha, PushCommit>},
    {"timestamp", Need::required,
     +[](Reader& r, const Value& v, PushCommit& out) { return r.commit_time(v, out.timestamp); }},
};
bool read_push_commit(Reader& r, const Value& v, PushCommit& out) {
  return read_object(r, v, kPushCommit, out, Unknown::ignored);
}

struct Head {
  std::string ref, sha;
};
constexpr Field<Head> kHead[] = {
    {"ref", Need::required, into<&Head::ref>},
    {"sha", Need::required, into_sha<&Head::sha, Head>},
};

struct PullRequest {
  std::int64_t number = 0;
  std::string state, url, merge_sha;
  Instant created;
  std::optional<Instant> updated, merged;
  Head head;
};
constexpr Field<PullRequest> kPullRequest[] = {
    {"number", Need::required, into_count<&PullRequest::number, PullRequest>},
    {"state", Need::required, into<&PullRequest::state>},
    {"html_url", Need::optional, into_url<&PullRequest::url>},
    {"created_at", Need::required, into<&PullRequest::created>},
    {"updated_at", Need::optional, into<&PullRequest::updated>},
    {"merged_at", Need::optional, into<&PullRequest::merged>},
    {"merge_commit_sha", Need::optional, into_sha<&PullRequest::merge_sha, PullRequest>},
    {"head", Need::required,
     +[](Reader& r, const Value& v, PullRequest& out) {
       return read_object(r, v, kHead, out.head, Unknown::ignored);
     }},
};

/// The object "deployment" of two events.
struct Started {
  std::string id, sha, environment, task, url, service;
  Instant created;
};
constexpr Field<Started> kPayload[] = {
    {"service", Need::optional, into<&Started::service>},
};
bool read_id(Reader& r, const Value& v, Started& out) {
  std::int64_t id = 0;
  if (!r.integer(v, 0, std::numeric_limits<std::int64_t>::max(), id)) return false;
  out.id = std::to_string(id);
  return true;
}
/// What the deployer attached: any JSON, often an empty text.  An object may name the service.
bool read_payload(Reader& r, const Value& v, Started& out) {
  return v.type != Type::object || read_object(r, v, kPayload, out, Unknown::ignored);
}
constexpr Field<Started> kStarted[] = {
    {"id", Need::required, read_id},
    {"sha", Need::required, into_sha<&Started::sha, Started>},
    {"environment", Need::required, into<&Started::environment>},
    {"task", Need::optional, into<&Started::task>},
    {"url", Need::optional, into_url<&Started::url>},
    {"payload", Need::optional, read_payload},
    {"created_at", Need::required, into<&Started::created>},
};

struct Status {
  std::string state, environment, target_url;
  Instant created;
};
constexpr Field<Status> kStatus[] = {
    {"state", Need::required, into<&Status::state>},
    {"environment", Need::optional, into<&Status::environment>},
    {"target_url", Need::optional, into_url<&Status::target_url>},
    {"created_at", Need::required, into<&Status::created>},
};

/// The parts of a payload that we use; which are there depends on the event.
struct Hook {
  std::optional<Repository> repository;
  std::vector<PushCommit> commits;
  std::optional<PushCommit> head_commit;
  std::optional<PullRequest> pull_request;
  std::optional<Started> deployment;
  std::optional<Status> status;
};
constexpr Field<Hook> kHook[] = {
    {"repository", Need::required,
     +[](Reader& r, const Value& v, Hook& out) {
       return read_object(r, v, kRepository, out.repository.emplace(), Unknown::ignored);
     }},
    {"commits", Need::optional,
     +[](Reader& r, const Value& v, Hook& out) {
       // A pull request's payload has a number under the same name elsewhere; only a push has the list.
       return v.type != Type::array || read_array(r, v, out.commits, read_push_commit);
     }},
    {"head_commit", Need::optional,
     +[](Reader& r, const Value& v, Hook& out) { return read_push_commit(r, v, out.head_commit.emplace()); }},
    {"pull_request", Need::optional,
     +[](Reader& r, const Value& v, Hook& out) {
       return read_object(r, v, kPullRequest, out.pull_request.emplace(), Unknown::ignored);
     }},
    {"deployment", Need::optional,
     +[](Reader& r, const Value& v, Hook& out) {
       return read_object(r, v, kStarted, out.deployment.emplace(), Unknown::ignored);
     }},
    {"deployment_status", Need::optional,
     +[](Reader& r, const Value& v, Hook& out) {
       return read_object(r, v, kStatus, out.status.emplace(), Unknown::ignored);
     }},
};

bool missing(Reader& reader, std::string_view part) { return reader.fail("required"), reader.within(part); }

bool take_push(Reader&, Hook& hook, FactBatch& to) {
  // A tag's push lists no commits and names its head only; a deleted branch has neither.
  const auto is_head = [&](const PushCommit& c) { return c.sha == hook.head_commit->sha; };
  if (hook.head_commit && std::none_of(hook.commits.begin(), hook.commits.end(), is_head))
    hook.commits.push_back(*hook.head_commit);
  for (const PushCommit& pushed : hook.commits) {
    Commit& commit = to.commits.emplace_back();
    commit.key = {hook.repository->full_name, pushed.sha};
    commit.authored = pushed.timestamp;
    commit.source = kSource;
  }
  return true;
}

bool take_pull_request(Reader& reader, Hook& hook, FactBatch& to) {
  if (!hook.pull_request) return missing(reader, "pull_request");
  PullRequest& pull = *hook.pull_request;
  Change& change = to.changes.emplace_back();
  change.repo = hook.repository->full_name;
  change.key = {std::string(kSource), change.repo + "#" + std::to_string(pull.number)};
  change.opened = pull.created;
  change.merged = pull.merged;
  // An open pull request names a trial merge, which is on no branch.
  if (pull.merged) change.merge_sha = std::move(pull.merge_sha);
  change.commits = {std::move(pull.head.sha)};
  change.branch = std::move(pull.head.ref);
  change.closed = pull.merged || pull.state == "closed";
  change.url = std::move(pull.url);
  change.updated = pull.updated;
  return true;
}

Deployment from_started(const Hook& hook) {
  const Started& started = *hook.deployment;
  Deployment out;
  out.key = {std::string(kSource), started.id};
  out.service = started.service.empty() ? hook.repository->name : started.service;
  out.environment = started.environment;
  out.status = DeploymentStatus::in_progress;
  out.kind = deployment_kind(started.task).value_or(DeploymentKind::deploy);
  // Not the ref: that is a branch as a rule, which is another version at each deployment.
  out.version = started.sha;
  out.commits = {{hook.repository->full_name, started.sha}};
  out.started = started.created;
  out.url = started.url;
  out.updated = started.created;  // its updated_at moves with every status: no version of this event
  return out;
}

bool take_deployment(Reader& reader, Hook& hook, FactBatch& to) {
  if (!hook.deployment) return missing(reader, "deployment");
  to.deployments.push_back(from_started(hook));
  return true;
}

bool take_status(Reader& reader, Hook& hook, FactBatch& to) {
  if (!hook.deployment) return missing(reader, "deployment");
  if (!hook.status) return missing(reader, "deployment_status");
  const Status& status = *hook.status;
  if (status.state == "inactive") return true;
  Deployment out = from_started(hook);
  if (status.state == "success")
    out.status = DeploymentStatus::success;
  else if (status.state == "failure" || status.state == "error")
    out.status = DeploymentStatus::failure;
  else if (status.state != "in_progress" && status.state != "queued" && status.state != "pending" &&
           status.state != "waiting")
    return reader.fail("unknown state \"" + status.state + "\""), reader.within("deployment_status.state");
  // The status's own time: updated_at, of either object, moves for other reasons.
  if (out.status != DeploymentStatus::in_progress) out.finished = status.created;
  out.updated = status.created;
  if (!status.environment.empty()) out.environment = status.environment;
  if (!status.target_url.empty()) out.url = status.target_url;
  to.deployments.push_back(std::move(out));
  return true;
}

struct Used {
  std::string_view event;
  bool (*take)(Reader&, Hook&, FactBatch&);
};
constexpr Used kUsed[] = {
    {"push", take_push},
    {"pull_request", take_pull_request},
    {"deployment", take_deployment},
    {"deployment_status", take_status},
};

}  // namespace

Result<Decoded> decode_github(Delivery delivery) {
  const std::string_view event = delivery.header("x-github-event");
  if (event.empty()) return Error{Code::invalid, "X-GitHub-Event: header required"};
  if (delivery.body.starts_with("payload="))
    return Error{Code::unreadable, "a form; set the webhook's content type to application/json"};
  Decoded out;
  out.facts.source = kSource;
  padded(delivery.body);
  const Result<std::vector<Row>> split = rows(delivery.body);
  if (split.has_error()) return split.error();
  if (split->size() != 1) return Error{Code::unreadable, "expected one JSON object"};
  const auto used =
      std::find_if(std::begin(kUsed), std::end(kUsed), [&](const Used& u) { return u.event == event; });
  if (used == std::end(kUsed)) {
    out.ignored = 1;
    return out;
  }

  std::deque<std::string> kept;
  Reader reader(kept, delivery.now, delivery.requests_from);
  Hook hook;
  const Value whole{Type::object, false, split->front().text};
  const bool read = split->front().error == nullptr
                        ? read_object(reader, whole, kHook, hook, Unknown::ignored)
                        : reader.fail(split->front().error);
  if (!read || !used->take(reader, hook, out.facts))
    out.rejected.push_back({0, reader.error()});
  else if (out.facts.size() == 0)
    out.ignored = 1;
  return out;
}

}  // namespace shiptally::collectors
