#include "tests/report/sample_report.h"

#include <algorithm>
#include <random>

namespace shiptally::report {
namespace {

Line line(LineKey key, std::int64_t requests, std::string_view input, std::string_view output,
          std::optional<std::string_view> billed) {
  Line out{std::move(key), {}};
  Sums& s = out.sums;
  s.requests = requests;
  s.tokens = {.input = requests * 900, .cache_read = requests * 400, .output = requests * 150};
  s.parts[static_cast<std::size_t>(TokenClass::input)] = usd(input);
  s.parts[static_cast<std::size_t>(TokenClass::output)] = usd(output);
  if (billed) {
    s.billed = s.effective = usd(*billed);
    s.compared = s.computed().value_or(Money());
  }
  return out;
}

ChargePart part(std::string id, std::string model, std::string team, std::string_view billed, bool whole) {
  ChargePart out;
  Charge& c = out.charge;
  c.key = {"focus", std::move(id)};
  c.provider = model.empty() ? "Hetzner, GmbH" : "anthropic";
  c.from = at("2026-10-03T00:00:00Z");
  c.to = at("2026-10-04T00:00:00Z");
  c.category = "Usage";
  c.description = "=tokens of \"" + model + "\"";
  c.model = std::move(model);
  c.account = "acme";
  c.quantity = "1250.5";
  c.unit = "Tokens";
  c.billed = c.list = c.contracted = c.effective = usd(billed);
  out.team = std::move(team);
  out.whole = whole;
  out.list = out.contracted = out.billed = out.effective = usd(billed);
  return out;
}

void add_history(CostReport& report) {
  for (int i = 11; i >= 0; --i) {
    const std::string dollars = std::to_string(1900 + 90 * (11 - i)) + ".25";
    MonthTotal m{months_earlier(report.month, i), usd(dollars), usd(dollars) + usd("17.5")};
    if (i == 11) m.computed = m.billed = std::nullopt;
    report.months.push_back(m);
  }
  for (int day = 0; day < 31; ++day)
    for (const char* model : {"claude-haiku-4-5", "claude-sonnet-4-5", "gpt-5-mini"})
      report.days.push_back({report.month + std::chrono::days(day), model,
                             usd("21.123456789012").scaled(day % 7 < 5 ? 3 : 1, model[0] == 'g' ? 5 : 2)});
}

void add_points(CostReport& report) {
  const Instant month = report.month;
  report.budgets = {{"conversation", "month", "computed", month, month_after(month), usd("1800"),
                     usd("1603.1"), usd("1610"), usd("1580"), usd("1640.5"), "ok"},
                    {"all of it", "quarter", "billed", month, at("2027-01-01T00:00:00Z"), usd("5500"),
                     usd("2918.25"), usd("6120"), usd("5890"), usd("6400"), "forecast over"}};
  report.forecast = {{"computed", usd("2145.6"), usd("2210.5"), usd("2150"), usd("2280"), 90, ""},
                     {"billed", usd("2918.25"), std::nullopt, std::nullopt, std::nullopt, 9, "9 whole days"}};
  report.corrections = {{at("2026-08-01T00:00:00Z"), "billed line", "focus/late-1", std::nullopt,
                         usd("-12.345"), usd("-12.345")}};
  report.close = {at("2026-11-03T09:00:00Z"),
                  "c105ed",
                  "prices 2026-10-01, rates abcdef",
                  {638'877, usd("3045.779"), usd("2917"), usd("2917")},
                  {},
                  {0, std::nullopt, usd("1.25"), usd("1.25")}};
  report.late = {{at("2026-09-01T00:00:00Z"),
                  "platform",
                  "code-review",
                  "anthropic",
                  "claude-sonnet-4-5",
                  {3, usd("0.015"), usd("-0.5"), usd("-0.25")}}};
  report.left_out = {{"unpriced", "acme-llm", "acme-7b <beta>", 12, "requests", "", std::nullopt,
                      "Requests of a model without a price: in no amount."},
                     {"unallocated", "anthropic", "support plan", 1, "charges", "USD", usd("150"),
                      "Billed, and borne by nobody; no rule fits."}};
  report.rates = {{"EUR", "1.0842", "ECB", at("2026-10-01T00:00:00Z"), 31}};
}

}  // namespace

Money usd(std::string_view decimal) { return Money::parse(decimal).value(); }
Instant at(std::string_view rfc3339) { return parse_instant(rfc3339).value(); }

CostReport sample_report() {
  CostReport report;
  report.month = at("2026-10-01T00:00:00Z");
  report.until = at("2026-11-01T00:00:00Z");
  report.generated = at("2026-11-03T09:30:00Z");
  report.program_version = "0.1.0";
  report.rules = "prices 2026-10-01, rates abcdef";
  report.sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  report.lines = {line({"", "", "", "anthropic", ""}, 0, "0", "0", "150"),
                  line({"CC-100 Support", "conversation", "assistant", "anthropic", "claude-haiku-4-5"},
                       40211, "101.23", "303.000000000001", "406.5"),
                  line({"CC-100 Support", "conversation", "assistant", "anthropic", "claude-sonnet-4-5"},
                       90142, "700.1", "903.2", "1610"),
                  line({"CC-200 R&D", "<b>knowledge</b>", "=search", "openai", "gpt-5-mini"}, 500311, "90.4",
                       "202.6", std::nullopt),
                  line({"CC-200 R&D", "platform", "code-review", "anthropic", "claude-sonnet-4-5"}, 8213,
                       "300.5", "444.75", "751.75")};
  report.lines[3].sums.unpriced = 12;
  report.previous = report.lines;
  for (Line& before : report.previous) {
    before.sums.requests = before.sums.requests * 9 / 10;
    before.sums.parts[0] = before.sums.parts[0].scaled(19, 20);
    if (before.sums.billed) before.sums.billed = before.sums.billed->scaled(9, 10);
  }
  add_history(report);
  add_points(report);
  const Sums sums = total(report.lines);
  report.controls = {{"computed, USD", *sums.computed(), *sums.computed(), "/api/v1/cost of the month"},
                     {"requests", sums.requests, sums.requests, "/api/v1/cost of the month"}};
  report.charges = {part("a", "claude-haiku-4-5", "conversation", "406.5", true),
                    part("b", "claude-sonnet-4-5", "conversation", "1610", false),
                    part("b", "claude-sonnet-4-5", "platform", "751.75", false),
                    part("c", "", "", "150", true)};
  return report;
}

CostReport random_report(unsigned seed) {
  CostReport report = sample_report();
  std::mt19937_64 random(seed);
  report.lines.clear();
  for (int i = 0; i < 40; ++i) {
    const auto pico = static_cast<std::int64_t>(random() >> 14);
    Line out =
        line({"cc" + std::to_string(i % 3), "team" + std::to_string(i % 5), "service" + std::to_string(i),
              i % 4 ? "anthropic" : "openai", "model" + std::to_string(i % 6)},
             static_cast<std::int64_t>(random() % 100'000), "0", "0", std::nullopt);
    out.sums.parts[0] = Money::from_pico(pico);
    out.sums.compared = *out.sums.computed();
    out.sums.billed = Money::from_pico(pico - static_cast<std::int64_t>(random() >> 24));
    out.sums.effective = -*out.sums.billed;
    report.lines.push_back(out);
  }
  std::sort(report.lines.begin(), report.lines.end(),
            [](const Line& a, const Line& b) { return a.key < b.key; });
  return report;
}

}  // namespace shiptally::report
