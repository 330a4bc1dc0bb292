#include <algorithm>

#include "daemon/report/formats/charts.h"
#include "daemon/report/formats/format.h"
#include "daemon/report/formats/html_tables.h"
#include "daemon/report/formats/story.h"
#include "daemon/report/formats/wording.h"

namespace shiptally::report {
namespace {

constexpr std::string_view kStyle = R"css(
:root { --ink: #1f2a37; --grey: #5b6673; --rule: #d8dee6; --blue: #1f4e79; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 36px 28px 48px; color: var(--ink); background: #fff;
  font: 14px/1.45 "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
header { border-bottom: 2px solid var(--blue); padding-bottom: 16px; }
.kicker { display: flex; justify-content: space-between; color: var(--grey); font-size: 13px; }
.state { border: 1px solid var(--rule); border-radius: 3px; padding: 1px 8px; }
h1 { font-size: 30px; margin: 6px 0 18px; }
.headline .label { color: var(--grey); }
.headline .amount { font-size: 46px; font-weight: 700; line-height: 1.15; color: var(--blue);
  font-variant-numeric: tabular-nums; }
.headline .change { font-size: 16px; }
.keys { display: grid; grid-template-columns: repeat(5, 1fr); gap: 12px; margin: 22px 0; }
.keys div { border: 1px solid var(--rule); border-radius: 4px; padding: 10px 12px; }
.keys dt { color: var(--grey); font-size: 12px; }
.keys dd { margin: 2px 0 0; font-size: 19px; font-weight: 600; font-variant-numeric: tabular-nums; }
.keys dd small { display: block; color: var(--grey); font-size: 12px; font-weight: 400; }
.story { font-size: 16px; max-width: 60em; padding-left: 1.2em; margin: 0 0 8px; }
.story li { margin-bottom: 6px; }
.alarm { border-left: 4px solid #b4432f; padding: 8px 12px; background: #fbf1ee; }
h2 { font-size: 18px; margin: 34px 0 2px; }
.note { color: var(--grey); margin: 0 0 8px; }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 28px; }
figure { margin: 20px 0 0; }
figcaption { font-weight: 600; margin-bottom: 4px; }
.chart { width: 100%; height: auto; display: block; font-size: 12px; fill: var(--ink); }
.chart .strong { font-weight: 700; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 12px; color: var(--grey); border-bottom: 1px solid #9aa5b1;
  vertical-align: bottom; padding: 4px 8px; }
td { border-bottom: 1px solid var(--rule); padding: 4px 8px; vertical-align: top; overflow-wrap: break-word; }
th.n, td.n { text-align: right; }
td.n, td.t { white-space: nowrap; }
td.neg { color: #b4432f; }
.total td { font-weight: 700; border-top: 1px solid #9aa5b1; border-bottom: 0; }
footer { margin-top: 36px; border-top: 1px solid var(--rule); padding-top: 10px; color: var(--grey); font-size: 12px;
  overflow-wrap: anywhere; }
@media screen and (max-width: 760px) { .keys { grid-template-columns: 1fr 1fr; } .charts { grid-template-columns: 1fr; }
  section { overflow-x: auto; } }
@page { size: A4; margin: 14mm 13mm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h1 { font-size: 22px; } .headline .amount { font-size: 34px; } .story { font-size: 12px; }
  .keys dd { font-size: 14px; } .keys { gap: 6px; } th { font-size: 9px; } th, td { padding: 3px 4px; }
  h2 { font-size: 14px; margin-top: 20px; break-after: avoid; } .note { break-after: avoid; }
  thead { display: table-header-group; } tr, figure, .keys, .story li { break-inside: avoid; }
  .tables { break-before: page; }
}
)css";

std::string state_of(const CostReport& report) {
  if (report.close) return "Closed " + iso_date(report.close->closed);
  return report.running() ? "Open, counted up to " + format_instant(report.until) : "Open: not closed yet";
}

void append_key(std::string& out, std::string_view name, const std::string& value, const std::string& small) {
  out.append("<div><dt>").append(name).append("</dt><dd>").append(value);
  if (!small.empty()) out += "<small>" + html_escaped(small) + "</small>";
  out += "</dd></div>\n";
}

std::string share_text(const std::optional<std::int64_t>& ppm, std::string_view of) {
  return ppm ? percent(*ppm) + " " + std::string(of) : std::string();
}

std::string key_figures(const CostReport& report) {
  const Sums sums = total(report.lines);
  const auto computed = sums.computed();
  const std::int64_t priced = sums.requests - sums.unpriced;
  std::string out = "<dl class=\"keys\">\n";
  append_key(out, "Billed", dollars_or_none(sums.billed), sums.billed ? "by the invoices" : "no bill yet");
  append_key(out, "Computed from logs", dollars_or_none(computed), "requests × price book");
  append_key(out, "Drift", sums.drift() ? signed_dollars(*sums.drift()) : std::string(kNothing),
             share_text(sums.drift_ppm(), "of computed"));
  append_key(out, "Requests", grouped_digits(sums.requests),
             grouped_digits(sums.unpriced) + " without a price");
  const bool known = computed && priced > 0;
  append_key(out, "Cost per request", known ? dollars(computed->scaled(1, priced), 5) : std::string(kNothing),
             "computed");
  return out + "</dl>\n";
}

std::string figure(std::string_view caption, const std::string& chart) {
  return "<figure><figcaption>" + html_escaped(caption) + "</figcaption>\n" + chart + "</figure>\n";
}

std::string charts(const CostReport& report) {
  std::string out = "<div class=\"charts\">\n";
  out += figure("Each day, by model (computed, USD)", daily_chart(report));
  out += figure("Twelve months (USD)", months_chart(report));
  const bool billed = total(report.lines).billed.has_value();
  out += figure(billed ? "Teams (billed, USD)" : "Teams (computed, USD)", teams_chart(report));
  if (report.budgets && !report.budgets->empty()) out += figure("Budgets", budgets_chart(report));
  return out + "</div>\n";
}

/// A control that does not agree is the first thing to know of a report.
std::string alarm(const CostReport& report) {
  if (std::all_of(report.controls.begin(), report.controls.end(),
                  [](const Control& c) { return c.agrees(); }))
    return {};
  return "<p class=\"alarm\">The control totals of this report do not agree. Do not use its figures before "
         "somebody has found out why.</p>\n";
}

std::string head(const CostReport& report) {
  const Headline h = headline(report);
  std::string out = "<header>\n<div class=\"kicker\"><span>LLM cost report</span><span class=\"state\">" +
                    html_escaped(state_of(report)) + "</span></div>\n<h1>" + month_name(report.month) +
                    "</h1>\n<div class=\"headline\"><div class=\"label\">" + html_escaped(h.label) +
                    "</div>\n<div class=\"amount\">" + dollars_or_none(h.amount) + "</div>\n";
  if (!h.change.empty()) out += "<div class=\"change\">" + html_escaped(h.change) + "</div>\n";
  return out + "</div>\n</header>\n";
}

std::string sentences(const CostReport& report) {
  std::string out = "<ul class=\"story\">\n";
  for (const std::string& sentence : story(report)) out += "<li>" + html_escaped(sentence) + "</li>\n";
  return out + "</ul>\n";
}

std::string tables(const CostReport& report) {
  std::string out = "<div class=\"tables\">\n";
  for (const Section& section : sections(report)) {
    // Long ones are for spreadsheets; the charts show what they add up to.
    if (section.name == "detail" || section.name == "days" || section.name == "months") continue;
    const bool only_if_any = section.name == "budgets" || section.name == "forecast" ||
                             section.name == "as_closed" || section.name == "late_facts" ||
                             section.name == "rates";
    if (only_if_any && section.rows.empty()) continue;
    out += html_section(section);
  }
  return out + "</div>\n";
}

}  // namespace

std::string to_html(const CostReport& report) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out +=
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>LLM cost, " +
         month_name(report.month) + "</title>\n<style>";
  out.append(kStyle).append("</style>\n</head>\n<body>\n");
  out += head(report) + alarm(report) + key_figures(report) + sentences(report) + charts(report) +
         tables(report);
  out +=
      "<footer>Amounts are US dollars, rounded to cents here and exact in the other formats; point at one to "
      "see "
      "all its digits. Days and months are UTC. Every line is in the csv, xlsx and json of this report.<br>"
      "sha256 of the content: " +
      html_escaped(report.sha256) + "</footer>\n</body>\n</html>\n";
  return out;
}

}  // namespace shiptally::report
