#include "daemon/report/formats/sections.h"
#include "daemon/report/formats/values.h"

namespace shiptally::report {
namespace {

using enum Kind;

Section corrections(const CostReport& report) {
  Section out{"corrections",
              "Corrections on the bills",
              "What this month's bills say about earlier months; those stay as they were.",
              {{"month", "Of month", month},
               {"what", "What"},
               {"id", "Id"},
               {"computed_usd", "Computed", money, true},
               {"billed_usd", "Billed", money, true},
               {"effective_usd", "Effective", money, true}},
              {},
              {}};
  Money computed, billed, effective;
  for (const Correction& c : report.corrections) {
    out.rows.push_back({c.month, c.what, text_or_none(c.id), value_or_none(c.computed),
                        value_or_none(c.billed), value_or_none(c.effective)});
    computed += c.computed.value_or(Money());
    billed += c.billed.value_or(Money());
    effective += c.effective.value_or(Money());
  }
  if (!out.rows.empty()) out.totals = {std::string("Total"), {}, {}, computed, billed, effective};
  return out;
}

Section late_facts(const CostReport& report) {
  Section out{
      "late_facts",
      "Corrections of closed months",
      "What became known of closed months after that, booked here; in no other figure of this report.",
      {{"month", "Of month", month},
       {"team", "Team", text, false, "(no team)"},
       {"service", "Service", text, false, "(no service)"},
       {"provider", "Provider"},
       {"model", "Model", text, false, "(no model)"},
       {"requests", "Requests", count, true},
       {"computed_usd", "Computed", money, true},
       {"billed_usd", "Billed", money, true},
       {"effective_usd", "Effective", money, true}},
      {},
      {}};
  ClosedSums sum;
  for (const LateFacts& l : report.late) {
    out.rows.push_back({l.month, text_or_none(l.team), text_or_none(l.service), text_or_none(l.provider),
                        text_or_none(l.model), l.sums.requests, value_or_none(l.sums.computed),
                        value_or_none(l.sums.billed), value_or_none(l.sums.effective)});
    sum += l.sums;
  }
  if (!out.rows.empty())
    out.totals = {std::string("Total"),
                  {},
                  {},
                  {},
                  {},
                  sum.requests,
                  value_or_none(sum.computed),
                  value_or_none(sum.billed),
                  value_or_none(sum.effective)};
  return out;
}

Section as_closed(const CostReport& report) {
  Section out{
      "as_closed",
      "As it was closed",
      "The figures that were closed, what came after, and the statement of today, which is their sum.",
      {{"figure", "Figure"},
       {"closed", "As closed", mixed},
       {"booked_later", "Booked in later months", mixed},
       {"open", "Not booked yet", mixed},
       {"today", "Today", mixed}},
      {},
      {}};
  if (!report.close) return out;
  const Close& close = *report.close;
  ClosedSums today = close.as_closed;
  today += close.booked_later;
  today += close.open;
  const auto add = [&](std::string figure, std::optional<Money> ClosedSums::*amount) {
    out.rows.push_back({std::move(figure), value_or_none(close.as_closed.*amount),
                        value_or_none(close.booked_later.*amount), value_or_none(close.open.*amount),
                        value_or_none(today.*amount)});
  };
  add("Billed, USD", &ClosedSums::billed);
  add("Effective, USD", &ClosedSums::effective);
  add("Computed from logs, USD", &ClosedSums::computed);
  out.rows.push_back({std::string("Requests"), close.as_closed.requests, close.booked_later.requests,
                      close.open.requests, today.requests});
  return out;
}

Section left_out(const CostReport& report) {
  Section out{"open_points",
              "Open points",
              "What is in no sum, or stands on no team's line, and what that means.",
              {{"what", "What"},
               {"provider", "Provider"},
               {"subject", "Of what"},
               {"count", "Count", count},
               {"counted", "Of"},
               {"currency", "Currency"},
               {"amount", "Amount", money},
               {"meaning", "What it means"}},
              {},
              {}};
  for (const LeftOut& l : report.left_out)
    out.rows.push_back({l.what, text_or_none(l.provider), text_or_none(l.subject), l.count,
                        text_or_none(l.counted), text_or_none(l.currency), value_or_none(l.amount),
                        l.meaning});
  return out;
}

Section rates(const CostReport& report) {
  Section out{"rates",
              "Exchange rates",
              "USD for one unit of the currency, from the date on.",
              {{"currency", "Currency"},
               {"rate", "Rate"},
               {"from", "From", date},
               {"source", "Source"},
               {"charges", "Charges", count}},
              {},
              {}};
  for (const RateUsed& r : report.rates)
    out.rows.push_back({r.currency, r.rate, r.from, text_or_none(r.source), r.charges});
  return out;
}

/// Amounts with every digit, in every format: here it is the last one that counts.
Value all_digits(const Value& value) {
  const auto* money = std::get_if<Money>(&value);
  return money != nullptr ? Value(money->str()) : value;
}

Section controls(const CostReport& report) {
  Section out{"controls",
              "Control totals",
              "The sums of the lines beside the same figures reached another way, to the last digit.",
              {{"name", "Figure"},
               {"of_lines", "Sum of the lines", mixed},
               {"of_source", "The other way", mixed},
               {"source", "Which is"},
               {"agrees", "Agrees"}},
              {},
              {}};
  for (const Control& c : report.controls)
    out.rows.push_back({c.name, all_digits(c.of_lines), all_digits(c.of_source), c.source,
                        std::string(c.agrees() ? "yes" : "NO")});
  return out;
}

}  // namespace

std::vector<Section> control_sections(const CostReport& report) {
  return {as_closed(report), corrections(report), late_facts(report),
          left_out(report),  rates(report),       controls(report)};
}

}  // namespace shiptally::report
