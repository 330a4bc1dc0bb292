#include "daemon/expose/tables/charge_table.h"

#include <gmock/gmock.h>

#include "schema/catalogue.h"

namespace shiptally::expose {
namespace {

using testing::ElementsAre;

Instant at(const char* text) { return parse_instant(text).value(); }

Charge charge(const char* id, const char* from, const char* currency = "USD") {
  Charge c;
  c.key = {"focus", id};
  c.provider = "acme";
  c.from = at(from);
  c.to = c.from + std::chrono::days(1);
  c.currency = currency;
  c.billed = Money::parse("-10.5").value();
  return c;
}

Value cell(const Table& table, std::size_t row, std::string_view name) {
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i]->name == name) return table.rows.at(row)[i];
  ADD_FAILURE() << "no column " << name;
  return {};
}

std::vector<std::string> ids(const Table& table) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    out.push_back(std::get<std::string>(cell(table, i, "id")));
  return out;
}

TEST(ChargeTable, ShowsTheRateThatWasUsedAndNothingWhereNoneWas) {
  const FxTable fx = {{"EUR", at("2026-10-02"), 11, 10, "1.1", "ECB"}};
  const std::vector<Charge> charges = {charge("a", "2026-10-04", "EUR"), charge("b", "2026-10-03"),
                                       charge("c", "2026-10-01", "EUR")};
  const Table table = charge_table(queries::charge_rows(charges, fx, {}));
  ASSERT_THAT(ids(table), ElementsAre("focus/a", "focus/b", "focus/c"));
  EXPECT_EQ(cell(table, 0, "billed_cost"), Value("-10.5"));
  EXPECT_EQ(cell(table, 0, "billed_usd"), Value(Money::parse("-11.55").value()));
  EXPECT_EQ(cell(table, 0, "exchange_rate"), Value("1.1"));
  EXPECT_EQ(cell(table, 0, "exchange_rate_date"), Value("2026-10-02"));
  EXPECT_EQ(cell(table, 0, "exchange_rate_source"), Value("ECB"));
  EXPECT_EQ(cell(table, 1, "billed_usd"), Value(Money::parse("-10.5").value()));
  EXPECT_EQ(cell(table, 1, "exchange_rate"), Value());
  EXPECT_EQ(cell(table, 2, "billed_cost"), Value("-10.5"));
  EXPECT_EQ(cell(table, 2, "billed_usd"), Value());
}

TEST(ChargeTable, TellsTheInvoiceMonth) {
  Charge late = charge("a", "2026-09-30");
  late.billing_period = at("2026-10-01");
  EXPECT_EQ(cell(charge_table(queries::charge_rows(std::vector<Charge>{late}, {}, {})), 0, "billing_month"),
            Value("2026-10"));
}

TEST(ChargeTable, GivesPagesOfWhatTheFilterAllows) {
  std::vector<Charge> charges = {charge("b", "2026-10-01"), charge("a", "2026-10-01"),
                                 charge("c", "2026-10-02"), charge("other", "2026-10-03")};
  charges.back().provider = "other";
  Query query;
  query.filter[Dimension::provider] = {"acme"};
  EXPECT_THAT(ids(charge_table(queries::charge_rows(charges, {}, query))),
              ElementsAre("focus/c", "focus/a", "focus/b"));
  query.offset = 1;
  query.limit = 1;
  EXPECT_THAT(ids(charge_table(queries::charge_rows(charges, {}, query))), ElementsAre("focus/a"));
  query.offset = 9;
  EXPECT_THAT(ids(charge_table(queries::charge_rows(charges, {}, query))), ElementsAre());
}

}  // namespace
}  // namespace shiptally::expose
