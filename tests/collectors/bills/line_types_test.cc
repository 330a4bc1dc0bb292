// What rows of an AWS Cost and Usage Report mean.

#include "collectors/bills/line_types.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collectors/bills/bill_rows.h"
#include "collectors/own/own_events.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using Cells = std::vector<std::string>;

const Cells kHeader = {"line_item_line_item_type",
                       "line_item_usage_start_date",
                       "line_item_usage_end_date",
                       "line_item_currency_code",
                       "line_item_unblended_cost",
                       "pricing_public_on_demand_cost",
                       "reservation_effective_cost",
                       "savings_plan_savings_plan_effective_cost",
                       "savings_plan_total_commitment_to_date",
                       "savings_plan_used_commitment",
                       "reservation_unused_amortized_upfront_fee_for_billing_period",
                       "reservation_unused_recurring_fee",
                       "reservation_reservation_a_r_n",
                       "bill_billing_period_start_date",
                       "resource_tags"};

Cells row(const std::string& type, const std::string& arn = "") {
  return {type,
          "2026-05-01 00:00:00.000",
          "2026-05-01T01:00:00.000Z",
          "USD",
          "10",
          "12",
          "7",
          "8",
          "3",
          "1.25",
          "0.5",
          "0.25",
          arn,
          "2026-06-01 00:00:00.000",
          R"({"user_team":"core","user_service":"shop"})"};
}

Charge charge_from(const Cells& cells) {
  const auto rows = BillRows::open(cur_format(), {}, kHeader);
  const auto out = decode_charges(deliver(charge_of(*rows->read(cells), 0)));
  EXPECT_THAT(reasons(out), testing::ElementsAre());
  return out->facts.charges.at(0);
}

TEST(LineTypes, TellCategoryAndEffectiveCost) {
  struct Case {
    const char *type, *arn, *category, *effective, *list;
  };
  const Case cases[] = {
      {"Usage", "", "Usage", "10", "12"},
      {"DiscountedUsage", "arn", "Usage", "7", "12"},
      {"SavingsPlanCoveredUsage", "", "Usage", "8", "12"},
      {"SavingsPlanNegation", "", "Adjustment", "0", "10"},
      {"SavingsPlanUpfrontFee", "", "Purchase", "0", "10"},
      {"SavingsPlanRecurringFee", "", "Purchase", "1.75", "10"},
      {"RIFee", "arn", "Purchase", "0.75", "10"},
      {"Fee", "arn", "Purchase", "0", "10"},
      {"Fee", "", "Purchase", "10", "10"},
      {"Tax", "", "Tax", "10", "10"},
      {"Refund", "", "Credit", "10", "10"},
      {"EdpDiscount", "", "Adjustment", "10", "10"},
  };
  for (const Case& c : cases) {
    const Charge charge = charge_from(row(c.type, c.arn));
    EXPECT_EQ(charge.category, c.category) << c.type;
    EXPECT_EQ(charge.billed.str(), "10") << c.type;
    EXPECT_EQ(charge.effective.str(), c.effective) << c.type;
    EXPECT_EQ(charge.list.str(), c.list) << c.type;
  }
}

TEST(LineTypes, ComeWithTheRestOfTheRow) {
  const Charge charge = charge_from(row("Usage"));
  EXPECT_EQ(charge.billing_period, at("2026-06-01T00:00:00Z"));
  EXPECT_EQ(charge.key.source, "aws-cur");
  EXPECT_EQ(charge.provider, "AWS");
  EXPECT_EQ(charge.from, at("2026-05-01T00:00:00Z"));
  EXPECT_EQ(charge.team, "core");
  EXPECT_EQ(charge.service, "shop");
}

TEST(LineTypes, AreNotGuessed) {
  const auto rows = BillRows::open(cur_format(), {}, kHeader);
  EXPECT_EQ(rows->read(row("NewDiscount")).error().message,
            "line_item_line_item_type: not a known type: \"NewDiscount\"");
  Cells covered = row("DiscountedUsage");
  covered[6] = "";
  EXPECT_EQ(rows->read(covered).error().message, "reservation_effective_cost: required");
  covered[6] = "x";
  EXPECT_EQ(rows->read(covered).error().message, "reservation_effective_cost: not a decimal amount: \"x\"");
  const Cells header(kHeader.begin() + 1, kHeader.end());
  EXPECT_EQ(BillRows::open(cur_format(), {}, header).error().message,
            "header: no column line_item_line_item_type");
}

}  // namespace
}  // namespace shiptally::collectors
