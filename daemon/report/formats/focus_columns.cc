#include "daemon/report/formats/focus_columns.h"

namespace shiptally::report {
namespace {

namespace focus {

using enum FocusLevel;
using enum FocusType;

constexpr bool maybe = true, never = false;  // null

constexpr FocusColumn kColumns[] = {
    {"AvailabilityZone", recommended, maybe, text},
    {"BilledCost", mandatory, never, decimal, true},
    {"BillingAccountId", mandatory, never, text},
    {"BillingAccountName", mandatory, maybe, text},
    {"BillingAccountType", conditional, never, text},
    {"BillingCurrency", mandatory, never, text},
    {"BillingPeriodEnd", mandatory, never, time},
    {"BillingPeriodStart", mandatory, never, time},
    {"CapacityReservationId", conditional, maybe, text},
    {"CapacityReservationStatus", conditional, maybe, text},
    {"ChargeCategory", mandatory, never, text, false, false, "Usage; Purchase; Tax; Credit; Adjustment"},
    {"ChargeClass", mandatory, maybe, text, false, false, "Correction"},
    {"ChargeDescription", mandatory, maybe, text},
    {"ChargeFrequency", recommended, never, text},
    {"ChargePeriodEnd", mandatory, never, time},
    {"ChargePeriodStart", mandatory, never, time},
    {"CommitmentDiscountCategory", conditional, maybe, text, false, false, "Spend; Usage"},
    {"CommitmentDiscountId", conditional, maybe, text},
    {"CommitmentDiscountName", conditional, maybe, text},
    {"CommitmentDiscountQuantity", conditional, maybe, decimal, true},
    {"CommitmentDiscountStatus", conditional, maybe, text},
    {"CommitmentDiscountType", conditional, maybe, text},
    {"CommitmentDiscountUnit", conditional, maybe, text},
    {"ConsumedQuantity", conditional, maybe, decimal, true},
    {"ConsumedUnit", conditional, maybe, text},
    {"ContractedCost", mandatory, never, decimal, true},
    {"ContractedUnitPrice", conditional, maybe, decimal, true, true},
    {"EffectiveCost", mandatory, never, decimal, true},
    {"InvoiceId", recommended, maybe, text},
    {"InvoiceIssuerName", mandatory, never, text},
    {"ListCost", mandatory, never, decimal, true},
    {"ListUnitPrice", conditional, maybe, decimal, true, true},
    {"PricingCategory", conditional, maybe, text},
    {"PricingCurrency", conditional, maybe, text},
    {"PricingCurrencyContractedUnitPrice", conditional, maybe, decimal, true, true},
    {"PricingCurrencyEffectiveCost", conditional, maybe, decimal, true},
    {"PricingCurrencyListUnitPrice", conditional, maybe, decimal, true, true},
    {"PricingQuantity", mandatory, maybe, decimal, true},
    {"PricingUnit", mandatory, maybe, text},
    {"ProviderName", mandatory, never, text},
    {"PublisherName", mandatory, never, text},
    {"RegionId", conditional, maybe, text},
    {"RegionName", conditional, maybe, text},
    {"ResourceId", conditional, maybe, text},
    {"ResourceName", conditional, maybe, text},
    {"ResourceType", conditional, maybe, text},
    {"ServiceCategory", mandatory, never, text, false, false,
     "AI and Machine Learning; Analytics; Business Applications; Compute; Databases; Developer Tools; "
     "Multicloud; Identity; Integration; Internet of Things; Management and Governance; Media; Migration; "
     "Mobile; Networking; Security; Storage; Web; Other"},
    {"ServiceName", mandatory, never, text},
    {"ServiceSubcategory", recommended, never, text},
    {"SkuId", conditional, maybe, text},
    {"SkuMeter", conditional, maybe, text},
    {"SkuPriceDetails", conditional, maybe, json},
    {"SkuPriceId", conditional, maybe, text},
    {"SubAccountId", conditional, maybe, text},
    {"SubAccountName", conditional, maybe, text},
    {"SubAccountType", conditional, maybe, text},
    {"Tags", conditional, maybe, json},
};

}  // namespace focus

}  // namespace

std::span<const FocusColumn> focus_columns() { return focus::kColumns; }

}  // namespace shiptally::report
