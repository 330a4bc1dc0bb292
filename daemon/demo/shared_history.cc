#include "daemon/demo/shared_history.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace shiptally::demo {
namespace {

/// A branch and its merge, or a root.
struct Segment {
  Instant merged;
  std::vector<Commit> commits;
};

bool is_on_main_line(const Commit& commit) { return commit.parents->size() != 1; }

}  // namespace

void share_history(std::vector<Commit>& commits) {
  std::map<std::string, std::vector<Segment>> by_repo;
  Instant latest;
  std::vector<Commit> branch;
  for (Commit& commit : commits) {
    const bool ends = is_on_main_line(commit);
    // A service's own merges keep their order whatever their clocks say.
    if (ends) latest = commit.parents->empty() ? commit.authored : std::max(latest, commit.authored);
    std::vector<Segment>& segments = by_repo[commit.key.repo];
    branch.push_back(std::move(commit));
    if (ends) segments.push_back({latest, std::exchange(branch, {})});
  }
  commits.clear();
  for (auto& [repo, segments] : by_repo) {
    std::stable_sort(segments.begin(), segments.end(),
                     [](const Segment& a, const Segment& b) { return a.merged < b.merged; });
    std::string head;
    for (Segment& segment : segments) {
      Commit& merge = segment.commits.back();
      if (merge.parents->empty() && !head.empty())
        merge.parents->push_back(head);
      else if (!merge.parents->empty())
        merge.parents->front() = head;
      head = merge.key.sha;
      std::move(segment.commits.begin(), segment.commits.end(), std::back_inserter(commits));
    }
  }
}

}  // namespace shiptally::demo
