#include "collectors/bills/bill_format.h"

namespace shiptally::collectors {

BillFormat focus_format() {
  return {"focus",
          {
              {"provider", {"ServiceProviderName", "ProviderName", "HostProviderName"}, true},
              {"from", {"ChargePeriodStart"}, true},
              {"to", {"ChargePeriodEnd"}, true},
              {"billing_period", {"BillingPeriodStart"}},
              {"category", {"ChargeCategory"}, true},
              {"charge_class", {"ChargeClass"}},
              {"description", {"ChargeDescription"}},
              {"service_name", {"ServiceName"}},
              {"sku", {"SkuId"}},
              {"model", {"x_ModelId", "ModelId"}},
              {"region", {"RegionId"}},
              {"account", {"BillingAccountId"}},
              {"sub_account", {"SubAccountId"}},
              {"invoice", {"InvoiceId"}},
              {"currency", {"BillingCurrency"}, true},
              {"list_cost", {"ListCost"}},
              {"contracted_cost", {"ContractedCost"}},
              {"billed_cost", {"BilledCost"}, true},
              {"effective_cost", {"EffectiveCost"}},
              {"quantity", {"PricingQuantity"}},
              {"unit", {"PricingUnit"}},
          },
          "Tags"};
}

BillFormat mapped_format(const std::string& name, const BillMapping& mapping) {
  BillFormat out;
  out.source = "bill:" + name;
  for (const std::string_view known : kBillFields) {
    BillField field{std::string(known), {}};
    const auto column = mapping.columns.find(field.field);
    const auto value = mapping.values.find(field.field);
    if (value != mapping.values.end()) field.value = value->second;
    if (column != mapping.columns.end()) field.columns = {column->second};
    // A column that the mapping names is expected, so a misspelt one is found.
    field.required = !field.columns.empty();
    field.may_be_empty = field.field != "billed_cost" && field.field != "from";
    if (field.required || !field.value.empty()) out.fields.push_back(std::move(field));
  }
  if (const auto tags = mapping.columns.find(std::string(kTagsField)); tags != mapping.columns.end())
    out.tags = tags->second, out.needs_tags = true;
  return out;
}

BillFormat cur_format() {
  const std::vector<std::string> nothing;
  return {
      "aws-cur",
      {
          {"provider", {"bill_billing_entity"}, false, "AWS"},
          {"from", {"line_item_usage_start_date"}, true},
          {"to", {"line_item_usage_end_date"}, true},
          {"billing_period", {"bill_billing_period_start_date"}},
          {"description", {"line_item_line_item_description"}},
          {"service_name", {"line_item_product_code"}},
          {"sku", {"product_sku"}},
          {"region", {"product_region_code"}},
          {"account", {"bill_payer_account_id"}},
          {"sub_account", {"line_item_usage_account_id"}},
          {"invoice", {"bill_invoice_id"}},
          {"currency", {"line_item_currency_code"}, true},
          {"billed_cost", {"line_item_unblended_cost"}, true},
          {"quantity", {"line_item_usage_amount"}},
          {"unit", {"pricing_unit"}},
      },
      "resource_tags",
      false,
      {"line_item_line_item_type",
       "pricing_public_on_demand_cost",
       "reservation_reservation_a_r_n",
       {
           {"Usage", "Usage"},
           {"DiscountedUsage", "Usage", {{"reservation_effective_cost"}}},
           {"SavingsPlanCoveredUsage", "Usage", {{"savings_plan_savings_plan_effective_cost"}}},
           {"SavingsPlanNegation", "Adjustment", nothing},
           {"SavingsPlanUpfrontFee", "Purchase", nothing},
           {"SavingsPlanRecurringFee",
            "Purchase",
            {{"savings_plan_total_commitment_to_date", "-savings_plan_used_commitment"}}},
           {"RIFee",
            "Purchase",
            {{"reservation_unused_amortized_upfront_fee_for_billing_period",
              "reservation_unused_recurring_fee"}}},
           {"Fee", "Purchase"},
           {"Tax", "Tax"},
           {"Credit", "Credit"},
           {"Refund", "Credit"},
           {"BundledDiscount", "Adjustment"},
           {"Discount", "Adjustment"},
           {"EdpDiscount", "Adjustment"},
           {"PrivateRateDiscount", "Adjustment"},
           {"RiVolumeDiscount", "Adjustment"},
           {"SppDiscount", "Adjustment"},
       }},
  };
}

}  // namespace shiptally::collectors
