#include "daemon/report/formats/charts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include "daemon/report/formats/svg.h"
#include "daemon/report/formats/wording.h"

namespace shiptally::report {
namespace {

constexpr double kWidth = 540, kHeight = 220, kLeft = 58, kRight = 8, kTop = 26, kBottom = 28;
constexpr std::string_view kGrid = "#d8dee6", kAxis = "#7b8794", kNow = "#1f4e79", kSoft = "#9db8d2";
constexpr std::string_view kOver = "#b4432f", kOther = "#b9bfc7";
// Told apart by their lightness, too: in print and by whoever does not see colours.
constexpr std::array<std::string_view, 5> kModels = {"#1f4e79", "#e08a2c", "#4f9d8e", "#8a5a9c", "#d9c04a"};
constexpr std::size_t kTeamsMax = 8, kBudgetsMax = 12;

struct Plot {
  std::vector<double> axis;
  double y(double value) const {
    return kHeight - kBottom - (kHeight - kTop - kBottom) * value / axis.back();
  }
  double height(double value) const { return y(0) - y(value); }
};

/// The frame of a chart of columns: horizontal lines with their values, the zero line among them.
Plot begin_columns(Svg& svg, double max) {
  Plot plot{ticks(max)};
  for (const double value : plot.axis) {
    svg.line(kLeft, plot.y(value), kWidth - kRight, plot.y(value), value == 0 ? kAxis : kGrid);
    svg.text(kLeft - 6, plot.y(value) + 4, axis_label(value), Anchor::end);
  }
  return plot;
}

/// The models that cost most in the month, the first five.
std::vector<std::string> top_models(const CostReport& report) {
  std::map<std::string, Money> sums;
  for (const ModelDay& d : report.days) sums[d.model] += d.computed;
  std::vector<std::pair<std::string, Money>> sorted(sums.begin(), sums.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(sorted.size(), kModels.size()); ++i) out.push_back(sorted[i].first);
  return out;
}

using DayStack = std::array<Money, kModels.size() + 1>;  // the last is "other"

std::map<Instant, DayStack> stacks(const CostReport& report, const std::vector<std::string>& models) {
  std::map<Instant, DayStack> out;
  for (const ModelDay& d : report.days) {
    const auto place = std::find(models.begin(), models.end(), d.model) - models.begin();
    const bool known = static_cast<std::size_t>(place) < models.size();
    out[d.day][known ? static_cast<std::size_t>(place) : kModels.size()] += d.computed;
  }
  return out;
}

/// A horizontal bar with its name before and its amount after it.
struct Bar {
  std::string name;
  Money amount;
};

std::vector<Bar> team_bars(const CostReport& report, bool billed) {
  std::vector<Bar> bars;
  for (const Group& g :
       grouped(report.lines, [](const LineKey& k) { return std::vector<std::string>{k.team}; })) {
    const auto amount = billed ? g.sums.billed : g.sums.computed();
    if (amount && *amount != Money()) bars.push_back({g.names[0].empty() ? "no team" : g.names[0], *amount});
  }
  std::stable_sort(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.amount > b.amount; });
  if (bars.size() <= kTeamsMax) return bars;
  Bar other{std::to_string(bars.size() - kTeamsMax + 1) + " others", {}};
  for (std::size_t i = kTeamsMax - 1; i < bars.size(); ++i) other.amount += bars[i].amount;
  bars.resize(kTeamsMax - 1);
  bars.push_back(other);
  return bars;
}

std::string shortened(const std::string& name) {
  constexpr std::size_t kMax = 22;
  if (name.size() <= kMax) return name;
  std::size_t end = kMax - 1;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // not within a character
  return name.substr(0, end) + "…";
}

}  // namespace

std::string daily_chart(const CostReport& report) {
  const std::vector<std::string> models = top_models(report);
  const auto days = stacks(report, models);
  double max = 0;
  for (const auto& [day, stack] : days) {
    Money sum;
    for (const Money part : stack) sum += part;
    max = std::max(max, sum.to_double());
  }
  Svg svg("daily", kWidth, kHeight, "Computed cost by day and model",
          "Stacked columns, one a day of " + month_name(report.month) + ", in USD.");
  const Plot plot = begin_columns(svg, max);
  const auto count = std::chrono::floor<std::chrono::days>(month_after(report.month) - report.month).count();
  const double step = (kWidth - kLeft - kRight) / static_cast<double>(count);
  for (std::int64_t i = 0; i < count; ++i) {
    const Instant day = report.month + std::chrono::days(i);
    const double x = kLeft + step * static_cast<double>(i);
    if (i == 0 || (i + 1) % 5 == 0)
      svg.text(x + step / 2, kHeight - 9, std::to_string(i + 1), Anchor::middle);
    const auto found = days.find(day);
    if (found == days.end()) continue;
    double base = 0;
    for (std::size_t m = 0; m < found->second.size(); ++m) {
      const double value = found->second[m].to_double();
      if (value <= 0) continue;
      const std::string name = m < models.size() ? models[m] : "other";
      svg.rect(x + step * 0.12, plot.y(base + value), step * 0.76, plot.height(value),
               m < kModels.size() ? kModels[m] : kOther,
               iso_date(day) + ", " + name + ": " + dollars(found->second[m]));
      base += value;
    }
  }
  std::vector<std::pair<std::string, std::string_view>> legend;
  for (std::size_t m = 0; m < models.size(); ++m)
    legend.emplace_back(models[m].empty() ? "no model" : models[m], kModels[m]);
  if (models.size() == kModels.size()) legend.emplace_back("other", kOther);
  svg.legend(kLeft, 12, legend);
  return std::move(svg).done();
}

