#pragma once
// Names that give way to "other" where there are too many: so that whoever names each request anew costs the
// others no memory, and no request its cost.

#include <cstdint>
#include <optional>

#include "schema/request.h"

namespace shiptally {

inline constexpr std::string_view kOther = "other";

/// How many names of a request gave way.  Each step gives up those of the steps before it, too.
enum class Fold : std::uint8_t {
  none,
  route,
  service,  ///< and region
  all,      ///< and environment and team; of an unpriced request also provider, model and tier
};

/// The names that are left.  A name that was not given stays empty, but for Fold::all.  The provider, model
/// and tier of a priced request always stay: its cost follows from them.
Series folded(const Series& sent, Fold fold, bool priced);

/// By which step `sent` becomes `stored`, if by any.
std::optional<Fold> fold_between(const Series& sent, const Series& stored);

}  // namespace shiptally
