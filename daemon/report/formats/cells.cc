#include "daemon/report/formats/cells.h"

#include "daemon/report/formats/wording.h"

namespace shiptally::report {

std::string time_text(Instant t, Kind kind) {
  if (kind == Kind::date) return iso_date(t);
  return kind == Kind::month ? iso_month(t) : format_instant(t);
}

std::string exact_name(const SectionColumn& column) {
  return std::string(column.name) + (column.kind == Kind::money ? "_exact" : "");
}

}  // namespace shiptally::report
