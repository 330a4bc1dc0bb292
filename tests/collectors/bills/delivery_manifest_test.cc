#include "collectors/bills/delivery_manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shiptally::collectors {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kPath = "/in/shop/metadata/BILLING_PERIOD=2026-10/shop-Manifest.json";

TEST(DeliveryManifest, ReadsThoseOfDataExports) {
  const auto out = read_manifest(
      R"({"executionId":"2026","dataFiles":["s3://b/x/shop-00001.csv.gz","s3://b/x/shop-00002.csv.gz"]})",
      kPath);
  ASSERT_TRUE(out.has_value()) << out.error().message;
  EXPECT_EQ(out->report, "shop");
  EXPECT_EQ(out->billing_period, "2026-10");
  EXPECT_THAT(out->files, ElementsAre("shop-00001.csv.gz", "shop-00002.csv.gz"));
  EXPECT_FALSE(out->delivered);
}

TEST(DeliveryManifest, ReadsThoseOfCostAndUsageReports) {
  const auto out = read_manifest(
      R"({"assemblyId":"a","reportName":"cur","billingPeriod":{"start":"20261001T000000.000Z",)"
      R"("end":"20261101T000000.000Z"},"reportKeys":["/p/cur-1.csv.gz"],"createdAt":"2026-11-02T06:00:00Z"})",
      "Manifest.json");
  ASSERT_TRUE(out.has_value()) << out.error().message;
  EXPECT_EQ(out->report, "cur");
  EXPECT_EQ(out->billing_period, "2026-10");
  EXPECT_THAT(out->files, ElementsAre("cur-1.csv.gz"));
  EXPECT_EQ(format_instant(out->delivered.value()), "2026-11-02T06:00:00Z");
}

TEST(DeliveryManifest, TakesTheNameOfTheExportFromItsFolder) {
  const auto out = read_manifest(R"({"dataFiles":["a/BILLING_PERIOD=2026-09/x.csv"]})",
                                 "/in/shop/metadata/new/Manifest.json");
  ASSERT_TRUE(out.has_value()) << out.error().message;
  EXPECT_EQ(out->report, "shop");
  EXPECT_EQ(out->billing_period, "2026-09");
}

TEST(DeliveryManifest, NamesWhatIsMissingOrWrong) {
  for (const auto& [text, reason] : {
           std::pair("{", ""),
           std::pair("{}", "dataFiles (or reportKeys): missing"),
           std::pair(R"({"dataFiles":"x"})", "dataFiles: must be an array"),
           std::pair(R"({"dataFiles":[]})", "dataFiles: lists no file"),
           std::pair(R"({"dataFiles":[1]})", "dataFiles: must be a string"),
           std::pair(R"({"dataFiles":["a/"]})", "dataFiles: \"a/\" is no file"),
           std::pair(R"({"dataFiles":["a/x","b/x"]})", "dataFiles: x is there twice"),
           std::pair(R"({"dataFiles":["x"]})", "billingPeriod: missing"),
           std::pair(R"({"dataFiles":["x"],"billingPeriod":{}})", "billingPeriod.start: missing"),
           std::pair(R"({"dataFiles":["x"],"billingPeriod":{"start":"20261301"}})",
                     "billingPeriod: not a month like 2026-10: \"20261301\""),
           std::pair(R"({"dataFiles":["x"],"billingPeriod":"2026-10","createdAt":"noon"})",
                     "createdAt (or deliveryTime): "),
       }) {
    const auto out = read_manifest(text, "Manifest.json");
    ASSERT_TRUE(out.has_error()) << text;
    EXPECT_THAT(out.error().message, HasSubstr(reason)) << text;
  }
}

}  // namespace
}  // namespace shiptally::collectors
