#include "daemon/metrics/analysis/commit_range.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

namespace shiptally::metrics {
namespace {

using Parents = std::vector<std::vector<CommitIndex>>;  // by commit
using Commits = std::vector<CommitIndex>;

CommitGraph graph_of(const Parents& parents) {
  CommitGraph graph;
  for (const auto& list : parents) {
    CommitGraph::Node& node = graph.nodes.emplace_back();
    node.parents_begin = static_cast<std::uint32_t>(graph.parents.size());
    graph.parents.insert(graph.parents.end(), list.begin(), list.end());
    node.parents_end = static_cast<std::uint32_t>(graph.parents.size());
    node.has_parent = !list.empty();
  }
  return graph;
}

Commits sorted(Commits commits) {
  std::sort(commits.begin(), commits.end());
  return commits;
}

struct Case {
  const char* name;
  Parents parents;
  CommitIndex from, to;
  Commits between;
};

const Parents kLine = {{}, {0}, {1}, {2}};
// 0 ← 1 ← 4 (merges 3) ← 5; 0 ← 2 ← 3
const Parents kMerged = {{}, {0}, {0}, {2}, {1, 3}, {4}};
// Two roots, 0 ← 1 and 2 ← 3, which 4 merges.
const Parents kTwoRoots = {{}, {0}, {}, {2}, {1, 3}};
// Criss-cross: 1 and 2 on 0; 3 merges (1, 2), 4 merges (2, 1); 5 on 3, 6 on 4.
const Parents kCrossed = {{}, {0}, {0}, {1, 2}, {2, 1}, {3}, {4}};

const Case kCases[] = {
    {"forward", kLine, 1, 3, {2, 3}},
    {"one commit", kLine, 2, 3, {3}},
    {"itself", kLine, 2, 2, {}},
    {"back", kLine, 3, 1, {}},
    {"from a root", kLine, 0, 3, {1, 2, 3}},
    {"to a root", kLine, 3, 0, {}},
    {"a merge brings its branch", kMerged, 1, 4, {2, 3, 4}},
    {"from the branch", kMerged, 3, 5, {1, 4, 5}},
    {"from the middle of the branch", kMerged, 2, 5, {1, 3, 4, 5}},
    {"from one branch to the other", kMerged, 1, 3, {2, 3}},
    {"after the merge", kMerged, 4, 5, {5}},
    {"from a merge to its branch", kMerged, 4, 3, {}},
    {"unrelated", kTwoRoots, 1, 3, {2, 3}},
    {"unrelated histories merged", kTwoRoots, 1, 4, {2, 3, 4}},
    {"between unrelated roots", kTwoRoots, 2, 0, {0}},
    {"criss-cross", kCrossed, 5, 6, {4, 6}},
    {"below a criss-cross", kCrossed, 1, 6, {2, 4, 6}},
    {"the same parent twice", {{}, {0}, {1, 1}}, 0, 2, {1, 2}},
    {"numbered against time", {{1}, {2}, {}}, 2, 0, {0, 1}},
};

TEST(CommitRange, OldToNew) {
  for (const Case& c : kCases) {
    const CommitGraph graph = graph_of(c.parents);
    EXPECT_EQ(sorted(CommitRange(graph).between(c.from, c.to)), c.between) << c.name;
  }
}

/// What a squash stands for comes after its parent in the list, and is not followed.
TEST(CommitRange, FollowsNoSquash) {
  CommitGraph graph = graph_of({{}, {}, {0, 1}, {1}});
  graph.nodes[2].squash = 1;
  EXPECT_EQ(sorted(CommitRange(graph).between(3, 2)), (Commits{0, 2}));
  EXPECT_EQ(sorted(CommitRange(graph).between(0, 2)), (Commits{2}));
  graph.nodes[2].has_parent = 0;  // both are what it stands for
  EXPECT_EQ(sorted(CommitRange(graph).between(3, 2)), (Commits{2}));
}

std::set<CommitIndex> reachable(const Parents& parents, CommitIndex from) {
  std::set<CommitIndex> out = {from};
  for (Commits open = {from}; !open.empty();) {
    const CommitIndex commit = open.back();
    open.pop_back();
    for (const CommitIndex parent : parents[commit])
      if (out.insert(parent).second) open.push_back(parent);
  }
  return out;
}

Commits naive(const Parents& parents, CommitIndex from, CommitIndex to) {
  const auto old = reachable(parents, from), all = reachable(parents, to);
  Commits out;
  std::set_difference(all.begin(), all.end(), old.begin(), old.end(), std::back_inserter(out));
  return out;
}

/// Up to three parents each, most of them recent, so that branches live long; numbered in no order.
Parents random_parents(std::mt19937& random, CommitIndex size) {
  Commits number(size);
  std::iota(number.begin(), number.end(), CommitIndex{0});
  std::shuffle(number.begin(), number.end(), random);
  Parents out(size);
  for (CommitIndex i = 1; i < size; ++i)
    for (auto n = random() % 4; n > 0; --n)
      out[number[i]].push_back(number[i - 1 - random() % std::min<CommitIndex>(i, 6)]);
  return out;
}

TEST(CommitRange, IsTheDifferenceOfWhatIsReachable) {
  std::mt19937 random(4);
  std::size_t longest = 0;
  for (int round = 0; round < 60; ++round) {
    const CommitIndex size = 1 + static_cast<CommitIndex>(random() % 30);
    const Parents parents = random_parents(random, size);
    const CommitGraph graph = graph_of(parents);
    CommitRange range(graph);  // asked again and again: nothing may stay from the last time
    for (CommitIndex from = 0; from < size; ++from)
      for (CommitIndex to = 0; to < size; ++to) {
        const Commits expected = naive(parents, from, to);
        longest = std::max(longest, expected.size());
        ASSERT_EQ(sorted(range.between(from, to)), expected)
            << "round " << round << ": " << from << ".." << to;
      }
  }
  EXPECT_GT(longest, 10U);
}

/// Only a liar sends a circle.  It counts as though it did not close.
TEST(CommitRange, EndsInACircle) {
  // 2 → 4 → 3 → 2, 5 → 4, and 6 is its own parent.
  const Parents told = {{}, {0}, {4, 1}, {2}, {3}, {4}, {6}, {1}};
  const Parents open = {{}, {0}, {4, 1}, {}, {3}, {4}, {}, {1}};
  const CommitGraph graph = graph_of(told);
  CommitRange range(graph);
  for (CommitIndex from = 0; from < told.size(); ++from)
    for (CommitIndex to = 0; to < told.size(); ++to)
      EXPECT_EQ(sorted(range.between(from, to)), naive(open, from, to)) << from << ".." << to;
}

}  // namespace
}  // namespace shiptally::metrics
