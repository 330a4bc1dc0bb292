#pragma once
// A month that was closed: frozen, and chained to the month closed before it.

#include <cstdint>
#include <string>

#include "schema/base/instant.h"

namespace shiptally {

struct ClosedMonth {
  std::int64_t number = 0;  ///< counts closes from 1
  Instant month;            ///< start of the UTC month
  Instant closed;           ///< when; later than any fact that is in it
  Instant facts_until;      ///< it holds what had arrived by then
  std::string rules;        ///< which prices and exchange rates were in force
  std::string lines;        ///< canonical text of its lines (daemon/metrics/money/statement.h)
  std::string previous;     ///< hash of the month closed before; empty: it is the first
  std::string hash;         ///< SHA-256 of all of the above (daemon/metrics/money/close.h), hex
};

}  // namespace shiptally
