#include "schema/base/letter_case.h"

#include <gtest/gtest.h>

namespace shiptally {
namespace {

TEST(LetterCase, ChangesAsciiLettersOnly) {
  EXPECT_EQ(lower("AZ az @[`{ 09"), "az az @[`{ 09");
  EXPECT_EQ(lower("\u00C4\xFF"), "\u00C4\xFF");
  EXPECT_TRUE(is_lower("gpt-4o \u00C4"));
  EXPECT_FALSE(is_lower("gpt-4O"));
}

TEST(LetterCase, ComparesWholeTexts) {
  EXPECT_TRUE(equal_ignoring_case("Bearer", "bEARER"));
  EXPECT_FALSE(equal_ignoring_case("bearer", "bearer "));
  EXPECT_FALSE(equal_ignoring_case("bearer", "bear"));
  EXPECT_FALSE(equal_ignoring_case("[", "{")) << "one bit apart, as a letter and its capital";
}

}  // namespace
}  // namespace shiptally
