#include "daemon/api/answer_cache.h"

#include <gtest/gtest.h>

#include <set>

namespace shiptally::api {
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

TEST(AnswerCache, EverythingAskedMakesAnotherKey) {
  const std::vector<net::Fields> kAsked = {
      {},
      {{"tz", "Europe/Berlin"}},
      {{"bucket", "week"}},
      {{"group_by", "service"}},
      {{"group_by", "team"}},
      {{"group_by", "team"}, {"group_by", "service"}},
      {{"group_by", "service"}, {"group_by", "team"}},
      {{"service", "a"}},
      {{"team", "a"}},
      {{"service", "a,b"}},
      {{"service", "a 1:b"}},
      {{"scenario", "batch"}},
      {{"format", "csv"}},
  };
  const Parameters parameters;
  std::set<std::string> keys;
  for (const net::Fields& asked : kAsked)
    EXPECT_TRUE(keys.insert(answer_key("/api/v1/dora", parameters, asked, 1)).second) << keys.size();
  EXPECT_TRUE(keys.insert(answer_key("/api/v1/incidents", parameters, {}, 1)).second);
  EXPECT_TRUE(keys.insert(answer_key("/api/v1/dora", parameters, {}, 2)).second);
  Parameters later;
  later.query.window.to += Millis(1);
  EXPECT_TRUE(keys.insert(answer_key("/api/v1/dora", later, {}, 1)).second) << "the default window moves on";
}

TEST(AnswerCache, TheOrderOfParametersMakesNoOtherKey) {
  EXPECT_EQ(answer_key("/api/v1/dora", {}, {{"tz", "UTC"}, {"bucket", "day"}}, 1),
            answer_key("/api/v1/dora", {}, {{"bucket", "day"}, {"tz", "UTC"}}, 1));
}

}  // namespace
}  // namespace shiptally::api
