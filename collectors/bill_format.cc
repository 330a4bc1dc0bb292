#include "collectors/bill_format.h"

namespace shiptally::collectors {

BillFormat focus_format() {
  return {"focus",
          {
              {"provider", {"ServiceProviderName", "ProviderName"}, true},
              {"from", {"ChargePeriodStart"}, true},
              {"to", {"ChargePeriodEnd"}, true},
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

}  // namespace shiptally::collectors
