#include "daemon/report/formats/sections.h"

#include <iterator>

#include "daemon/report/formats/values.h"
#include "daemon/report/formats/wording.h"

namespace shiptally::report {
namespace {

using enum Kind;

std::vector<Value> amount_row(std::string figure, std::optional<Money> now, std::optional<Money> before) {
  std::vector<Value> row = {std::move(figure), value_or_none(now), value_or_none(before), {}, {}};
  if (!now || !before) return row;
  row[3] = *now - *before;
  row[4] = ratio_or_none(change_ppm(*before, *now));
  return row;
}

std::vector<Value> count_row(std::string figure, std::int64_t now, std::int64_t before) {
  // The ratio of counts is that of as many dollars.
  return {std::move(figure), now, before, now - before,
          ratio_or_none(change_ppm(Money::from_dollars(before), Money::from_dollars(now)))};
}

std::optional<Money> per_request(const Sums& sums) {
  const auto computed = sums.computed();
  const std::int64_t priced = sums.requests - sums.unpriced;
  if (!computed || priced <= 0) return std::nullopt;
  return computed->scaled(1, priced);
}

std::string state(const CostReport& report) {
  if (report.close)
    return "closed at " + format_instant(report.close->closed) + " by " + report.close->rules +
           " with hash " + report.close->hash;
  return report.running() ? "open, the month is not over" : "open";
}

}  // namespace

Section summary_section(const CostReport& report) {
  const Sums now = total(report.lines), before = total(report.previous);
  Section out{"summary",
              "Summary",
              report.running() ? "This month so far, beside the same days of the month before."
                               : "This month, beside the month before.",
              {{"figure", "Figure", text},
               {"this_month", "This month", mixed},
               {"previous_month", "Month before", mixed},
               {"change", "Change", mixed},
               {"change_ratio", "Change, %", ratio}},
              {},
              {}};
  out.rows = {amount_row("Billed, USD", now.billed, before.billed),
              amount_row("Effective, USD", now.effective, before.effective),
              amount_row("Computed from logs, USD", now.computed(), before.computed()),
              amount_row("Drift: billed less computed, USD", now.drift(), before.drift()),
              amount_row("Computed cost per request, USD", per_request(now), per_request(before)),
              count_row("Requests", now.requests, before.requests),
              count_row("Requests without a price", now.unpriced, before.unpriced),
              count_row("Tokens", all_classes(now.tokens), all_classes(before.tokens))};
  return out;
}

Section provenance_section(const CostReport& report) {
  Section out{"provenance",
              "Provenance",
              "What the figures were made from, when and by what.",
              {{"name", "What", text}, {"value", "Value", text}},
              {},
              {}};
  const auto add = [&](std::string what, std::string value) {
    out.rows.push_back({std::move(what), std::move(value)});
  };
  add("month", iso_month(report.month));
  add("currency", "USD");
  add("counted until", format_instant(report.until));
  add("as of", report.as_of ? format_instant(*report.as_of) : "all that is known");
  add("state", state(report));
  add("rules", report.rules);
  add("program", "shiptally " + report.program_version);
  add("generated at", format_instant(report.generated));
  add("sha256 of the content", report.sha256);
  return out;
}

std::vector<Section> content_sections(const CostReport& report) {
  std::vector<Section> out = {summary_section(report)};
  for (const auto part : {line_sections, plan_sections, control_sections}) {
    std::vector<Section> more = part(report);
    out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  return out;
}

std::vector<Section> sections(const CostReport& report) {
  std::vector<Section> out = content_sections(report);
  out.push_back(provenance_section(report));
  return out;
}

}  // namespace shiptally::report
