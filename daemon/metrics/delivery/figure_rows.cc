#include "daemon/metrics/delivery/figure_rows.h"

#include <algorithm>

#include "daemon/metrics/delivery/figures.h"
#include "schema/answer_bounds.h"

namespace shiptally::metrics {
namespace {

/// Adds the rows of one profile.
Result<void> add_rows(const Analysis& analysis, const Profile& profile, const Query& query,
                      std::vector<FigureRow>& into) {
  const Reading reading(analysis, profile, query.interruption);
  const auto add = [&](const DeliveryRow& row) {
    into.push_back({row.bucket, row.group, figure_numbers(row), &profile});
  };
  const auto expect = [&](std::size_t rows) {
    AnswerBound().expect_rows(into.size() + rows);
    into.reserve(into.size() + rows);
  };
  return each_delivery_row(reading, query, add, expect);
}

}  // namespace

Result<std::vector<FigureRow>> figure_rows(const Analysis& analysis, const Query& query) {
  const bool all = query.profile == kAllProfiles;
  Query one = query;
  if (all) one.profile = profiles().front().name;
  if (const auto checked = check_delivery_query(one); checked.has_error()) return checked.error();
  std::vector<FigureRow> out;
  for (const Profile& profile : profiles()) {
    if (!all && profile.name != query.profile) continue;
    one.profile = profile.name;
    if (const auto done = add_rows(analysis, profile, one, out); done.has_error()) return done.error();
  }
  if (all)
    std::stable_sort(out.begin(), out.end(),
                     [](const FigureRow& a, const FigureRow& b) { return a.bucket.from < b.bucket.from; });
  return out;
}

}  // namespace shiptally::metrics
