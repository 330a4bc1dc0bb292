#pragma once
// How the configuration says which column of a bill is what: plain structs.

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace shiptally {

/// Fields of a charge that a column can fill (schema/events/charge.json), and "tags", a JSON object.
inline constexpr std::array<std::string_view, 23> kBillFields = {
    "account",  "billed_cost", "billing_period", "category", "charge_class", "contracted_cost",
    "currency", "description", "effective_cost", "from",     "invoice",      "list_cost",
    "model",    "provider",    "quantity",       "region",   "service",      "service_name",
    "sku",      "sub_account", "team",           "to",       "unit"};
inline constexpr std::string_view kTagsField = "tags";

struct BillMapping {
  std::map<std::string, std::string> columns;  ///< field to column
  std::map<std::string, std::string> values;   ///< field to what it is where no column tells
  friend bool operator==(const BillMapping&, const BillMapping&) = default;
};

struct BillRules {
  std::vector<std::string> team_tags = {"team", "user_team"};  ///< the first one given tells
  std::vector<std::string> service_tags = {"service", "user_service"};
  std::map<std::string, BillMapping> mappings;  ///< by name
  friend bool operator==(const BillRules&, const BillRules&) = default;
};

}  // namespace shiptally
