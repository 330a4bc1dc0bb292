#include "daemon/report/formats/format.h"
#include "schema/answer_bounds.h"
#include "schema/base/csv.h"

namespace shiptally::report {
namespace {

// What FOCUS does not let be null and a bill did not tell.
constexpr std::string_view kNotTold = "unknown";

std::string first_of(const std::string& text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : text;
}

/// A split charge's quantity is on none of its parts: they would add up to more than was bought.
bool tells_quantity(const ChargePart& part) { return part.whole && !part.charge.quantity.empty(); }

std::string if_converted(const ChargePart& part, std::string text) {
  return part.rate.empty() ? std::string() : std::move(text);
}

struct Written {
  std::string_view column;
  std::string (*text)(const CostReport&, const ChargePart&);
};

using Report = const CostReport&;
using Part = const ChargePart&;

constexpr Written kWritten[] = {
    {"BilledCost", [](Report, Part p) { return p.billed.str(); }},
    {"BillingAccountId", [](Report, Part p) { return first_of(p.charge.account, kNotTold); }},
    {"BillingAccountName", [](Report, Part) { return std::string(); }},
    {"BillingCurrency", [](Report, Part) { return std::string("USD"); }},
    {"BillingPeriodEnd", [](Report r, Part) { return format_instant(month_after(r.month)); }},
    {"BillingPeriodStart", [](Report r, Part) { return format_instant(r.month); }},
    {"ChargeCategory", [](Report, Part p) { return first_of(p.charge.category, "Usage"); }},
    {"ChargeClass", [](Report, Part p) { return p.charge.charge_class; }},
    {"ChargeDescription", [](Report, Part p) { return p.charge.description; }},
    {"ChargePeriodEnd", [](Report, Part p) { return format_instant(p.charge.to); }},
    {"ChargePeriodStart", [](Report, Part p) { return format_instant(p.charge.from); }},
    {"ContractedCost", [](Report, Part p) { return p.contracted.str(); }},
    {"EffectiveCost", [](Report, Part p) { return p.effective.str(); }},
    {"InvoiceId", [](Report, Part p) { return p.charge.invoice; }},
    {"InvoiceIssuerName", [](Report, Part p) { return p.charge.provider; }},
    {"ListCost", [](Report, Part p) { return p.list.str(); }},
    {"PricingQuantity", [](Report, Part p) { return tells_quantity(p) ? p.charge.quantity : std::string(); }},
    {"PricingUnit", [](Report, Part p) { return tells_quantity(p) ? p.charge.unit : std::string(); }},
    {"ProviderName", [](Report, Part p) { return p.charge.provider; }},
    {"PublisherName", [](Report, Part p) { return p.charge.provider; }},
    {"RegionId", [](Report, Part p) { return p.charge.region; }},
    {"ServiceCategory",
     [](Report, Part p) {
       return std::string(p.charge.model.empty() ? "Other" : "AI and Machine Learning");
     }},
    {"ServiceName", [](Report, Part p) { return first_of(p.charge.service_name, p.charge.provider); }},
    {"SkuId", [](Report, Part p) { return p.charge.sku; }},
    {"SubAccountId", [](Report, Part p) { return p.charge.sub_account; }},
    {"x_AllocatedBy", [](Report, Part p) { return p.allocated_by; }},
    {"x_ChargeId", [](Report, Part p) { return p.charge.key.source + "/" + p.charge.key.id; }},
    {"x_CostCentre", [](Report, Part p) { return p.cost_centre; }},
    {"x_ExchangeRate", [](Report, Part p) { return p.rate; }},
    {"x_ModelId", [](Report, Part p) { return p.charge.model; }},
    {"x_OriginalBilledCost",
     [](Report, Part p) { return if_converted(p, p.whole ? p.charge.billed.str() : std::string()); }},
    {"x_OriginalCurrency", [](Report, Part p) { return if_converted(p, p.charge.currency); }},
    {"x_Service", [](Report, Part p) { return p.service; }},
    {"x_Team", [](Report, Part p) { return p.team; }},
};

}  // namespace

std::string to_focus(const CostReport& report) {
  std::string out;
  for (const Written& w : kWritten) out.append(out.empty() ? "" : ",").append(w.column);
  out += "\r\n";
  for (const ChargePart& part : report.charges) {
    bool first = true;
    for (const Written& w : kWritten) {
      if (!first) out += ',';
      first = false;
      append_csv_text(out, w.text(report, part));
    }
    out += "\r\n";
    bound_text(out, kReportBytesMax);
  }
  return out;
}

}  // namespace shiptally::report
