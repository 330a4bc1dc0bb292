#include "schema/base/instant.h"

#include <cstdio>

namespace shiptally {
namespace {

/// Takes the text apart from the left; every step says whether it found what it wanted.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool digits(int width, int& out) {
    if (rest_.size() < static_cast<std::size_t>(width)) return false;
    out = 0;
    for (int i = 0; i < width; ++i) {
      const char c = rest_[static_cast<std::size_t>(i)];
      if (c < '0' || c > '9') return false;
      out = out * 10 + (c - '0');
    }
    rest_.remove_prefix(static_cast<std::size_t>(width));
    return true;
  }

  bool one_of(std::string_view set, char& out) {
    if (rest_.empty() || set.find(rest_.front()) == std::string_view::npos) return false;
    out = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  bool literal(char c) {
    char ignored = 0;
    return one_of(std::string_view(&c, 1), ignored);
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

struct Fields {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millis = 0, offset_minutes = 0;
};

bool scan_fraction(Scanner& in, int& millis) {
  int digit = 0, weight = 100;
  if (!in.digits(1, digit)) return false;
  do {
    millis += digit * weight;
    weight /= 10;
  } while (in.digits(1, digit));
  return true;
}

bool scan_zone(Scanner& in, int& offset_minutes) {
  char sign = 0;
  if (in.one_of("Zz", sign)) return true;
  int hours = 0, minutes = 0;
  if (!in.one_of("+-", sign) || !in.digits(2, hours)) return false;
  in.literal(':');
  if (!in.digits(2, minutes) || hours > 23 || minutes > 59) return false;
  offset_minutes = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
  return true;
}

bool scan(std::string_view text, Fields& f, bool& has_zone) {
  Scanner in(text);
  if (!in.digits(4, f.year) || !in.literal('-') || !in.digits(2, f.month) || !in.literal('-') ||
      !in.digits(2, f.day))
    return false;
  has_zone = true;
  if (in.at_end()) return true;
  char separator = 0;
  if (!in.one_of("Tt ", separator) || !in.digits(2, f.hour) || !in.literal(':') || !in.digits(2, f.minute))
    return false;
  if (in.literal(':') && !in.digits(2, f.second)) return false;
  if (in.literal('.') && !scan_fraction(in, f.millis)) return false;
  in.literal(' ');
  has_zone = !in.at_end();
  return !has_zone || (scan_zone(in, f.offset_minutes) && in.at_end());
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  const auto wrong = [&](const char* reason) {
    return Error{Code::invalid, std::string(reason) + ": \"" + std::string(text.substr(0, 40)) + "\""};
  };
  Fields f;
  bool has_zone = false;
  if (!scan(text, f, has_zone)) return wrong("not an RFC 3339 time");
  if (!has_zone) return wrong("a time without a zone");
  const std::chrono::year_month_day day{std::chrono::year(f.year),
                                        std::chrono::month(static_cast<unsigned>(f.month)),
                                        std::chrono::day(static_cast<unsigned>(f.day))};
  // A leap second (":60") is taken as the first second of the next minute, as POSIX time does.
  if (!day.ok() || f.hour > 23 || f.minute > 59 || f.second > 60) return wrong("no such time");
  return Instant(std::chrono::sys_days(day)) + std::chrono::hours(f.hour) +
         std::chrono::minutes(f.minute - f.offset_minutes) + std::chrono::seconds(f.second) +
         Millis(f.millis);
}

std::string format_instant(Instant t) {
  const auto day = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day date(day);
  const auto of_day = (t - day).count();
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(of_day / 3600000), static_cast<int>(of_day / 60000 % 60),
                static_cast<int>(of_day / 1000 % 60));
  std::string out = text;
  if (of_day % 1000 != 0) {
    std::snprintf(text, sizeof text, ".%03d", static_cast<int>(of_day % 1000));
    out += text;
  }
  return out + "Z";
}

}  // namespace shiptally
