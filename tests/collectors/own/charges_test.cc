#include "collectors/own/own_events.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

TEST(Charges, ReadsTheGenericForm) {
  const auto out = decode_charges(deliver(R"({"id":"c1","provider":"anthropic","from":"2026-05-01T00:00:00Z",
    "to":"2026-06-01","billed_cost":0.1000000000000000055,"list_cost":"12.5","currency":"EUR","model":"m",
    "quantity":1.20,"unit":"1M tokens","team":"core"})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  const Charge& c = out->facts.charges[0];
  EXPECT_EQ(c.key, (FactId{"api", "c1"}));
  EXPECT_EQ(c.to, at("2026-06-01T00:00:00Z"));
  EXPECT_EQ(c.category, "Usage");
  EXPECT_EQ(c.billed.str(), "0.1");
  EXPECT_EQ(c.effective.str(), "0.1");
  EXPECT_EQ(c.contracted.str(), "0.1");
  EXPECT_EQ(c.list.str(), "12.5");
  EXPECT_EQ(c.currency, "EUR");
  EXPECT_EQ(c.quantity, "1.20");
}

TEST(Charges, AnAmountNeverPassesThroughADouble) {
  // As a double this is 900719925474099.25.
  const auto out = decode_charges(deliver(
      R"({"provider":"p","from":1777593600000,"to":1777680000000,"billed_cost":900719925474099.300000000001})"));
  ASSERT_THAT(reasons(out), ElementsAre());
  EXPECT_EQ(out->facts.charges[0].billed.str(), "900719925474099.300000000001");
}

constexpr const char* kFocus =
    R"({"BilledCost":-1.2E-7,"EffectiveCost":"2","ListCost":3,"ContractedCost":2.5,"BillingAccountId":"a","BillingAccountName":null,
    "BillingCurrency":"USD","BillingPeriodStart":"2026-06-15T23:00:00Z","ChargePeriodStart":"2026-05-01T00:00:00Z","ChargePeriodEnd":"2027-05-01T00:00:00Z",
    "ChargeCategory":"Purchase","ChargeClass":null,"ProviderName":"AWS","ServiceName":"Bedrock","SkuId":"s","InvoiceId":"i",
    "PricingQuantity":null,"Tags":{"team":"core","x":1},"x_Custom":[1]})";

TEST(Charges, ReadsFocusColumns) {
  const auto out = decode_charges(deliver(kFocus));
  ASSERT_THAT(reasons(out), ElementsAre());
  const Charge& c = out->facts.charges[0];
  EXPECT_EQ(c.billed.str(), "-0.00000012");
  EXPECT_EQ(c.effective.str(), "2");
  EXPECT_EQ(c.list.str(), "3");
  EXPECT_EQ(c.contracted.str(), "2.5");
  EXPECT_EQ(c.provider, "AWS");
  EXPECT_EQ(c.category, "Purchase");
  EXPECT_EQ(c.invoice, "i");
  EXPECT_EQ(c.billing_period, at("2026-06-01T00:00:00Z"));
  EXPECT_EQ(c.team, "core");
}

/// The columns of a row tell, not its words, and each row for itself.
TEST(Charges, AWordDoesNotMakeABillOfFocus) {
  const std::string own =
      R"({"id":"c1","provider":"p","from":"2026-05-01","to":"2026-06-01","billed_cost":"1","description":"BilledCost"})";
  const auto out = decode_charges(deliver("[" + own + "," + kFocus + "," + own + "]"));
  ASSERT_THAT(reasons(out), ElementsAre());
  ASSERT_EQ(out->facts.charges.size(), 3u);
  EXPECT_EQ(out->facts.charges[0].description, "BilledCost");
  EXPECT_EQ(out->facts.charges[1].provider, "AWS");
  EXPECT_EQ(out->facts.charges[2].provider, "p");
}

TEST(Charges, ABillWithoutItsAmountIsStillABill) {
  const auto out = decode_charges(deliver(
      R"({"BillingCurrency":"USD","ChargePeriodStart":1777593600000,"ChargePeriodEnd":1777680000000,"ChargeCategory":"Usage","ProviderName":"p"})"));
  EXPECT_THAT(reasons(out), ElementsAre("0: BilledCost: required"));
}

