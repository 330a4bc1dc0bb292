#include "daemon/metrics/requests/usage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/metrics/requests.h"

namespace shiptally::metrics {
namespace {

constexpr std::int64_t kHour = 3'600'000;

Window hours(std::int64_t from, std::int64_t to) {
  return {instant_from_ms(from * kHour), instant_from_ms(to * kHour)};
}

const std::vector<Window> kTwoHours = {hours(0, 1), hours(1, 2)};

using Dimensions = std::vector<Dimension>;

/// Series, by number, and their cells as the store hands them out.
class Cells {
 public:
  void add_to(UsageFold& fold, const Series& s, Instant start, const Cell& cell) {
    const SeriesName name{std::string(s.service),  std::string(s.team),  std::string(s.environment),
                          std::string(s.provider), std::string(s.model), std::string(s.route),
                          std::string(s.tier),     std::string(s.region)};
    const auto known = numbers_.emplace(name, numbers_.size() + 1).first;
    const std::string latency = cell.latency.encode(), ttft = cell.ttft.encode();
    fold.add({static_cast<std::uint32_t>(known->second), &known->first, start, cell, latency, ttft});
  }

 private:
  std::map<SeriesName, std::size_t> numbers_;
};

/// "hour|values|requests", easy to compare.
std::vector<std::string> lines(UsageFold& fold) {
  std::vector<std::string> out;
  const auto groups = fold.groups();
  for (const UsageGroup& g : groups.value()) {
    std::string line = std::to_string(to_ms(g.bucket.from) / kHour);
    for (const std::string& value : g.values) line += "|" + value;
    out.push_back(line + "|" + std::to_string(g.sum.requests));
  }
  return out;
}

const std::vector<Call> kCalls = {
    {.service = "web", .team = "core", .at_ms = 0},
    {.service = "api", .team = "core", .at_ms = kHour - 1},
    {.service = "api", .team = "", .at_ms = kHour},
    {.service = "api", .team = "ml", .model = "large", .at_ms = kHour},
};

struct Case {
  const char* name;
  std::vector<Window> buckets;
  Dimensions group_by;
  std::vector<std::string> want;
};

const Case kCases[] = {
    {"one bucket, one group", {hours(0, 2)}, {}, {"0|4"}},
    {"buckets are half-open", kTwoHours, {}, {"0|2", "1|2"}},
    {"groups are sorted by bucket, then by value",
     kTwoHours,
     {Dimension::service},
     {"0|api|1", "0|web|1", "1|api|2"}},
    {"an empty value is a group", {hours(0, 2)}, {Dimension::team}, {"0||1", "0|core|2", "0|ml|1"}},
    {"values come in the order asked",
     {hours(0, 2)},
     {Dimension::model, Dimension::service},
     {"0|large|api|1", "0|small|api|2", "0|small|web|1"}},
    {"token_class is no dimension of a request",
     {hours(0, 2)},
     {Dimension::token_class, Dimension::provider},
     {"0|acme|4"}},
    {"every dimension",
     {hours(1, 2)},
     {Dimension::service, Dimension::environment, Dimension::team, Dimension::provider, Dimension::model,
      Dimension::route},
     {"1|api|production||acme|small|/chat|1", "1|api|production|ml|acme|large|/chat|1"}},
    {"outside all buckets", {hours(5, 6)}, {}, {}},
    {"in a gap between buckets", {hours(-1, 0), hours(1, 2)}, {}, {"1|2"}},
};

TEST(UsageFold, GroupsRows) {
  for (const Case& c : kCases) {
    UsageFold fold(c.buckets, c.group_by);
    for (const Call& call : kCalls) fold.add(request(call));
    EXPECT_EQ(lines(fold), c.want) << c.name;
  }
}

TEST(UsageFold, CellsGiveWhatTheirRowsGive) {
  const Dimensions by = {Dimension::service, Dimension::model};
  UsageFold from_rows(kTwoHours, by), from_cells(kTwoHours, by);
  Cells stored;
  for (const Call& call : kCalls) {
    const Request row = request(call);
    from_rows.add(row);
    Cell cell;
    cell.add(row);
    stored.add_to(from_cells, row.series, instant_from_ms(call.at_ms / 60'000 * 60'000), cell);
  }
  const auto rows = from_rows.groups().value(), cells = from_cells.groups().value();
  ASSERT_EQ(rows.size(), cells.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].values, cells[i].values);
    EXPECT_EQ(rows[i].sum.requests, cells[i].sum.requests);
    EXPECT_EQ(rows[i].sum.cost, cells[i].sum.cost);
    EXPECT_EQ(rows[i].sum.latency, cells[i].sum.latency);
  }
}

