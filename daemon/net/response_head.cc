#include "daemon/net/response_head.h"

#include <algorithm>
#include <array>

namespace shiptally::net {
namespace {

struct Reason {
  int status;
  std::string_view text;
};

constexpr Reason kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {302, "Found"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

std::string_view status_reason(int status) {
  for (const Reason& reason : kReasons)
    if (reason.status == status) return reason.text;
  return "Unknown";
}

bool is_safe(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto value = static_cast<unsigned char>(c);
    return (value < 0x20 && c != '\t') || value == 0x7F;
  });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  if (!is_safe(name) || !is_safe(value)) return;
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

std::string two_digits(unsigned value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

}  // namespace

std::string http_date(Instant t) {
  static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  using namespace std::chrono;
  const sys_days day = floor<days>(t);
  const year_month_day ymd(day);
  const hh_mm_ss time(floor<std::chrono::seconds>(t - day));
  const auto count = [](auto span) { return static_cast<unsigned>(span.count()); };
  std::string out(kDays[weekday(day).c_encoding()]);
  out += ", " + two_digits(static_cast<unsigned>(ymd.day())) + " ";
  out += kMonths[static_cast<unsigned>(ymd.month()) - 1];
  out += " " + std::to_string(static_cast<int>(ymd.year())) + " " + two_digits(count(time.hours())) + ":" +
         two_digits(count(time.minutes())) + ":" + two_digits(count(time.seconds())) + " GMT";
  return out;
}

std::string response_head(const HttpResponse& response, bool keep_alive, Instant now) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out += status_reason(response.status);
  out += "\r\nServer: shiptally\r\nX-Content-Type-Options: nosniff\r\n";
  append_header(out, "Date", http_date(now));
  const bool bodiless = response.status == 204 || response.status == 304;
  if (!bodiless) {
    if (!response.content_type.empty()) append_header(out, "Content-Type", response.content_type);
    append_header(out, "Content-Length", std::to_string(response.body.size()));
  }
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  if (!keep_alive) append_header(out, "Connection", "close");
  return out += "\r\n";
}

}  // namespace shiptally::net
