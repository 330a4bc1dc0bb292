#include "daemon/app/answer_cache.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

namespace shiptally::app {
namespace {

net::HttpResponse answer(std::string body) {
  net::HttpResponse response;
  response.body = std::move(body);
  return response;
}

TEST(AnswerCache, KnowsAnAnswerUntilTheFactsChange) {
  AnswerCache cache(10'000);
  EXPECT_FALSE(cache.find("a", 1));
  cache.keep("a", 1, answer("one"));
  EXPECT_EQ(cache.find("a", 1)->body, "one");
  EXPECT_FALSE(cache.find("b", 1));
  EXPECT_FALSE(cache.find("a", 2));
  EXPECT_FALSE(cache.find("a", 1)) << "what was true before a change must not come back";
}

TEST(AnswerCache, AnAnswerOverOlderFactsIsNotKept) {
  AnswerCache cache(10'000);
  EXPECT_FALSE(cache.find("a", 2));
  cache.keep("a", 1, answer("old"));
  EXPECT_FALSE(cache.find("a", 2));
  EXPECT_FALSE(cache.find("a", 1));
}

TEST(AnswerCache, IsBoundedInBytes) {
  AnswerCache cache(10'000);
  const std::string half(4'400, 'x');
  cache.keep("a", 1, answer(half));
  cache.keep("b", 1, answer(half));
  EXPECT_TRUE(cache.find("a", 1) && cache.find("b", 1));
  cache.keep("c", 1, answer("1"));
  EXPECT_FALSE(cache.find("a", 1)) << "the oldest goes first";
  EXPECT_TRUE(cache.find("b", 1) && cache.find("c", 1));
  cache.keep("d", 1, answer(std::string(10'001, 'x')));
  EXPECT_FALSE(cache.find("d", 1));
  EXPECT_TRUE(cache.find("b", 1)) << "too large a one drives nobody out";
}

TEST(AnswerCache, CountsLongQuestionsWithShortAnswers) {
  AnswerCache cache(10'000);
  const std::string first(4'000, 'a'), second(4'000, 'b');
  cache.keep(first, 1, answer("[]"));
  cache.keep(second, 1, answer("[]"));
  EXPECT_FALSE(cache.find(first, 1));
  EXPECT_TRUE(cache.find(second, 1));
}

TEST(AnswerCache, EveryParameterMakesAnotherKey) {
  using Change = std::function<void(expose::ReadQuery&)>;
  const Change kChanges[] = {
      [](auto&) {},
      [](auto& r) { r.query.window.from += Millis(1); },
      [](auto& r) { r.query.window.to += Millis(1); },
      [](auto& r) { r.query.tz = "Europe/Berlin"; },
      [](auto& r) { r.query.bucket = Bucket::week; },
      [](auto& r) { r.query.group_by = {Dimension::service}; },
      [](auto& r) { r.query.group_by = {Dimension::team}; },
      [](auto& r) { r.query.filter[Dimension::service] = {"a"}; },
      [](auto& r) { r.query.filter[Dimension::team] = {"a"}; },
      [](auto& r) {
        r.query.filter[Dimension::service] = {"a", "b"};
      },
      [](auto& r) { r.query.filter[Dimension::service] = {"a 1:b"}; },
      [](auto& r) { r.query.profile = "other"; },
      [](auto& r) { r.query.as_of = Instant(); },
      [](auto& r) { r.query.limit = 7; },
      [](auto& r) { r.query.offset = 7; },
      [](auto& r) { r.format = expose::Format::csv; },
      [](auto& r) { r.metric = "mttr"; },
      [](auto& r) { r.year = 2024; },
      [](auto& r) { r.id = "pager/7"; },
  };
  std::set<std::string> keys;
  for (const Change& change : kChanges) {
    expose::ReadQuery request;
    change(request);
    EXPECT_TRUE(keys.insert(answer_key("/api/v1/dora", request, 1)).second) << keys.size();
  }
  EXPECT_TRUE(keys.insert(answer_key("/api/v1/incidents", {}, 1)).second);
  EXPECT_TRUE(keys.insert(answer_key("/api/v1/dora", {}, 2)).second);
}

}  // namespace
}  // namespace shiptally::app
