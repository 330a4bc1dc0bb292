#include "schema/series_fold.h"

namespace shiptally {

Series folded(const Series& sent, Fold fold, bool priced) {
  Series left = sent;
  const auto give_up = [fold](std::string_view& name) {
    if (!name.empty() || fold == Fold::all) name = kOther;
  };
  if (fold >= Fold::route) give_up(left.route);
  if (fold >= Fold::service) {
    give_up(left.service);
    give_up(left.region);
  }
  if (fold < Fold::all) return left;
  give_up(left.environment);
  give_up(left.team);
  if (priced) return left;
  give_up(left.provider);
  give_up(left.model);
  give_up(left.tier);
  return left;
}

std::optional<Fold> fold_between(const Series& sent, const Series& stored) {
  if (sent == stored) return Fold::none;
  for (const Fold fold : {Fold::route, Fold::service, Fold::all})
    for (const bool priced : {true, false})
      if (folded(sent, fold, priced) == stored) return fold;
  return {};
}

}  // namespace shiptally
