#include "daemon/metrics/stats/calendar.h"

#include <date/tz.h>

#include <algorithm>

namespace shiptally::metrics {
namespace {

using LocalDay = date::local_days;

const date::time_zone* find_zone(const std::string& tz) {
  try {
    return date::locate_zone(tz);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

/// First instant of a local day.  A midnight that the clock skips is the first instant after the gap;
/// one that comes twice is the earlier.
Instant start_of(const date::time_zone& zone, LocalDay day) {
  const auto local = date::local_time<Millis>(day);
  const auto info = zone.get_info(local);
  if (info.result == date::local_info::nonexistent)
    return std::chrono::time_point_cast<Millis>(info.second.begin);
  return std::chrono::time_point_cast<Millis>(zone.to_sys(local, date::choose::earliest));
}

LocalDay floor_to(LocalDay day, Bucket bucket) {
  using namespace date;
  const year_month_day ymd(day);
  switch (bucket) {
    case Bucket::week:
      return day - (date::weekday(day) - Monday);
    case Bucket::month:
      return local_days(ymd.year() / ymd.month() / 1);
    case Bucket::quarter: {
      const unsigned first = (static_cast<unsigned>(ymd.month()) - 1) / 3 * 3 + 1;
      return local_days(ymd.year() / month(first) / 1);
    }
    default:
      return day;
  }
}

LocalDay next(LocalDay day, Bucket bucket) {
  using namespace date;
  const year_month_day ymd(day);
  switch (bucket) {
    case Bucket::week:
      return day + days(7);
    case Bucket::month:
      return local_days((ymd.year() / ymd.month() + months(1)) / 1);
    case Bucket::quarter:
      return local_days((ymd.year() / ymd.month() + months(3)) / 1);
    default:
      return day + days(1);
  }
}

Millis fixed_length(Bucket bucket) {
  switch (bucket) {
    case Bucket::minute:
      return std::chrono::minutes(1);
    case Bucket::five_minutes:
      return std::chrono::minutes(5);
    case Bucket::hour:
      return std::chrono::hours(1);
    default:
      return Millis(0);
  }
}

/// End of the UTC-aligned span that holds `t`, also before 1970, where a remainder is negative.
Instant end_of_fixed(Instant t, Millis length) {
  const Millis past = t.time_since_epoch() % length;
  return t - past + (past < Millis(0) ? Millis(0) : length);
}

}  // namespace

Result<std::vector<Window>> buckets(Window window, Bucket bucket, const std::string& tz) {
  const date::time_zone* zone = find_zone(tz);
  if (zone == nullptr) return invalid("tz: unknown time zone \"" + tz + "\"");
  if (window.to <= window.from) return invalid("to: must be after from");
  std::vector<Window> out;
  const Millis fixed = fixed_length(bucket);
  LocalDay day = floor_to(date::floor<date::days>(zone->to_local(window.from)), bucket);
  Instant from = window.from;
  while (from < window.to) {
    Instant to = window.to;
    if (fixed.count() > 0) {
      to = end_of_fixed(from, fixed);
    } else if (bucket != Bucket::none) {
      day = next(day, bucket);
      to = start_of(*zone, day);
    }
    if (to <= from) continue;  // a local day that the zone skipped as a whole (Samoa, 2011-12-30)
    out.push_back({from, std::min(to, window.to)});
    if (out.size() > kBucketsMax) return invalid("bucket: more than 50000 buckets in the window");
    from = to;
  }
  return out;
}

Result<Instant> months_before(Instant t, int months, const std::string& tz) {
  const date::time_zone* zone = find_zone(tz);
  if (zone == nullptr) return invalid("tz: unknown time zone \"" + tz + "\"");
  const auto local = zone->to_local(t);
  const auto day = date::floor<date::days>(local);
  auto before = date::year_month_day(day) - date::months(months);
  if (!before.ok()) before = before.year() / before.month() / date::last;
  const Instant start = start_of(*zone, LocalDay(before));
  return start + (local - day);
}

}  // namespace shiptally::metrics
