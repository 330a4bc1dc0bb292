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
using References = Handle<git_reference_iterator, git_reference_iterator_free>;
using Reference = Handle<git_reference, git_reference_free>;

std::string origin_name(git_repository* repository) {
  git_remote* found = nullptr;
  if (git_remote_lookup(&found, repository, "origin") != 0) return {};
  const Remote remote(found);
  const char* url = git_remote_url(remote.get());
  return url ? repo_name(url) : std::string();
}

/// The commit that an object is or, as a tag, marks; none when it marks something else.
Result<std::optional<git_oid>> commit_of(git_object* object, const std::string& name) {
  git_object* peeled = nullptr;
  const int failure = git_object_peel(&peeled, object, GIT_OBJECT_COMMIT);
  const Object commit(peeled);
  if (failure == 0) return std::optional(*git_object_id(commit.get()));
  if (failure == GIT_EPEEL || failure == GIT_EINVALIDSPEC) return std::optional<git_oid>();
  return failed(Code::internal, name);
}

/// None for a reference that leads to none: HEAD of an empty repository, what a remote has removed.
Result<std::optional<git_oid>> commit_at(git_repository* repository, const std::string& reference) {
  git_oid id;
  const int unknown = git_reference_name_to_id(&id, repository, reference.c_str());
  if (unknown == GIT_ENOTFOUND) return std::optional<git_oid>();
  git_object* found = nullptr;
  if (unknown != 0 || git_object_lookup(&found, repository, &id, GIT_OBJECT_ANY) != 0)
    return failed(Code::internal, reference);
  return commit_of(Object(found).get(), reference);
}

/// By whatever git takes for a name: a branch, a tag, a sha.
Result<git_oid> commit_named(git_repository* repository, const std::string& name) {
  git_object* found = nullptr;
  const int failure = git_revparse_single(&found, repository, name.c_str());
  const Object object(found);
  if (failure == GIT_ERROR || failure == GIT_EMISMATCH) return failed(Code::internal, name);
  const auto commit =
      failure == 0 ? commit_of(object.get(), name) : Result<std::optional<git_oid>>(std::nullopt);
  if (commit.has_error()) return commit.error();
  if (!*commit) return Error{Code::invalid, "refs: no commit named \"" + name + "\""};
  return **commit;
}

Result<std::vector<git_oid>> tips_named(git_repository* repository, const std::vector<std::string>& names,
                                        const GitVisitor& visitor) {
  std::vector<git_oid> tips;
  for (const std::string& name : names) {
    visitor.before(name);
    const auto tip = commit_named(repository, name);
    if (tip.has_error()) return tip.error();
    tips.push_back(*tip);
  }
  return tips;
}

/// Of every reference, and of HEAD, which may be detached.
Result<std::vector<git_oid>> all_tips(git_repository* repository, const GitVisitor& visitor) {
  std::vector<git_oid> tips;
  git_reference_iterator* opened = nullptr;
  if (git_reference_iterator_new(&opened, repository) != 0)
    return failed(Code::internal, "cannot list the refs");
  const References all(opened);
  const char* name = "HEAD";
  int end = 0;
  do {
    visitor.before(name);
    const auto tip = commit_at(repository, name);
    if (tip.has_error()) return tip.error();
    if (*tip) tips.push_back(**tip);
  } while ((end = git_reference_next_name(&name, all.get())) == 0);
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
    if (paths) {
      auto touched = commit_paths(repository, commit.get());
      if (touched.has_error())
        return Error{touched.error().code, "commit " + out.key.sha + ": " + touched.error().message};
      out.paths = std::move(*touched);
    }
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

  const auto tips = options.refs.empty() ? all_tips(repository.get(), visitor)
                                         : tips_named(repository.get(), options.refs, visitor);
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
