#include "daemon/config/bills_section.h"

#include <algorithm>

namespace shiptally::config {
namespace {

bool is_measured(std::string_view field) {
  return field.ends_with("_cost") || field == "from" || field == "to" || field == "billing_period" ||
         field == kTagsField;
}

bool is_field(std::string_view field) {
  return field == kTagsField || std::find(kBillFields.begin(), kBillFields.end(), field) != kBillFields.end();
}

Reader into_fields(std::map<std::string, std::string>& out, bool columns) {
  return [&out, columns](const Value& value) {
    read_names(value, [&](const std::string& field, const Value& entry) {
      const auto text = entry.scalar(columns ? "a column" : "a text");
      if (!text) return;
      if (!is_field(field)) return entry.fail("not a field of a charge");
      if (!columns && is_measured(field)) return entry.fail("must come from a column");
      if (text->empty()) return entry.fail("must not be empty");
      out[field] = *text;
    });
  };
}

void read_bill(const Value& value, BillMapping& bill) {
  read_mapping(value,
               {{"columns", into_fields(bill.columns, true)}, {"values", into_fields(bill.values, false)}});
  if (!value.node.IsMap()) return;
  for (const char* field : {"billed_cost", "from", "provider"})
    if (!bill.columns.contains(field) && !bill.values.contains(field))
      value.fail("says nothing of " + std::string(field));
}

}  // namespace

Reader bills_section(BillRules& bills) {
  return section({{"team_tags", into_texts(bills.team_tags)},
                  {"service_tags", into_texts(bills.service_tags)},
                  {"mappings", [&bills](const Value& value) {
                     if (value.node.IsNull()) return;
                     read_names(value, [&](const std::string& name, const Value& entry) {
                       read_bill(entry, bills.mappings[name]);
                     });
                   }}});
}

}  // namespace shiptally::config