std::string months_chart(const CostReport& report) {
  double max = 0;
  for (const MonthTotal& m : report.months)
    for (const auto& amount : {m.computed, m.billed})
      if (amount) max = std::max(max, amount->to_double());
  Svg svg("months", kWidth, kHeight, "Computed and billed cost of twelve months",
          "Two columns a month in USD: what our logs say and what was billed.");
  const Plot plot = begin_columns(svg, max);
  const double step =
      (kWidth - kLeft - kRight) / static_cast<double>(std::max<std::size_t>(report.months.size(), 1));
  double x = kLeft;
  for (const MonthTotal& m : report.months) {
    svg.text(x + step / 2, kHeight - 11, month_name(m.month).substr(0, 3), Anchor::middle,
             m.month == report.month);
    if (m.month == report.months.front().month || iso_month(m.month).ends_with("-01"))
      svg.text(x + step / 2, kHeight, iso_month(m.month).substr(0, 4), Anchor::middle);
    if (!m.computed && !m.billed) svg.text(x + step / 2, plot.y(0) - 5, kNothing, Anchor::middle);
    double at = x + step * 0.16;
    for (const auto& [amount, colour, name] :
         {std::tuple{m.computed, kSoft, "computed"}, {m.billed, kNow, "billed"}}) {
      if (amount && *amount > Money())
        svg.rect(at, plot.y(amount->to_double()), step * 0.32, plot.height(amount->to_double()), colour,
                 month_name(m.month) + ", " + name + ": " + dollars(*amount));
      at += step * 0.34;
    }
    x += step;
  }
  svg.legend(kLeft, 12, {{"computed from logs", kSoft}, {"billed", kNow}});
  return std::move(svg).done();
}

std::string teams_chart(const CostReport& report) {
  const bool billed = total(report.lines).billed.has_value();
  const std::vector<Bar> bars = team_bars(report, billed);
  constexpr double kRow = 24, kNames = 140, kAmounts = 90;
  Svg svg("teams", kWidth, 8 + kRow * static_cast<double>(std::max<std::size_t>(bars.size(), 1)),
          std::string(billed ? "Billed" : "Computed") + " cost by team",
          "One bar a team, the largest first, in USD.");
  const double max = bars.empty() ? 1 : std::max(bars.front().amount.to_double(), 1e-12);
  double y = 4;
  for (const Bar& bar : bars) {
    const double length = std::max(0.0, bar.amount.to_double() / max * (kWidth - kNames - kAmounts));
    svg.text(kNames - 8, y + 15, shortened(bar.name), Anchor::end);
    svg.rect(kNames, y + 3, length, kRow - 8, kNow);
    svg.text(kNames + length + 6, y + 15, dollars(bar.amount));
    y += kRow;
  }
  svg.line(kNames, 4, kNames, y, kAxis);
  return std::move(svg).done();
}

std::string budgets_chart(const CostReport& report) {
  const std::size_t shown = report.budgets ? std::min(report.budgets->size(), kBudgetsMax) : 0;
  constexpr double kRow = 28, kNames = 140, kAmounts = 130, kFull = 0.75;  // where a whole budget ends
  Svg svg("budgets", kWidth, 34 + kRow * static_cast<double>(shown), "Budgets",
          "One bar a budget: what is spent, what is forecast, and a line where the budget ends.");
  const double scale = (kWidth - kNames - kAmounts) * kFull;
  double y = 24;
  for (std::size_t i = 0; i < shown; ++i, y += kRow) {
    const BudgetLine& b = (*report.budgets)[i];
    const auto length = [&](const std::optional<Money>& amount) {
      if (!amount || b.amount <= Money()) return 0.0;
      return std::clamp(amount->to_double() / b.amount.to_double(), 0.0, 1 / kFull) * scale;
    };
    const bool over = b.forecast.value_or(b.spent.value_or(Money())) > b.amount;
    svg.text(kNames - 8, y + 16, shortened(b.name), Anchor::end);
    svg.rect(kNames, y + 4, length(b.forecast), kRow - 10, over ? "#e9c4bb" : kSoft);
    svg.rect(kNames, y + 8, length(b.spent), kRow - 18, over ? kOver : kNow);
    svg.line(kNames + scale, y + 1, kNames + scale, y + kRow - 3, kAxis, 2);
    const auto ppm = b.spent ? ratio_ppm(*b.spent, b.amount) : std::nullopt;
    svg.text(kWidth - kAmounts + 12, y + 16,
             (ppm ? percent(*ppm) : std::string(kNothing)) + " of " + dollars(b.amount, 0));
  }
  svg.line(kNames, 24, kNames, y, kAxis);
  svg.legend(kNames, 12, {{"spent", kNow}, {"forecast", kSoft}, {"above the budget", kOver}});
  return std::move(svg).done();
}

}  // namespace shiptally::report
