#include <algorithm>

#include "daemon/report/formats/sections.h"
#include "daemon/report/formats/values.h"

namespace shiptally::report {
namespace {

using enum Kind;
using Names = std::vector<std::string>;

constexpr SectionColumn kCostCentre = {"cost_centre", "Cost centre", text, false, "(no cost centre)"};
constexpr SectionColumn kTeam = {"team", "Team", text, false, "(no team)"};
constexpr SectionColumn kService = {"service", "Service", text, false, "(no service)"};
constexpr SectionColumn kProvider = {"provider", "Provider", text};
constexpr SectionColumn kModel = {"model", "Model", text, false, "(no model)"};

/// Columns that every table of lines ends with.
constexpr SectionColumn kFigures[] = {
    {"requests", "Requests", count, true}, {"unpriced_requests", "Unpriced", count, true},
    {"tokens", "Tokens", count, true},     {"computed_usd", "Computed", money, true},
    {"billed_usd", "Billed", money, true}, {"effective_usd", "Effective", money, true},
    {"drift_usd", "Drift", money, true},   {"drift_ratio", "Drift, %", ratio, false},
};

constexpr SectionColumn kTokenColumns[] = {
    {"input_tokens", "Input tokens", count, true},
    {"cache_read_tokens", "Cache read", count, true},
    {"cache_write_5m_tokens", "Cache write 5m", count, true},
    {"cache_write_1h_tokens", "Cache write 1h", count, true},
    {"output_tokens", "Output tokens", count, true},
};

void append_figures(std::vector<Value>& row, const Sums& sums) {
  row.emplace_back(sums.requests);
  row.emplace_back(sums.unpriced);
  row.emplace_back(all_classes(sums.tokens));
  row.push_back(value_or_none(sums.computed()));
  row.push_back(value_or_none(sums.billed));
  row.push_back(value_or_none(sums.effective));
  row.push_back(value_or_none(sums.drift()));
  row.push_back(ratio_or_none(sums.drift_ppm()));
}

void append_tokens(std::vector<Value>& row, const Tokens& t) {
  for (const std::int64_t count : {t.input, t.cache_read, t.cache_write_5m, t.cache_write_1h, t.output})
    row.emplace_back(count);
}

/// The totals of a table of lines: "Total" and nothing under the names.
std::vector<Value> begin_totals(std::size_t names) {
  std::vector<Value> out(names);
  out[0] = std::string("Total");
  return out;
}

/// By what was billed, without a bill by what was computed; among equals by name.
std::vector<Group> largest_first(std::vector<Group> groups) {
  const auto amount = [](const Group& g) {
    return g.sums.billed.value_or(g.sums.computed().value_or(Money()));
  };
  std::stable_sort(groups.begin(), groups.end(),
                   [&](const Group& a, const Group& b) { return amount(a) > amount(b); });
  return groups;
}

Section by(Section section, const std::vector<Line>& lines,
           const std::function<Names(const LineKey&)>& names) {
  const std::size_t named = section.columns.size();
  section.columns.insert(section.columns.end(), std::begin(kFigures), std::end(kFigures));
  for (const Group& group : largest_first(grouped(lines, names))) {
    std::vector<Value> row;
    for (const std::string& name : group.names) row.push_back(text_or_none(name));
    append_figures(row, group.sums);
    section.rows.push_back(std::move(row));
  }
  section.totals = begin_totals(named);
  append_figures(section.totals, total(lines));
  return section;
}

Section detail(const std::vector<Line>& lines) {
  Section out{
      "detail",
      "Detail",
      "One row for each cost centre, team, service, provider and model; every other table adds these up.",
      {kCostCentre, kTeam, kService, kProvider, kModel},
      {},
      begin_totals(5)};
  out.columns.insert(out.columns.end(), std::begin(kTokenColumns), std::end(kTokenColumns));
  out.columns.insert(out.columns.end(), std::begin(kFigures), std::end(kFigures));
  const auto append = [](std::vector<Value>& row, const Sums& sums) {
    append_tokens(row, sums.tokens);
    append_figures(row, sums);
  };
  for (const Line& line : lines) {
    const LineKey& k = line.key;
    std::vector<Value> row;
    for (const std::string* name : {&k.cost_centre, &k.team, &k.service, &k.provider, &k.model})
      row.push_back(text_or_none(*name));
    append(row, line.sums);
    out.rows.push_back(std::move(row));
  }
  append(out.totals, total(lines));
  return out;
}

/// Tokens of a class; none for what is not billed by tokens.
Value tokens_of(const Tokens& t, TokenClass token_class) {
  switch (token_class) {
    case TokenClass::input:
      return t.input;
    case TokenClass::cache_read:
      return t.cache_read;
    case TokenClass::cache_write_5m:
      return t.cache_write_5m;
    case TokenClass::cache_write_1h:
      return t.cache_write_1h;
    case TokenClass::output:
      return t.output;
    case TokenClass::other:
      break;
  }
  return {};
}

void append_classes(Section& out, const Group& group) {
  const Sums& sums = group.sums;
  const auto add = [&](std::string_view token_class, Value tokens, Value cost) {
    std::vector<Value> row;
    for (const std::string& name : group.names) row.push_back(text_or_none(name));
    row.emplace_back(std::string(token_class));
    row.push_back(std::move(tokens));
    row.push_back(std::move(cost));
    out.rows.push_back(std::move(row));
  };
  for (std::size_t i = 0; i < kTokenClasses; ++i) {
    const auto token_class = static_cast<TokenClass>(i);
    const Value tokens = tokens_of(sums.tokens, token_class);
    const auto* count = std::get_if<std::int64_t>(&tokens);
    if ((count == nullptr || *count == 0) && sums.parts[i] == Money()) continue;
    add(name(token_class), tokens, sums.requests == sums.unpriced ? Value() : Value(sums.parts[i]));
  }
  if (sums.idle != Money()) add("idle", {}, sums.idle);
}

Section by_token_class(const std::vector<Line>& lines) {
  Section out{"by_token_class",
              "By token class",
              "Computed cost by what was charged for; bills do not divide theirs so.",
              {kProvider,
               kModel,
               {"token_class", "Token class"},
               {"tokens", "Tokens", count, true},
               {"computed_usd", "Computed", money, true}},
              {},
              begin_totals(3)};
  for (const Group& group : grouped(lines, [](const LineKey& k) { return Names{k.provider, k.model}; }))
    append_classes(out, group);
  const Sums sums = total(lines);
  out.totals.emplace_back(all_classes(sums.tokens));
  out.totals.push_back(value_or_none(sums.computed()));
  return out;
}

}  // namespace

std::vector<Section> line_sections(const CostReport& report) {
  const auto& lines = report.lines;
  const auto section = [](std::string_view name, std::string_view title, std::string_view note,
                          std::vector<SectionColumn> columns) {
    return Section{name, title, note, std::move(columns), {}, {}};
  };
  std::vector<Section> out;
  out.push_back(by(section("by_cost_centre", "By cost centre", "Who pays.", {kCostCentre}), lines,
                   [](const LineKey& k) { return Names{k.cost_centre}; }));
  out.push_back(
      by(section("by_team", "By team", "Who used it.", {kCostCentre, kTeam}), lines, [](const LineKey& k) {
        return Names{k.cost_centre, k.team};
      }));
  out.push_back(by(section("by_service", "By service", "What used it.", {kTeam, kService}), lines,
                   [](const LineKey& k) {
                     return Names{k.team, k.service};
                   }));
  out.push_back(
      by(section("by_model", "By model", "What was used; charges of no model stand under their provider.",
                 {kProvider, kModel}),
         lines, [](const LineKey& k) {
           return Names{k.provider, k.model};
         }));
  out.push_back(by_token_class(lines));
  out.push_back(detail(lines));
  return out;
}

}  // namespace shiptally::report
