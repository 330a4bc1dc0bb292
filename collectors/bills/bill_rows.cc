#include "collectors/bills/bill_rows.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <deque>

#include "collectors/bills/bill_cell.h"
#include "collectors/bills/bill_time.h"
#include "collectors/decode/json.h"
#include "schema/base/money.h"

namespace shiptally::collectors {
namespace {

/// "2026-10" and "202610" are how some bills write a billing period.
Result<Instant> billing_period(std::string_view cell) {
  std::string day(cell);
  if (day.size() == 6 && day.find_first_not_of("0123456789") == std::string::npos) day.insert(4, 1, '-');
  if (day.size() == 7 && day[4] == '-') day += "-01";
  return parse_bill_time(day);
}

/// In one form for one value: a delivery that writes "1.50" for "1.5" brings the same row.
Result<std::string> value_of(std::string_view field, std::string_view cell) {
  if (field.ends_with("_cost")) {
    const auto amount = Money::parse_rounded(cell);
    return amount.has_error() ? Result<std::string>(amount.error()) : amount->str();
  }
  if (field == "quantity") {
    const auto number = Money::parse(cell);
    return number.has_value() ? number->str() : std::string(cell);  // it is kept as text, however fine
  }
  if (field == "from" || field == "to") {
    const auto time = parse_bill_time(cell);
    if (time.has_error()) return time.error();
    return format_instant(*time);
  }
  if (field == "billing_period") {
    const auto start = billing_period(cell);
    return start.has_error() ? Result<std::string>(start.error()) : format_instant(*start);
  }
  return std::string(cell);
}

/// "ServiceProviderName, ProviderName or HostProviderName"
std::string any_of(const std::vector<std::string>& columns) {
  std::string out;
  for (std::size_t i = 0; i < columns.size(); ++i)
    out.append(i == 0 ? "" : i + 1 < columns.size() ? ", " : " or ").append(columns[i]);
  return out;
}

Error in_column(const std::string& column, const Error& error) {
  return {error.code, column + ": " + error.message};
}

}  // namespace

Result<BillRows> BillRows::open(const BillFormat& format, const BillRules& rules,
                                std::span<const std::string> header) {
  BillRows out;
  out.source_ = format.source;
  out.team_tags_ = rules.team_tags;
  out.service_tags_ = rules.service_tags;
  std::string problems;
  const auto find = [&](const std::string& name, std::vector<Column>& to) {
    const auto at = std::find(header.begin(), header.end(), name);
    if (at == header.end()) return;
    if (std::find(at + 1, header.end(), name) != header.end()) problems += ", " + name + " is there twice";
    to.push_back({name, static_cast<std::size_t>(at - header.begin())});
  };
  for (const BillField& field : format.fields) {
    Source source{field.field, {}, field.required && !field.may_be_empty, field.value};
    for (const std::string& name : field.columns) find(name, source.columns);
    if (field.required && source.columns.empty()) problems += ", no column " + any_of(field.columns);
    out.sources_.push_back(std::move(source));
  }
  const auto is_end = [](const BillField& field) { return field.field == "to"; };
  out.has_end_ = std::any_of(format.fields.begin(), format.fields.end(), is_end);
  if (!format.tags.empty()) find(format.tags, out.tags_);
  if (format.needs_tags && out.tags_.empty()) problems += ", no column " + format.tags;
  if (!format.types.column.empty()) {
    auto types = LineTypeReader::open(format.types, header);
    if (types.has_error()) problems += ", " + types.error().message;
    if (types.has_value()) out.types_ = std::move(*types);
  }
  if (!problems.empty()) return Error{Code::invalid, "header: " + problems.substr(2)};
  return out;
}

Result<BillRow> BillRows::read(std::span<const std::string> cells) const {
  BillRow row;
  add_member(row.members, "source", source_);
  for (const Source& source : sources_) {
    const auto cell = std::find_if(source.columns.begin(), source.columns.end(),
                                   [&](const Column& column) { return given(cells[column.index]); });
    if (cell == source.columns.end()) {
      if (!source.value.empty()) add_member(row.members, source.field, source.value);
      if (source.required) return Error{Code::invalid, source.columns.back().name + ": required"};
      continue;
    }
    const auto value = value_of(source.field, cells[cell->index]);
    if (value.has_error()) return in_column(cell->name, value.error());
    add_member(row.members, source.field, *value);
    if (source.field == "billing_period") row.billing_period = *value;
    if (source.field == "from" && !has_end_) {
      const Instant end = parse_bill_time(cells[cell->index]).value() + std::chrono::days(1);
      add_member(row.members, "to", format_instant(end));
    }
  }
  if (types_)
    if (const auto added = types_->add(cells, row.members); added.has_error()) return added.error();
  if (!tags_.empty() && given(cells[tags_.front().index]))
    if (const auto added = add_tags(cells[tags_.front().index], row.members); added.has_error())
      return in_column(tags_.front().name, added.error());
  row.content = Hasher().text(row.members).digest();
  return row;
}

Result<void> BillRows::add_tags(std::string_view text, std::string& members) const {
  std::deque<std::string> keep;
  Json json(keep);
  std::string body(text), error;
  padded(body);
  std::vector<Member> tags;
  if (!json.members(body, tags, error)) return Error{Code::invalid, error};
  const auto add = [&](std::string_view field, const std::vector<std::string>& keys) {
    for (const std::string& key : keys)
      for (const Member& tag : tags) {
        std::string_view value;
        if (tag.key != key || tag.value.type != Type::string || !json.text(tag.value, value, error)) continue;
        if (!value.empty()) return add_member(members, field, value);
      }
  };
  add("team", team_tags_);
  add("service", service_tags_);
  return {};
}

std::string BillRows::by_column(std::string_view error) const {
  const std::string_view field = error.substr(0, error.find(':'));
  for (const Source& source : sources_)
    if (source.field == field && !source.columns.empty())
      return source.columns.back().name + std::string(error.substr(field.size()));
  return std::string(error);
}

std::string row_id(const BillRowKey& key) {
  char hex[33];
  std::snprintf(hex, sizeof hex, "%016llx%016llx", static_cast<unsigned long long>(key.content.high),
                static_cast<unsigned long long>(key.content.low));
  return key.before > 0 ? hex + ("." + std::to_string(key.before)) : hex;
}

std::optional<BillRowKey> read_row_id(std::string_view id) {
  BillRowKey key;
  const auto read = [](std::string_view digits, auto& number, int base) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    return error == std::errc() && end == digits.data() + digits.size();
  };
  if (id.size() < 32 || !read(id.substr(0, 16), key.content.high, 16) ||
      !read(id.substr(16, 16), key.content.low, 16))
    return std::nullopt;
  if (id.size() > 33 && id[32] == '.' && !read(id.substr(33), key.before, 10)) return std::nullopt;
  return row_id(key) == id ? std::optional(key) : std::nullopt;
}

std::string charge_of(const BillRow& row, std::uint32_t before,
                      const std::optional<DeliveryVersion>& version) {
  std::string members;
  add_member(members, "id", (version ? version->id_prefix : "") + row_id({row.content, before}));
  if (version) add_member(members, "updated_at", format_instant(version->updated));
  return "{" + members + "," + row.members + "}";
}

}  // namespace shiptally::collectors
