#include "collectors/vendors/report_page.h"

#include <cstdio>

#include "schema/base/hash.h"

namespace shiptally::collectors {
namespace {

struct Envelope {
  std::vector<Value> data;
  bool has_more = false;
  std::string next;
};

/// Anthropic gives RFC 3339, OpenAI seconds since 1970.
constexpr Field<ReportDay> kDay[] = {
    {"starting_at", Need::optional, into<&ReportDay::from>},
    {"ending_at", Need::optional, into<&ReportDay::to>},
    {"start_time", Need::optional,
     +[](Reader& r, const Value& v, ReportDay& out) { return r.epoch_seconds(v, out.from.emplace()); }},
    {"end_time", Need::optional,
     +[](Reader& r, const Value& v, ReportDay& out) { return r.epoch_seconds(v, out.to.emplace()); }},
    {"results", Need::required,
     +[](Reader& r, const Value& v, ReportDay& out) {
       return r.expect(v, Type::array) && r.elements(v.raw, out.results);
     }},
};

constexpr Field<Envelope> kEnvelope[] = {
    {"data", Need::required,
     +[](Reader& r, const Value& v, Envelope& out) {
       return r.expect(v, Type::array) && r.elements(v.raw, out.data);
     }},
    {"has_more", Need::required, into<&Envelope::has_more>},
    {"next_page", Need::optional, into_long<&Envelope::next>},
};

bool read_day(Reader& reader, const Value& value, ReportDay& out) {
  if (!read_object(reader, value, kDay, out, Unknown::ignored)) return false;
  if (!out.from || !out.to) return reader.fail("its start and end are required");
  return *out.from < *out.to || reader.fail("ends before it starts");
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

void append_encoded(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (is_plain(c)) {
      out += c;
      continue;
    }
    char escape[4];
    std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned char>(c));
    out += escape;
  }
}

}  // namespace

bool read_envelope(Reader& reader, std::string_view body, std::vector<ReportDay>& days, ReportPage& out) {
  std::vector<Member> members;
  Envelope envelope;
  if (!reader.members(body, members)) return false;
  if (!Table<Envelope>(kEnvelope, Unknown::ignored).read(reader, members, envelope)) return false;
  for (std::size_t i = 0; i < envelope.data.size(); ++i) {
    ReportDay& day = days.emplace_back();
    if (!read_day(reader, envelope.data[i], day)) return reader.within("data[" + std::to_string(i) + "]");
    if (!out.days.empty() && *day.from < out.days.back().to)
      return reader.fail("days must ascend"), reader.within("data[" + std::to_string(i) + "]");
    out.days.push_back({*day.from, *day.to});
  }
  if (!envelope.has_more) return true;
  if (envelope.next.empty())
    return reader.fail("required, because has_more is true"), reader.within("next_page");
  out.next = std::move(envelope.next);
  return true;
}

std::string report_row_id(Window day, std::initializer_list<std::string_view> dimensions) {
  Hasher hasher;
  hasher.number(to_ms(day.from)).number(to_ms(day.to));
  for (const std::string_view text : dimensions) hasher.text(text);
  const RequestId hash = hasher.digest();
  char hex[33];
  std::snprintf(hex, sizeof hex, "%016llx%016llx", static_cast<unsigned long long>(hash.high),
                static_cast<unsigned long long>(hash.low));
  return hex;
}

bool take_charge(Reader& reader, Window day, Charge charge, ReportPage& page) {
  for (char& c : charge.currency) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (charge.currency.size() != 3) return reader.fail("must be an ISO 4217 code"), reader.within("currency");
  const std::chrono::year_month_day first(std::chrono::floor<std::chrono::days>(day.from));
  charge.billing_period = std::chrono::sys_days(first.year() / first.month() / 1);
  charge.from = day.from;
  charge.to = day.to;
  charge.category = "Usage";
  charge.list = charge.contracted = charge.effective = charge.billed;
  page.charges.push_back(std::move(charge));
  return true;
}

std::string query_target(std::string_view path,
                         std::initializer_list<std::pair<std::string_view, std::string>> parameters) {
  std::string out(path);
  char before = '?';
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    out += std::exchange(before, '&');
    append_encoded(out, name);
    out += '=';
    append_encoded(out, value);
  }
  return out;
}

}  // namespace shiptally::collectors
