#include "collectors/bills/bill_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collectors/own/own_events.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

using Cells = std::vector<std::string>;

const Cells kHeader = {
    "Tags",        "BilledCost",     "ChargePeriodEnd", "ChargePeriodStart",   "ProviderName",
    "x_Other",     "ChargeCategory", "BillingCurrency", "ServiceProviderName", "ListCost",
    "ChargeClass", "PricingQuantity"};
const Cells kRow = {"",      "1.50", "6/1/26", "5/1/26", "Reseller", "x",
                    "Usage", "EUR",  "Acme",   "NULL",   "",         "10.0"};

/// The row with one cell changed.
Cells with(std::size_t at, const std::string& cell) {
  Cells out = kRow;
  out[at] = cell;
  return out;
}

Charge charge_from(const Cells& cells) {
  const auto rows = BillRows::open(focus_format(), {}, kHeader);
  const auto out = decode_charges(deliver(charge_of(*rows->read(cells), 0)));
  EXPECT_THAT(reasons(out), testing::ElementsAre());
  return out->facts.charges.at(0);
}

TEST(BillRows, ReadsColumnsByName) {
  const Charge charge = charge_from(kRow);
  EXPECT_EQ(charge.key.source, "focus");
  EXPECT_EQ(charge.provider, "Acme");
  EXPECT_EQ(charge.from, at("2026-05-01T00:00:00Z"));
  EXPECT_EQ(charge.to, at("2026-06-01T00:00:00Z"));
  EXPECT_EQ(charge.currency, "EUR");
  EXPECT_EQ(charge.billed.str(), "1.5");
  EXPECT_EQ(charge.list.str(), "1.5");
}

TEST(BillRows, KeepsTheFourAmountsApart) {
  const Charge charge = charge_from(with(9, "2.000000000001"));
  EXPECT_EQ(charge.list.str(), "2.000000000001");
  EXPECT_EQ(charge.billed.str(), "1.5");
}

TEST(BillRows, ReadsWhatTheStandardAllows) {
  EXPECT_EQ(charge_from(with(1, "-1.2E-7")).billed.str(), "-0.00000012");
  EXPECT_EQ(charge_from(with(8, "NULL")).provider, "Reseller");
  EXPECT_EQ(charge_from(with(11, "1.50")).quantity, "1.5");
  EXPECT_EQ(charge_from(with(11, "0.12345678901234567")).quantity, "0.12345678901234567");
  EXPECT_EQ(charge_from(with(10, "Correction")).charge_class, "Correction");
  const Charge tagged = charge_from(with(0, R"({"team":"core","service":"shop","n":1})"));
  EXPECT_EQ(tagged.team, "core");
  EXPECT_EQ(tagged.service, "shop");
}

TEST(BillRows, RoundsWhatIsFinerThanAPicodollar) {
  const auto rows = BillRows::open(focus_format(), {}, kHeader);
  const auto row = rows->read(with(1, "0.20833333333333335"));
  ASSERT_TRUE(row.has_value()) << row.error().message;
  EXPECT_NE(row->members.find("\"0.208333333333\""), std::string::npos) << row->members;
}

TEST(BillRows, TellsColumnAndReason) {
  const auto rows = BillRows::open(focus_format(), {}, kHeader);
  const std::pair<Cells, const char*> cases[] = {
      {with(1, "abc"), "BilledCost: not a decimal amount: \"abc\""},
      {with(1, ""), "BilledCost: required"},
      {with(9, "1e40"), "ListCost: amount too large: \"1e40\""},
      {with(3, "13/1/26"), "ChargePeriodStart: "},
      {with(0, "{"), "Tags: "},
  };
  for (const auto& [cells, want] : cases) {
    const auto row = rows->read(cells);
    ASSERT_TRUE(row.has_error()) << want;
    EXPECT_THAT(row.error().message, testing::StartsWith(want));
  }
  EXPECT_EQ(rows->by_column("currency: bad"), "BillingCurrency: bad");
  EXPECT_EQ(rows->by_column("no field"), "no field");
}

