#include "collectors/decode/error_class.h"

#include <gtest/gtest.h>

namespace shiptally::collectors {
namespace {

struct Case {
  int status;
  const char* error;
  ErrorClass expected;
};

const Case kCases[] = {
    {200, "", ErrorClass::none},
    {200, "none", ErrorClass::none},
    {302, "", ErrorClass::none},
    {400, "", ErrorClass::client},
    {404, "model not found", ErrorClass::client},
    {429, "", ErrorClass::rate_limited},
    {408, "", ErrorClass::timeout},
    {504, "", ErrorClass::timeout},
    {0, "", ErrorClass::timeout},
    {0, "connection refused", ErrorClass::timeout},
    {500, "", ErrorClass::provider},
    {500, "none", ErrorClass::provider},
    {529, "overloaded_error", ErrorClass::provider},
    {502, "upstream request timeout", ErrorClass::timeout},
    {500, "litellm.Timeout", ErrorClass::timeout},
    {200, "stream broke off", ErrorClass::provider},
    {200, "Read timed out", ErrorClass::timeout},
    {400, "content_filter", ErrorClass::content_filter},
    {200, "content_filter", ErrorClass::content_filter},
    {400, "ContentPolicyViolationError", ErrorClass::content_filter},
    {400, "ResponsibleAIPolicyViolation", ErrorClass::content_filter},
    {500, "rate_limited", ErrorClass::rate_limited},  // the sender's own class decides
    {200, "client", ErrorClass::client},
};

TEST(ErrorClass, FollowsNameThenFilterThenStatus) {
  for (const Case& c : kCases)
    EXPECT_EQ(classify_error(c.status, c.error), c.expected) << c.status << " " << c.error;
}

}  // namespace
}  // namespace shiptally::collectors
