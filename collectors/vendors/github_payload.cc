#include "collectors/vendors/github_payload.h"

#include <limits>

#include "collectors/decode/field_rules.h"

namespace shiptally::collectors::github {
namespace {

template <auto member, class T>
bool into_sha(Reader& r, const Value& v, T& out) {
  return read_sha(r, v, out.*member);
}

constexpr Field<Repository> kRepository[] = {
    {"name", Need::required, into<&Repository::name>},
    {"full_name", Need::required, into<&Repository::full_name>},
};

template <auto member>
bool into_paths(Reader& r, const Value& v, PushCommit& out) {
  return read_paths(r, v, out.*member);
}
constexpr Field<PushCommit> kPushCommit[] = {
    {"id", Need::required, into_sha<&PushCommit::sha, PushCommit>},
    {"timestamp", Need::required,
     +[](Reader& r, const Value& v, PushCommit& out) { return r.commit_time(v, out.timestamp); }},
    {"added", Need::optional, into_paths<&PushCommit::added>},
    {"removed", Need::optional, into_paths<&PushCommit::removed>},
    {"modified", Need::optional, into_paths<&PushCommit::modified>},
};
bool read_push_commit(Reader& r, const Value& v, PushCommit& out) {
  return read_object(r, v, kPushCommit, out, Unknown::ignored);
}

constexpr Field<Head> kHead[] = {
    {"ref", Need::required, into<&Head::ref>},
    {"sha", Need::required, into_sha<&Head::sha, Head>},
};

constexpr Field<User> kUser[] = {
    {"login", Need::required, into<&User::login>},
    {"type", Need::optional, into<&User::type>},
};
template <class T>
bool into_user(Reader& r, const Value& v, T& out) {
  return read_object(r, v, kUser, out.user, Unknown::ignored);
}

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
    {"user", Need::optional, into_user<PullRequest>},  // none: the account is gone
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

constexpr Field<Status> kStatus[] = {
    {"state", Need::required, into<&Status::state>},
    {"environment", Need::optional, into<&Status::environment>},
    {"target_url", Need::optional, into_url<&Status::target_url>},
    {"created_at", Need::required, into<&Status::created>},
};

bool into_number(Reader& r, const Value& v, std::int64_t& out) {
  return r.integer(v, 0, std::numeric_limits<std::int64_t>::max(), out);
}
constexpr Field<Remark> kRemark[] = {
    {"id", Need::required, +[](Reader& r, const Value& v, Remark& out) { return into_number(r, v, out.id); }},
    {"submitted_at", Need::optional, into<&Remark::submitted>},  // of a review
    {"created_at", Need::optional, into<&Remark::submitted>},    // of a comment
    {"user", Need::optional, into_user<Remark>},
};
template <auto member>
bool into_remark(Reader& r, const Value& v, Hook& out) {
  return read_object(r, v, kRemark, (out.*member).emplace(), Unknown::ignored);
}

constexpr Field<Issue> kIssue[] = {
    {"number", Need::required,
     +[](Reader& r, const Value& v, Issue& out) { return into_number(r, v, out.number); }},
    {"pull_request", Need::optional,
     +[](Reader&, const Value&, Issue& out) { return out.is_pull_request = true; }},
};

constexpr Field<Hook> kHook[] = {
    {"action", Need::optional, into<&Hook::action>},
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
    {"review", Need::optional, into_remark<&Hook::review>},
    {"comment", Need::optional, into_remark<&Hook::comment>},
    {"issue", Need::optional,
     +[](Reader& r, const Value& v, Hook& out) {
       return read_object(r, v, kIssue, out.issue.emplace(), Unknown::ignored);
     }},
};

}  // namespace

bool read_hook(Reader& reader, const Value& value, Hook& out) {
  return read_object(reader, value, kHook, out, Unknown::ignored);
}

}  // namespace shiptally::collectors::github