TEST(BillRows, NamesEveryMissingColumn) {
  const Cells header = {"BilledCost", "BilledCost", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory"};
  EXPECT_EQ(BillRows::open(focus_format(), {}, header).error().message,
            "header: no column ServiceProviderName, ProviderName or HostProviderName, no column "
            "BillingCurrency, BilledCost is there twice");
}

TEST(BillRows, ReadsTheBillingPeriodHoweverItIsWritten) {
  Cells header = kHeader;
  header[5] = "BillingPeriodStart";
  const auto rows = BillRows::open(focus_format(), {}, header);
  for (const char* written : {"2026-05-01T00:00:00Z", "2026-05-01 00:00:00", "5/1/26", "2026-05", "202605"}) {
    const auto out = decode_charges(deliver(charge_of(*rows->read(with(5, written)), 0)));
    ASSERT_THAT(reasons(out), testing::ElementsAre()) << written;
    EXPECT_EQ(out->facts.charges[0].billing_period, at("2026-05-01T00:00:00Z")) << written;
  }
  EXPECT_THAT(rows->read(with(5, "May")).error().message, testing::StartsWith("BillingPeriodStart: "));
  EXPECT_FALSE(charge_from(kRow).billing_period);
}

// FOCUS 1.3: the host stands in where nobody is named who sells.
TEST(BillRows, KnowsTheHostWhereNoServiceProviderIsNamed) {
  Cells header = kHeader;
  header[5] = "HostProviderName";
  const auto rows = BillRows::open(focus_format(), {}, header);
  Cells cells = kRow;
  EXPECT_THAT(rows->read(cells)->members, testing::HasSubstr(R"("provider":"Acme")"));
  cells[4] = cells[8] = "";
  EXPECT_THAT(rows->read(cells)->members, testing::HasSubstr(R"("provider":"x")"));
}

BillMapping acme() {
  BillMapping mapping;
  mapping.columns = {{"billed_cost", "Amount"}, {"from", "Date"}, {"currency", "Unit"}, {"tags", "Labels"}};
  mapping.values = {{"provider", "acme"}, {"currency", "EUR"}};
  return mapping;
}

TEST(BillRows, ReadsColumnsAsMapped) {
  BillRules rules;
  rules.team_tags = {"owner"};
  const Cells header = {"Date", "Labels", "Unit", "Amount"};
  const auto rows = BillRows::open(mapped_format("own", acme()), rules, header);
  const Cells cells = {"5/1/26", R"({"owner":"core","team":"other"})", "", "12.000000000001"};
  const auto out = decode_charges(deliver(charge_of(*rows->read(cells), 2)));
  ASSERT_THAT(reasons(out), testing::ElementsAre());
  const Charge& charge = out->facts.charges[0];
  EXPECT_EQ(charge.key.source, "bill:own");
  EXPECT_THAT(charge.key.id, testing::EndsWith(".2"));
  EXPECT_EQ(charge.provider, "acme");
  EXPECT_EQ(charge.currency, "EUR");
  EXPECT_EQ(charge.team, "core");
  EXPECT_EQ(charge.to, at("2026-05-02T00:00:00Z"));
  EXPECT_EQ(charge.billed.str(), "12.000000000001");
  EXPECT_EQ(rows->read(Cells{"5/1/26", "", "", ""}).error().message, "Amount: required");
}

TEST(BillRows, NeedsTheColumnsOfItsMapping) {
  const Cells header = {"Date", "Unit"};
  EXPECT_EQ(BillRows::open(mapped_format("own", acme()), {}, header).error().message,
            "header: no column Amount, no column Labels");
}

TEST(BillRows, MapsOnlyFieldsOfACharge) {
  std::vector<std::string_view> known;
  for (const FieldInfo& field : charge_fields()) known.push_back(field.name);
  EXPECT_THAT(known, testing::IsSupersetOf(kBillFields));
  EXPECT_EQ(known.size(), kBillFields.size() + 3);  // source, id and updated_at are no columns' business
}

// Another order of columns, another way to write an amount or a time, or another column that nobody reads
// make no other row; what is read does.
TEST(BillRows, KnowsARowByWhatIsRead) {
  const auto rows = BillRows::open(focus_format(), {}, kHeader);
  const Hash128 content = rows->read(kRow)->content;
  EXPECT_EQ(rows->read(with(1, "15E-1"))->content, content);
  EXPECT_EQ(rows->read(with(3, "2026-05-01T00:00:00Z"))->content, content);
  EXPECT_EQ(rows->read(with(5, "y"))->content, content);
  EXPECT_EQ(rows->read(with(11, "1E1"))->content, content);
  Cells header(kHeader.rbegin(), kHeader.rend()), row(kRow.rbegin(), kRow.rend());
  EXPECT_EQ(BillRows::open(focus_format(), {}, header)->read(row)->content, content);
  EXPECT_NE(rows->read(with(1, "1.51"))->content, content);
  EXPECT_NE(rows->read(with(6, "Tax"))->content, content);
}

}  // namespace
}  // namespace shiptally::collectors
