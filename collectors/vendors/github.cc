#include "collectors/vendors/github.h"

#include <algorithm>

#include "collectors/vendors/github_payload.h"

namespace shiptally::collectors {
namespace github {
namespace {

constexpr std::string_view kGithubSource = "github";

bool missing(Reader& reader, std::string_view part) { return reader.fail("required"), reader.within(part); }

/// Nothing at all means that nothing was told, not that it touched nothing.
std::optional<std::vector<std::string>> paths_of(PushCommit& pushed) {
  std::vector<std::string> out;
  for (auto* list : {&pushed.added, &pushed.removed, &pushed.modified}) {
    if (!*list) return std::nullopt;
    std::move((*list)->begin(), (*list)->end(), std::back_inserter(out));
  }
  if (out.empty() || out.size() > kCommitPathsMax) return std::nullopt;
  return out;
}

bool take_push(Reader&, Hook& hook, FactBatch& to) {
  // A tag's push lists no commits and names its head only; a deleted branch has neither.
  const auto is_head = [&](const PushCommit& c) { return c.sha == hook.head_commit->sha; };
  if (hook.head_commit && std::none_of(hook.commits.begin(), hook.commits.end(), is_head))
    hook.commits.push_back(*hook.head_commit);
  for (PushCommit& pushed : hook.commits) {
    Commit& commit = to.commits.emplace_back();
    commit.key = {hook.repository->full_name, pushed.sha};
    commit.authored = pushed.timestamp;
    commit.source = kGithubSource;
    commit.paths = paths_of(pushed);
  }
  return true;
}

std::string change_id(const Hook& hook, std::int64_t number) {
  return hook.repository->full_name + "#" + std::to_string(number);
}

bool take_pull_request(Reader& reader, Hook& hook, FactBatch& to) {
  if (!hook.pull_request) return missing(reader, "pull_request");
  PullRequest& pull = *hook.pull_request;
  Change& change = to.changes.emplace_back();
  change.repo = hook.repository->full_name;
  change.key = {std::string(kGithubSource), change_id(hook, pull.number)};
  change.author = std::move(pull.user.login);
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

/// A machine's remark is no review.  Told again, edited or dismissed, a remark is the same fact: somebody
/// answered then.
bool take_remark(Reader& reader, Hook& hook, std::string_view kind, const Remark& remark, std::int64_t number,
                 FactBatch& to) {
  FactId key{std::string(kGithubSource), std::string(kind) + "/" + std::to_string(remark.id)};
  if (hook.action == "deleted") {
    to.retractions.push_back({Kind::review, std::move(key), {}, {}});
    return true;
  }
  if (remark.user.type == "Bot") return true;
  if (!remark.submitted)
    return missing(reader, kind == "review" ? "review.submitted_at" : "comment.created_at");
  to.reviews.push_back({std::move(key), change_id(hook, number), remark.user.login, *remark.submitted, {}});
  return true;
}

bool take_review(Reader& reader, Hook& hook, FactBatch& to) {
  if (!hook.pull_request) return missing(reader, "pull_request");
  if (!hook.review) return missing(reader, "review");
  return take_remark(reader, hook, "review", *hook.review, hook.pull_request->number, to);
}

bool take_review_comment(Reader& reader, Hook& hook, FactBatch& to) {
  if (!hook.pull_request) return missing(reader, "pull_request");
  if (!hook.comment) return missing(reader, "comment");
  return take_remark(reader, hook, "review_comment", *hook.comment, hook.pull_request->number, to);
}

bool take_issue_comment(Reader& reader, Hook& hook, FactBatch& to) {
  if (!hook.issue) return missing(reader, "issue");
  if (!hook.comment) return missing(reader, "comment");
  if (!hook.issue->is_pull_request) return true;
  return take_remark(reader, hook, "comment", *hook.comment, hook.issue->number, to);
}

Deployment from_started(const Hook& hook) {
  const Started& started = *hook.deployment;
  Deployment out;
  out.key = {std::string(kGithubSource), started.id};
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
    {"pull_request_review", take_review},
    {"pull_request_review_comment", take_review_comment},
    {"issue_comment", take_issue_comment},
    {"deployment", take_deployment},
    {"deployment_status", take_status},
};

}  // namespace
}  // namespace github

Result<Decoded> decode_github(Delivery delivery) {
  using namespace github;
  const std::string_view event = delivery.header("x-github-event");
  if (event.empty()) return Error{Code::invalid, "X-GitHub-Event: header required"};
  if (delivery.body.starts_with("payload="))
    return Error{Code::unreadable, "a form; set the webhook's content type to application/json"};
  Decoded out;
  out.facts.source = kGithubSource;
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
  reader.prepare(delivery.body);
  Hook hook;
  const Value whole{Type::object, false, split->front().text};
  const bool read =
      split->front().error == nullptr ? read_hook(reader, whole, hook) : reader.fail(split->front().error);
  if (!read || !used->take(reader, hook, out.facts))
    out.rejected.push_back({0, reader.error()});
  else if (out.facts.size() == 0)
    out.ignored = 1;
  return out;
}

}  // namespace shiptally::collectors