TEST(Charges, AnAmountHasABound) {
  const auto out = decode_charges(deliver(
      R"({"provider":"p","from":1777593600000,"to":1777680000000,"billed_cost":1e24}
{"provider":"p","from":1777593600000,"to":1777680000000,"billed_cost":1,"list_cost":"-1e15"}
{"provider":"p","from":1777593600000,"to":1777680000000,"billed_cost":1e999999999}
{"provider":"p","from":1777593600000,"to":1777680000000,"billed_cost":-1e16})"));
  EXPECT_THAT(reasons(out),
              ElementsAre("0: billed_cost: amount too large: \"1e24\"", StartsWith("2: billed_cost: "),
                          "3: billed_cost: amount too large, more than 1000000000000000: \"-1e16\""));
}

TEST(Charges, AHostIsTheProviderWhereNoOtherIsNamed) {
  const std::string begin =
      R"({"BilledCost":1,"BillingCurrency":"USD","ChargePeriodStart":1777593600000,"ChargePeriodEnd":1777680000000,
      "ChargeCategory":"Usage","HostProviderName":"Host")";
  const auto out =
      decode_charges(deliver("[" + begin + "}," + begin + R"(,"ServiceProviderName":"Seller"}])"));
  ASSERT_THAT(reasons(out), ElementsAre());
  EXPECT_EQ(out->facts.charges[0].provider, "Host");
  EXPECT_EQ(out->facts.charges[1].provider, "Seller");
}

TEST(Charges, TwoEqualLinesStayTwoAndASecondDeliveryChangesNothing) {
  const std::string body = std::string("[") + kFocus + "," + kFocus + "]";
  const auto first = decode_charges(deliver(body)), again = decode_charges(deliver(body));
  ASSERT_EQ(first->facts.charges.size(), 2u);
  EXPECT_THAT(first->facts.charges[0].key.id, StartsWith("row:"));
  EXPECT_EQ(first->facts.charges[1].key.id, first->facts.charges[0].key.id + ".1");
  EXPECT_EQ(first->facts.charges[0].key, again->facts.charges[0].key);
  EXPECT_EQ(first->facts.charges[1].key, again->facts.charges[1].key);
}

struct Bad {
  const char *fields, *error;
};

const Bad kBad[] = {
    {R"("from":1777593600000,"to":1777680000000)", "provider: required"},
    {R"("provider":"p","from":1777593600000,"to":1777593600000)", "the charge period ends before it starts"},
    {R"("provider":"p","from":1777593600000,"to":4102444800000)",
     "to: must be between 2010-01-01 and 2036-06-09, got 4102444800000"},
    {R"("provider":"p","from":1777593600000,"to":1777680000000,"currency":"usd")",
     "currency: must be an ISO 4217 code in capitals, like USD"},
    {R"("provider":"p","from":1777593600000,"to":1777680000000,"category":"usage")",
     "category: must be Usage, Purchase, Tax, Credit or Adjustment"},
    {R"("provider":"p","from":1777593600000,"to":1777680000000,"list_cost":"1,5")",
     "list_cost: not a decimal amount: \"1,5\""},
    {R"("provider":"p","from":1777593600000,"to":1777680000000,"list_cost":1e999)",
     "list_cost: amount too large: \"1e999\""},
    {R"("provider":"p","from":1777593600000,"to":1777680000000,"list_cost":true)",
     "list_cost: expected a number, got boolean"},
    {R"("provider":"p","from":1777593600000,"to":1777680000000,"id":"row:1")",
     "id: must not start with row:"},
    {R"("provider":"p","from":1777593600000,"to":1777680000000,"bill_cost":1)",
     "bill_cost: unknown field; did you mean billed_cost?"},
};

TEST(Charges, SaysWhatIsWrong) {
  for (const Bad& c : kBad)
    EXPECT_THAT(reasons(decode_charges(deliver(std::string("{\"billed_cost\":1,") + c.fields + "}"))),
                ElementsAre(std::string("0: ") + c.error))
        << c.fields;
}

}  // namespace
}  // namespace shiptally::collectors
