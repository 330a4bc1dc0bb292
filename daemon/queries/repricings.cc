#include "daemon/queries/repricings.h"

#include <algorithm>

namespace shiptally::queries {

Result<std::vector<RepricingRow>> repricings(const Context& context, const Parameters& parameters) {
  const auto book = context.snapshot.repricings();
  if (book.has_error()) return book.error();
  const Query& query = parameters.query;
  std::vector<RepricingRow> rows;
  std::size_t skipped = 0;
  const auto add = [&](const Repricing& run, const RepricingChange* change) {
    if (skipped++ < query.offset || rows.size() >= query.limit) return;
    rows.push_back({run, change == nullptr ? std::nullopt : std::optional(*change)});
  };
  const auto by_number = [](const RepricingChange& a, const RepricingChange& b) {
    return a.number < b.number;
  };
  for (auto run = book->runs.rbegin(); run != book->runs.rend(); ++run) {
    if (!query.window.contains(run->recorded)) continue;
    RepricingChange wanted;
    wanted.number = run->number;
    const auto [first, last] =
        std::equal_range(book->changes.begin(), book->changes.end(), wanted, by_number);
    if (first == last) add(*run, nullptr);
    for (auto change = first; change != last; ++change) add(*run, &*change);
  }
  return rows;
}

}  // namespace shiptally::queries
