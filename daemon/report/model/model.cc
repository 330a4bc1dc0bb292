#include "daemon/report/model/model.h"

#include <chrono>
#include <map>

namespace shiptally::report {
namespace {

void add(std::optional<Money>& to, const std::optional<Money>& amount) {
  if (amount) report::add(to, *amount);
}

void add(Tokens& to, const Tokens& o) {
  to.input += o.input;
  to.cache_read += o.cache_read;
  to.cache_write_5m += o.cache_write_5m;
  to.cache_write_1h += o.cache_write_1h;
  to.output += o.output;
  to.reasoning += o.reasoning;
  to.web_searches += o.web_searches;
}

Instant shifted(Instant month, int months) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(month));
  return std::chrono::sys_days((day.year() / day.month() + std::chrono::months(months)) / 1);
}

}  // namespace

void add(std::optional<Money>& to, Money amount) { to = to.value_or(Money()) + amount; }

std::int64_t all_classes(const Tokens& t) {
  return t.input + t.cache_read + t.cache_write_5m + t.cache_write_1h + t.output;
}

std::optional<Money> Sums::computed() const {
  if (requests == unpriced && idle == Money()) return std::nullopt;
  return shiptally::total(parts) + idle;
}

std::optional<Money> Sums::drift() const {
  if (!billed) return std::nullopt;
  return *billed - compared;
}

std::optional<std::int64_t> Sums::drift_ppm() const {
  const auto amount = drift();
  return amount ? ratio_ppm(*amount, compared) : std::nullopt;
}

Sums& Sums::operator+=(const Sums& o) {
  requests += o.requests;
  unpriced += o.unpriced;
  add(tokens, o.tokens);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] += o.parts[i];
  idle += o.idle;
  add(billed, o.billed);
  add(effective, o.effective);
  compared += o.compared;
  return *this;
}

std::vector<Group> grouped(const std::vector<Line>& lines,
                           const std::function<std::vector<std::string>(const LineKey&)>& names) {
  std::map<std::vector<std::string>, Sums> sums;
  for (const Line& line : lines) sums[names(line.key)] += line.sums;
  std::vector<Group> out;
  for (auto& [group, sum] : sums) out.push_back({group, sum});
  return out;
}

Sums total(const std::vector<Line>& lines) {
  Sums out;
  for (const Line& line : lines) out += line.sums;
  return out;
}

bool ClosedSums::nothing() const {
  return requests == 0 && computed.value_or(Money()) == Money() && billed.value_or(Money()) == Money() &&
         effective.value_or(Money()) == Money();
}

ClosedSums& ClosedSums::operator+=(const ClosedSums& o) {
  requests += o.requests;
  for (const auto amount : {&ClosedSums::computed, &ClosedSums::billed, &ClosedSums::effective})
    if (o.*amount) this->*amount = (this->*amount).value_or(Money()) + *(o.*amount);
  return *this;
}

bool CostReport::running() const { return until < month_after(month); }

Instant month_after(Instant month) { return shifted(month, 1); }
Instant months_earlier(Instant month, int n) { return shifted(month, -n); }

}  // namespace shiptally::report
