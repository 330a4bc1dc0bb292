#include "daemon/metrics/delivery/comparison.h"

#include <map>

#include "schema/answer_bounds.h"

namespace shiptally::metrics {
namespace {

/// The surveys ask how often a day; days a week are no such rate.
bool comparable(Surveyed asked, std::string_view unit) {
  return unit == metrics::unit(figure(asked), profiles().front());
}

Standing standing_in(int year, Surveyed asked, const ComparedFigure& of) {
  const Estimate& e = of.estimate;
  Standing none;
  if (e.value && !comparable(asked, of.unit))
    none.reason = "the profile counts in " + std::string(of.unit);
  else if (has_scores(year))
    none.reason = e.value ? "the report of " + std::to_string(year) + " has scores, no bands" : "no data";
  else
    return standing(year, asked, e);
  return none;
}

BandRow band_row(int year, Surveyed asked, const Profile& profile, const DeliveryRow& row) {
  const Figure& f = figure(asked);
  BandRow out{{row.bucket, row.group, &f, unit(f, profile), f.of(row)}, year, {}, {}};
  out.standing = standing_in(year, asked, out.of);
  if (has_scores(year) && comparable(asked, out.of.unit)) out.score = score_2025(asked, out.of.estimate);
  return out;
}

using Group = std::vector<std::string>;
using Estimates = std::vector<Estimate>;  ///< in the order of compared_figures()

Result<std::map<Group, Estimates>> estimates(const Reading& reading, const Query& query) {
  std::map<Group, Estimates> out;
  const auto done = each_delivery_row(reading, query, [&](const DeliveryRow& row) {
    Estimates& of_group = out[row.group];
    for (const Figure* figure : compared_figures()) of_group.push_back(figure->of(row));
  });
  if (done.has_error()) return done.error();
  return out;
}

}  // namespace

Result<std::vector<BandRow>> band_rows(const Analysis& analysis, const Query& query,
                                       std::optional<int> year) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  const Profile& profile = *find_profile(query.profile);
  const Reading reading(analysis, profile, query.interruption);
  std::vector<std::pair<int, Surveyed>> asked;
  for (const int each : band_years())
    if (year.value_or(each) == each)
      for (const Surveyed metric : surveyed(each)) asked.emplace_back(each, metric);
  std::vector<BandRow> out;
  const auto add = [&](const DeliveryRow& row) {
    for (const auto& [of_year, metric] : asked) out.push_back(band_row(of_year, metric, profile, row));
  };
  const auto expect = [&](std::size_t rows) {
    AnswerBound().expect_rows(rows * asked.size());
    out.reserve(rows * asked.size());
  };
  if (const auto done = each_delivery_row(reading, query, add, expect); done.has_error()) return done.error();
  return out;
}

Result<std::vector<TrendRow>> trend_rows(const Analysis& analysis, const Query& query) {
  if (const auto checked = check_delivery_query(query); checked.has_error()) return checked.error();
  if (query.bucket != Bucket::none)
    return Error{Code::invalid, "bucket: a trend compares the whole window; leave it out"};
  const auto window = period_before(query.window, query.tz);
  if (window.has_error()) return window.error();
  const Profile& profile = *find_profile(query.profile);
  const Reading reading(analysis, profile, query.interruption);
  Query earlier = query;
  earlier.window = *window;
  const auto now = estimates(reading, query), before = estimates(reading, earlier);
  if (now.has_error()) return now.error();
  if (before.has_error()) return before.error();
  const Estimates nothing(compared_figures().size());
  AnswerBound().expect_rows(now->size() * nothing.size());
  std::vector<TrendRow> out;
  for (const auto& [group, figures] : *now) {
    const auto known = before->find(group);
    const Estimates& then = known == before->end() ? nothing : known->second;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const Figure& f = *compared_figures()[i];
      out.push_back({{query.window, group, &f, unit(f, profile), figures[i]},
                     window->from,
                     then[i],
                     trend(f, figures[i], then[i])});
    }
  }
  return out;
}

}  // namespace shiptally::metrics
