#include "daemon/metrics/quality/money_coverage.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "daemon/metrics/money/daily_costs.h"
#include "daemon/metrics/money/idle_cost.h"
#include "daemon/metrics/requests/usage_rows.h"

namespace shiptally::metrics {
namespace {

/// Bills come late: of these days nothing is said yet.

/// What one check finds of one provider.
struct Finding {
  std::size_t affected = 0, total = 0;
  std::map<std::string, std::size_t> examples;  ///< with how much of it
  std::optional<Instant> since, last;

  void hit(std::size_t count, const std::string& example, Instant t) {
    if (count == 0) return;
    affected += count;
    examples[example] += count;
    since = std::min(since.value_or(t), t);
    last = std::max(last.value_or(t), t);
  }
};
using Findings = std::map<std::string, Finding>;  ///< by provider

std::vector<std::string> most(const std::map<std::string, std::size_t>& examples) {
  std::vector<std::pair<std::string, std::size_t>> sorted(examples.begin(), examples.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (sorted.size() > kExamplesMax) sorted.resize(kExamplesMax);
  std::vector<std::string> out;
  for (const auto& [example, count] : sorted) out.push_back(example);
  return out;
}

void add(std::vector<CoverageRow>& rows, const Findings& findings, std::string_view check,
         std::string_view facts, const std::string& advice) {
  for (const auto& [provider, found] : findings) {
    if (found.affected == 0) continue;
    CoverageRow& row = rows.emplace_back();
    row.check = check;
    row.facts = facts;
    row.source = provider;
    row.affected = found.affected;
    row.total = found.total;
    row.examples = most(found.examples);
    row.since = found.since;
    row.last = found.last;
    row.advice = advice;
  }
}

std::string charge_name(const Charge& charge) { return charge.key.source + "/" + charge.key.id; }

void check_usage(std::vector<CoverageRow>& rows, std::span<const UsageDay> usage) {
  Findings requests, tokens, teams;
  for (const UsageDay& u : usage) {
    if (u.service == kIdle) continue;
    const auto count = static_cast<std::size_t>(u.sums.requests);
    const auto unpriced = static_cast<std::size_t>(u.sums.unpriced);
    requests[u.provider].total += count;
    requests[u.provider].hit(unpriced, u.model, u.day);
    const auto all_tokens = static_cast<std::size_t>(tokens_of(u.sums.tokens));
    tokens[u.provider].total += all_tokens;
    if (count == unpriced) tokens[u.provider].hit(all_tokens, u.model, u.day);
    teams[""].total += count;
    if (u.team.empty()) teams[""].hit(count, u.service, u.day);
  }
  const std::string price =
      "these models have no price in force: see `shiptally prices show MODEL --at DATE`, and put theirs into "
      "a "
      "file of prices.files";
  add(rows, requests, "requests_unpriced", "requests", price);
  add(rows, tokens, "tokens_unpriced", "tokens", price);
  add(rows, teams, "requests_without_team", "requests",
      "say which team owns these services (names.teams), or send `team` with each request");
}

void check_names(std::vector<CoverageRow>& rows, const MoneyCoverageInput& input) {
  Finding found;
  for (const UsageDay& u : input.usage)
    if (u.service != kIdle) found.total += static_cast<std::size_t>(u.sums.requests);
  for (const Nameless& n : input.nameless) {
    found.affected += static_cast<std::size_t>(n.requests);
    found.examples[n.service] += static_cast<std::size_t>(n.requests);
  }
  add(rows, {{"", found}}, "requests_without_names", "requests",
      "their cost is counted, their names are lost: do not name a route, service or team anew for each "
      "request, "
      "or raise limits.series");
}

void check_charges(std::vector<CoverageRow>& rows, const MoneyCoverageInput& input) {
  Findings unconverted, unallocated;
  for (const Charge& charge : input.charges) {
    ++unconverted[charge.provider].total;
    ++unallocated[charge.provider].total;
  }
  std::map<std::string, std::set<std::string>> currencies;
  for (const Unconverted& u : input.unconverted) {
    unconverted[u.charge->provider].hit(1, charge_name(*u.charge), u.charge->from);
    currencies[u.charge->provider].insert(u.charge->currency);
  }
  for (const Charge* charge : input.unallocated)
    unallocated[charge->provider].hit(1, charge_name(*charge), charge->from);
  for (const auto& [provider, found] : unconverted) {
    std::string names;
    for (const std::string& currency : currencies[provider])
      names.append(names.empty() ? "" : ", ").append(currency);
    add(rows, {{provider, found}}, "charges_unconverted", "charges",
        "they are in no sum: give an exchange rate of " + names + " that was in force then");
  }
  add(rows, unallocated, "charges_unallocated", "charges",
      "nobody bears a part of them, /api/v1/allocation says why: write a rule (allocation.rules), or tag "
      "them");
}

void check_reconciled(std::vector<CoverageRow>& rows, const MoneyCoverageInput& input) {
  Findings usage, bills;
  for (const Reconciliation& day : input.reconciled) {
    if (day.model.empty()) continue;
    const bool logged = day.requests > 0 || day.computed;
    if (logged && day.day + kOneDay + kBillDelay <= input.now) {
      ++usage[day.provider].total;
      if (day.parts.unbilled != Money()) usage[day.provider].hit(1, day.model, day.day);
    }
    if (!day.billed || *day.billed == day.parts.other_charges) continue;
    ++bills[day.provider].total;
    if (!logged) bills[day.provider].hit(1, day.model, day.day);
  }
  add(rows, usage, "usage_without_bill", "days of a model",
      "import the bill of these days (`shiptally import focus|cur|bill`), or see why its source is late");
  add(rows, bills, "bill_without_usage", "days of a model",
      "nobody logs the requests of these models, or under another name: compare with /api/v1/provider_usage");
}

/// What is bought for years says nothing of how often its seller bills.
constexpr std::chrono::days kMonthMost{31};

/// How long a provider's bill may be silent, and how long it is.
void check_freshness(std::vector<CoverageRow>& rows, const MoneyCoverageInput& input) {
  struct Source {
    std::set<Instant> days;
    Millis period{0};
  };
  std::map<std::string, Source> sources;
  for (const Charge& charge : input.charges) {
    Source& source = sources[charge.provider];
    const Instant end = std::min<Instant>(charge.to, charge.from + kMonthMost);
    source.days.insert(std::chrono::floor<std::chrono::days>(charge.from));
    source.days.insert(std::chrono::floor<std::chrono::days>(std::max(charge.from, end - Millis(1))));
    source.period = std::max(source.period, end - charge.from);
  }
  for (const auto& [provider, source] : sources) {
    Millis gap{0};
    for (auto day = std::next(source.days.begin()); day != source.days.end(); ++day)
      gap = std::max(gap, *day - *std::prev(day));
    const Instant last = *source.days.rbegin() + kOneDay;
    const Millis allowed = gap + source.period + kBillDelay, silence = input.now - last;
    if (silence <= allowed) continue;
    Finding found{1, 1, {}, last, last};
    const auto days = [](Millis span) {
      return std::to_string(std::chrono::floor<std::chrono::days>(span).count()) + " days";
    };
    add(rows, {{provider, found}}, "bill_source_quiet", "bills",
        "its last billed day ended " + days(silence) + " ago, more than " + days(allowed) +
            " is unusual: see why its bill no longer comes");
  }
}

}  // namespace

std::vector<CoverageRow> money_coverage(const MoneyCoverageInput& input) {
  std::vector<CoverageRow> rows;
  check_usage(rows, input.usage);
  check_names(rows, input);
  check_charges(rows, input);
  check_reconciled(rows, input);
  check_freshness(rows, input);
  return rows;
}

}  // namespace shiptally::metrics