TEST(UsageFold, KeepsNothingOfTheCallersText) {
  UsageFold fold({hours(0, 1)}, Dimensions{Dimension::service});
  std::string service = "first";
  fold.add(request({.service = service}));
  service = "other";
  fold.add(request({.service = service}));
  EXPECT_EQ(lines(fold), (std::vector<std::string>{"0|first|1", "0|other|1"}));
}

TEST(UsageFold, OrderDoesNotMatter) {
  std::vector<Request> rows;
  const std::string_view services[] = {"a", "b", "c"};
  for (int i = 0; i < 500; ++i)
    rows.push_back(
        request({.service = services[i % 3], .at_ms = i * 14'000, .latency_ms = 1 + i * 37 % 900}));
  const auto fold_all = [&] {
    UsageFold fold(kTwoHours, Dimensions{Dimension::service});
    for (const Request& row : rows) fold.add(row);
    std::string out;
    for (const UsageGroup& g : fold.groups().value())
      out += g.values[0] + total(g.sum.cost).str() + g.sum.latency.encode() + ";";
    return out;
  };
  const std::string want = fold_all();
  std::mt19937 random(7);
  for (int round = 0; round < 3; ++round) {
    std::shuffle(rows.begin(), rows.end(), random);
    EXPECT_EQ(fold_all(), want);
  }
}

/// Sketches are added in place for the first groups and merged for those beyond: nobody can tell which.
TEST(UsageFold, ManyGroupsKeepTheirSketches) {
  constexpr int kMany = 1'500, kRounds = 3;
  UsageFold fold(kTwoHours, Dimensions{Dimension::route});
  Cells stored;
  std::vector<std::string> routes;
  for (int i = 0; i < kMany; ++i) routes.push_back(std::to_string(10'000 + i));
  for (int round = 0; round < kRounds; ++round)
    for (int i = 0; i < kMany; ++i) {
      Request row = request({.at_ms = round * 60'000, .latency_ms = 1 + i + round * 500, .ttft_ms = 1 + i});
      row.series.route = routes[static_cast<std::size_t>(i)];
      Cell cell;
      cell.add(row);
      stored.add_to(fold, row.series, row.ts, cell);
    }
  const auto groups = fold.groups().value();
  ASSERT_EQ(groups.size(), std::size_t{kMany});
  for (int i = 0; i < kMany; ++i) {
    Sketch latency, ttft;
    for (int round = 0; round < kRounds; ++round) latency.add((1 + i + round * 500) * 1000);
    ttft.add((1 + i) * 1000, kRounds);
    EXPECT_EQ(groups[static_cast<std::size_t>(i)].sum.latency, latency) << i;
    EXPECT_EQ(groups[static_cast<std::size_t>(i)].sum.ttft, ttft) << i;
  }
}

TEST(UsageFold, ADamagedSketchIsNoAnswer) {
  for (const std::uint32_t groups_before : {0U, 1'100U}) {
    UsageFold fold(kTwoHours, Dimensions{Dimension::route});
    SeriesName name;
    for (std::uint32_t i = 0; i <= groups_before; ++i) {
      name.route = std::to_string(i);
      fold.add({i, &name, kTwoHours[0].from, {}, i == groups_before ? "\x01" : "", ""});
    }
    EXPECT_EQ(fold.groups().error().code, Code::internal);
  }
}

TEST(UsageFold, WhatWasTakenBackLeavesNoGroup) {
  UsageFold fold({hours(0, 1)}, Dimensions{Dimension::service});
  const Request row = request({});
  Cell added, taken;
  added.add(row);
  taken.add(row, -1);
  Cells stored;
  stored.add_to(fold, row.series, row.ts, added);
  stored.add_to(fold, row.series, row.ts, taken);
  EXPECT_TRUE(fold.groups().value().empty());
}

TEST(UsageFold, RefusesToGrowWithoutBound) {
  UsageFold fold({hours(0, 1)}, Dimensions{Dimension::route});
  Request row = request({});
  Cell one;
  one.requests = 1;
  Cells stored;
  for (std::size_t i = 0; i <= UsageFold::kGroupsMax; ++i) {
    const std::string route = std::to_string(i);
    row.series.route = route;
    stored.add_to(fold, row.series, row.ts, one);
  }
  EXPECT_EQ(fold.groups().error().code, Code::too_large);
}

}  // namespace
}  // namespace shiptally::metrics
