#include "daemon/mirror/git_walk.h"

#include <git2.h>

#include <algorithm>
#include <optional>

#include "daemon/mirror/commit_paths.h"
#include "daemon/mirror/git_handle.h"
#include "daemon/mirror/repo_name.h"

namespace shiptally::mirror {
namespace {

// Enough for the trees of one commit and the next; more is hardly faster.
constexpr ssize_t kCacheBytes = ssize_t{32} << 20;
// Of packs; libgit2 by itself maps up to 8 GiB.
constexpr std::size_t kMappedBytes = std::size_t{1} << 30, kWindowBytes = std::size_t{64} << 20;
// More than any merge has, and all that an event takes.
constexpr unsigned kParentsMax = 10'000;

/// libgit2 counts its users.
class Library {
 public:
  Library() {
    git_libgit2_init();
    // The mirror is fetched by another user as a rule; we only read, and run none of its config or hooks.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, kCacheBytes);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, kWindowBytes);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, kMappedBytes);
  }
  ~Library() { git_libgit2_shutdown(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
};

using Repository = Handle<git_repository, git_repository_free>;
using Remote = Handle<git_remote, git_remote_free>;
using Walk = Handle<git_revwalk, git_revwalk_free>;
using Object = Handle<git_object, git_object_free>;
using CommitObject = Handle<git_commit, git_commit_free>;
using References = Handle<git_reference_iterator, git_reference_iterator_free>;
using Reference = Handle<git_reference, git_reference_free>;

Error failed(Code code, const std::string& what) {
  const git_error* last = git_error_last();
  return {code, what + (last && last->message ? ": " + std::string(last->message) : std::string())};
}

std::string hex(const git_oid& id) {
  char text[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(text, sizeof text, &id);
}

std::string origin_name(git_repository* repository) {
  git_remote* found = nullptr;
  if (git_remote_lookup(&found, repository, "origin") != 0) return {};
  const Remote remote(found);
  const char* url = git_remote_url(remote.get());
  return url ? repo_name(url) : std::string();
}

/// The commit that a name means: a tag is followed to what it marks.  None when it marks no commit, or what
/// it marks is not there (HEAD of an empty repository).
Result<std::optional<git_oid>> commit_of(git_repository* repository, const char* name) {
  git_object *found = nullptr, *peeled = nullptr;
  int failure = git_revparse_single(&found, repository, name);
  const Object object(found);
  if (failure == 0) failure = git_object_peel(&peeled, object.get(), GIT_OBJECT_COMMIT);
  const Object commit(peeled);
  if (failure == 0) return std::optional(*git_object_id(commit.get()));
  // Those two codes are of what cannot be read, all others of what is not there.
  if (failure == GIT_ERROR || failure == GIT_EMISMATCH) return failed(Code::internal, name);
  return std::optional<git_oid>();
}

Result<std::vector<git_oid>> tips_of(git_repository* repository, const std::vector<std::string>& refs,
                                     const GitVisitor& visitor) {
  std::vector<git_oid> tips;
  const auto look_up = [&](const char* name) {
    visitor.before(name);
    return commit_of(repository, name);
  };
  for (const std::string& ref : refs) {
    const auto tip = look_up(ref.c_str());
    if (tip.has_error()) return tip.error();
    if (!*tip) return Error{Code::invalid, "refs: no commit named \"" + ref + "\""};
    tips.push_back(**tip);
  }
  if (!refs.empty()) return tips;
  const auto head = look_up("HEAD");
  if (head.has_error()) return head.error();
  if (*head) tips.push_back(**head);  // it may be detached, or unborn
  git_reference_iterator* opened = nullptr;
  if (git_reference_iterator_new(&opened, repository) != 0)
    return failed(Code::internal, "cannot list the refs");
  const References all(opened);
  const char* name = nullptr;
  int end = 0;
  while ((end = git_reference_next_name(&name, all.get())) == 0) {
    const auto tip = look_up(name);
    if (tip.has_error()) return tip.error();
    if (*tip) tips.push_back(**tip);
  }
  if (end != GIT_ITEROVER) return failed(Code::internal, "cannot list the refs");
  return tips;
}

Commit fact(git_commit* commit, const std::string& repo) {
  // Beyond what a count of milliseconds holds; the year 5138, which no event may have.
  static constexpr git_time_t kFar = 100'000'000'000;
  const auto instant = [](git_time_t seconds) {
    return Instant(std::chrono::seconds(std::clamp(seconds, -kFar, kFar)));
  };
  Commit out;
  out.key = {repo, hex(*git_commit_id(commit))};
  out.parents.emplace();
  for (unsigned i = 0; i < git_commit_parentcount(commit); ++i)
    out.parents->push_back(hex(*git_commit_parent_id(commit, i)));
  // git_time counts UTC seconds; its offset only says how the author's clock was set.
  out.authored = instant(git_commit_author(commit)->when.time);
  out.committed = instant(git_commit_committer(commit)->when.time);
  out.source = "git";
  return out;
}

Result<std::size_t> walk_commits(git_repository* repository, git_revwalk* walk, const std::string& repo,
                                 bool paths, const GitVisitor& visitor) {
  std::size_t count = 0;
  git_oid id;
  int end = 0;
  while ((end = git_revwalk_next(&id, walk)) == 0) {
    visitor.before("commit " + hex(id));
    git_commit* found = nullptr;
    if (git_commit_lookup(&found, repository, &id) != 0) return failed(Code::internal, "commit " + hex(id));
    const CommitObject commit(found);
    if (git_commit_parentcount(commit.get()) > kParentsMax)
      return Error{Code::invalid, "commit " + hex(id) + ": more than 10000 parents"};
    Commit out = fact(commit.get(), repo);
    if (paths) out.paths = commit_paths(repository, commit.get());
    visitor.commit(out);
    ++count;
  }
  if (end != GIT_ITEROVER) return failed(Code::internal, "cannot walk the graph");
  return count;
}

}  // namespace

Result<GitLogSummary> walk_git(const GitLogOptions& options, const GitVisitor& visitor) {
  const Library library;
  visitor.before("its configuration");
  git_repository* opened = nullptr;
  if (git_repository_open_ext(&opened, options.path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr) != 0)
    return failed(Code::not_found, options.path);
  const Repository repository(opened);
  if (git_repository_is_shallow(repository.get()) == 1)
    return Error{Code::invalid,
                 options.path + ": a shallow clone; its graph has holes (git fetch --unshallow)"};

  GitLogSummary summary;
  summary.repo = options.repo.empty() ? origin_name(repository.get()) : options.repo;
  if (summary.repo.empty())
    return Error{Code::invalid,
                 options.path + ": repo: no remote \"origin\" to take the name from; give one"};

  const auto tips = tips_of(repository.get(), options.refs, visitor);
  if (!tips) return tips.error();
  git_revwalk* started = nullptr;
  if (git_revwalk_new(&started, repository.get()) != 0) return failed(Code::internal, options.path);
  const Walk walk(started);
  for (const git_oid& tip : *tips) {
    visitor.before("commit " + hex(tip));
    if (git_revwalk_push(walk.get(), &tip) != 0) return failed(Code::internal, "commit " + hex(tip));
    summary.tips.push_back(hex(tip));
  }
  std::sort(summary.tips.begin(), summary.tips.end());
  summary.tips.erase(std::unique(summary.tips.begin(), summary.tips.end()), summary.tips.end());
  for (const std::string& sha : options.known) {
    git_oid id;
    if (git_oid_fromstr(&id, sha.c_str()) == 0) git_revwalk_hide(walk.get(), &id);
  }
  const auto count = walk_commits(repository.get(), walk.get(), summary.repo, options.paths, visitor);
  if (!count) return count.error();
  summary.commits = *count;
  return summary;
}

}  // namespace shiptally::mirror
