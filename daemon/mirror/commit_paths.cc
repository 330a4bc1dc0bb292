#include "daemon/mirror/commit_paths.h"

#include "daemon/mirror/git_handle.h"
#include "schema/base/utf8.h"
#include "schema/facts.h"

namespace shiptally::mirror {
namespace {

using Tree = Handle<git_tree, git_tree_free>;

constexpr std::size_t kPathBytesMax = 8192;  // as the events have it
// Looked at for one commit.  A few small trees that name each other can stand for more than anybody can
// count.
constexpr std::size_t kEntriesMax = 1'000'000;

bool is_tree(const git_tree_entry* entry) { return git_tree_entry_type(entry) == GIT_OBJECT_TREE; }

/// Two trees side by side.  libgit2's own diff looks at every file of both; this passes over directories that
/// are the same, which nearly all are.
class TreePair {
 public:
  explicit TreePair(git_repository* repository) : repository_(repository) {}

  /// Either may be missing.  False when there are too many files, or one cannot be read.
  bool compare(const git_tree* before, const git_tree* after) {
    const std::size_t old_count = before ? git_tree_entrycount(before) : 0,
                      new_count = after ? git_tree_entrycount(after) : 0;
    for (std::size_t i = 0, k = 0; i < old_count || k < new_count;) {
      const git_tree_entry* was = i < old_count ? git_tree_entry_byindex(before, i) : nullptr;
      const git_tree_entry* is = k < new_count ? git_tree_entry_byindex(after, k) : nullptr;
      const int order = !is ? -1 : !was ? 1 : git_tree_entry_cmp(was, is);
      i += order <= 0;
      k += order >= 0;
      if (!take(order <= 0 ? was : nullptr, order >= 0 ? is : nullptr)) return false;
    }
    return true;
  }

  std::vector<std::string>& paths() { return paths_; }
  /// Why there is no comparison, when a tree is damaged.
  const std::optional<Error>& damage() const { return damage_; }

 private:
  /// What stands under one name; a file and a directory of the same name are two.
  bool take(const git_tree_entry* was, const git_tree_entry* is) {
    if (++entries_ > kEntriesMax) return false;
    if (was && is && git_oid_equal(git_tree_entry_id(was), git_tree_entry_id(is)) &&
        git_tree_entry_filemode_raw(was) == git_tree_entry_filemode_raw(is))
      return true;
    const std::size_t directory = path_.size();
    path_ += git_tree_entry_name(was ? was : is);
    const bool taken = is_tree(was ? was : is) ? descend(was, is) : keep();
    path_.resize(directory);
    return taken;
  }

  bool descend(const git_tree_entry* was, const git_tree_entry* is) {
    path_ += '/';
    if (path_.size() > kPathBytesMax) return false;
    const Tree before = open(was), after = open(is);
    if ((was && !before) || (is && !after)) return false;
    return compare(before.get(), after.get());
  }

  bool keep() {
    paths_.push_back(valid_utf8(path_));
    return paths_.size() <= kCommitPathsMax && paths_.back().size() <= kPathBytesMax;
  }

  Tree open(const git_tree_entry* entry) {
    git_tree* found = nullptr;
    const int failure = entry == nullptr ? 0 : git_tree_lookup(&found, repository_, git_tree_entry_id(entry));
    if (failure != 0 && failure != GIT_ENOTFOUND)
      damage_ = failed(Code::internal, "tree " + hex(*git_tree_entry_id(entry)));
    return Tree(failure == 0 ? found : nullptr);
  }

  git_repository* repository_;
  std::string path_;  ///< of the directory that is looked at, with a slash at its end
  std::vector<std::string> paths_;
  std::size_t entries_ = 0;
  std::optional<Error> damage_;
};

/// Empty when it is not there.
Result<Tree> tree_of(const git_commit* commit) {
  git_tree* found = nullptr;
  const int failure = git_commit_tree(&found, commit);
  if (failure != 0 && failure != GIT_ENOTFOUND)
    return failed(Code::internal, "tree " + hex(*git_commit_tree_id(commit)));
  return Tree(failure == 0 ? found : nullptr);
}

/// That of the first parent; empty of a root, too.
Result<Tree> tree_before(const git_commit* commit) {
  if (git_commit_parentcount(commit) == 0) return Tree();
  git_commit* found = nullptr;
  const int failure = git_commit_parent(&found, commit, 0);
  const CommitObject parent(found);
  if (failure == GIT_ENOTFOUND) return Tree();
  if (failure != 0) return failed(Code::internal, "commit " + hex(*git_commit_parent_id(commit, 0)));
  return tree_of(parent.get());
}

}  // namespace

Result<std::optional<std::vector<std::string>>> commit_paths(git_repository* repository,
                                                             const git_commit* commit) {
  using Paths = std::optional<std::vector<std::string>>;
  const unsigned parents = git_commit_parentcount(commit);
  if (parents > 1) return Paths();
  const auto after = tree_of(commit), before = tree_before(commit);
  if (after.has_error()) return after.error();
  if (before.has_error()) return before.error();
  if (!*after || (parents == 1 && !*before)) return Paths();
  TreePair trees(repository);
  const bool told = trees.compare(before->get(), after->get());
  if (trees.damage()) return *trees.damage();
  return told ? Paths(std::move(trees.paths())) : Paths();
}

}  // namespace shiptally::mirror
