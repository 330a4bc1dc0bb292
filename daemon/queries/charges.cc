#include "daemon/queries/charges.h"

#include <algorithm>

namespace shiptally::queries {
namespace {

bool allows(const Filter& filter, const Charge& charge) {
  return filter.allows(Dimension::provider, charge.provider) &&
         filter.allows(Dimension::model, charge.model) && filter.allows(Dimension::service, charge.service) &&
         filter.allows(Dimension::team, charge.team);
}

bool newer(const Charge* a, const Charge* b) {
  return a->from != b->from ? b->from < a->from : a->key < b->key;
}

}  // namespace

std::vector<ChargeRow> charge_rows(std::span<const Charge> charges, const FxTable& fx, const Query& query) {
  std::vector<const Charge*> found;
  for (const Charge& charge : charges)
    if (allows(query.filter, charge)) found.push_back(&charge);
  const Page page = page_of(query, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(page.end), found.end(), newer);
  std::vector<ChargeRow> rows;
  for (std::size_t i = page.begin; i < page.end; ++i)
    rows.push_back({*found[i], metrics::converted(*found[i], fx)});
  return rows;
}

Result<std::vector<ChargeRow>> charges(const Context& context, const Parameters& parameters) {
  const Query& query = parameters.query;
  const auto stored = context.snapshot.charges(query.window, query.as_of);
  if (stored.has_error()) return stored.error();
  return charge_rows(*stored, context.rules.money->fx, query);
}

}  // namespace shiptally::queries
