#include "daemon/queries/dispatches.h"

#include <algorithm>

namespace shiptally::queries {

Result<std::vector<ReportDelivery>> dispatches(const Context& context, const Parameters& parameters) {
  auto book = context.snapshot.reports();
  if (book.has_error()) return book.error();
  const Query& query = parameters.query;
  std::vector<ReportDelivery>& found = book->deliveries;
  std::erase_if(found,
                [&](const ReportDelivery& delivery) { return !query.window.contains(delivery.begun); });
  std::stable_sort(found.begin(), found.end(),
                   [](const ReportDelivery& a, const ReportDelivery& b) { return a.begun > b.begun; });
  const Page page = page_of(query, found.size());
  return std::vector<ReportDelivery>(found.begin() + static_cast<std::ptrdiff_t>(page.begin),
                                     found.begin() + static_cast<std::ptrdiff_t>(page.end));
}

}  // namespace shiptally::queries
