#pragma once
// The parts of GitHub's webhook payloads that we use, as they stand there.

#include <optional>
#include <string>
#include <vector>

#include "collectors/decode/event.h"

namespace shiptally::collectors::github {

struct Repository {
  std::string name, full_name;
};

struct PushCommit {
  std::string sha;
  Instant timestamp;
  /// GitHub names at most 3,000 files of a commit, which is more than we keep: a list is whole or unknown.
  std::optional<std::vector<std::string>> added, removed, modified;
};

struct User {
  std::string login;
  std::string type;  ///< "User", "Bot", …
};

struct Head {
  std::string ref, sha;
};

struct PullRequest {
  std::int64_t number = 0;
  std::string state, url, merge_sha;
  Instant created;
  std::optional<Instant> updated, merged;
  Head head;
  User user;
};

/// The object "deployment" of two events.
struct Started {
  std::string id, sha, environment, task, url, service;
  Instant created;
};

struct Status {
  std::string state, environment, target_url;
  Instant created;
};

/// A review, a comment on a line or a comment on the whole.
struct Remark {
  std::int64_t id = 0;
  std::optional<Instant> submitted;
  User user;
};

/// What a comment belongs to: an issue, and every pull request is one.
struct Issue {
  std::int64_t number = 0;
  bool is_pull_request = false;
};

/// The parts of a payload that we use; which are there depends on the event.
struct Hook {
  std::string action;
  std::optional<Repository> repository;
  std::vector<PushCommit> commits;
  std::optional<PushCommit> head_commit;
  std::optional<PullRequest> pull_request;
  std::optional<Started> deployment;
  std::optional<Status> status;
  std::optional<Remark> review, comment;
  std::optional<Issue> issue;
};

/// Reads the whole payload; what is not named above is passed over.
bool read_hook(Reader& reader, const Value& value, Hook& out);

}  // namespace shiptally::collectors::github
