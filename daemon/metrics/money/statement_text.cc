// The canonical text of statement lines, there and back; the form is told in statement.h.

#include <charconv>

#include "daemon/metrics/money/statement.h"

namespace shiptally::metrics {
namespace {

constexpr std::size_t kFields = 18;

void append_field(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '\t')
      out += "\\t";
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\\')
      out += "\\\\";
    else
      out += c;
  }
}

std::string plain(std::string_view field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      out += field[i];
      continue;
    }
    const char c = field[++i];
    out += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return out;
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t tab = line.find('\t');
    fields.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return fields;
    line.remove_prefix(tab + 1);
  }
}

bool read(std::string_view field, std::int64_t& out) {
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), out);
  return error == std::errc() && end == field.data() + field.size();
}

bool read(std::string_view field, Money& out) {
  const auto amount = Money::parse(field);
  if (amount.has_value()) out = *amount;
  return amount.has_value();
}

bool read_line(std::string_view text, StatementLine& line) {
  const std::vector<std::string_view> fields = split(text);
  if (fields.size() != kFields) return false;
  const auto period = parse_month(fields[1]);
  if (period.has_error() || (fields[0] != "computed" && fields[0] != "billed")) return false;
  line.side = fields[0] == "computed" ? CostSide::computed : CostSide::billed;
  line.period = *period;
  std::size_t next = 2;
  for (std::string* const into : {&line.provider, &line.model, &line.service, &line.team, &line.item,
                                  &line.charge_class, &line.invoice, &line.service_name})
    *into = plain(fields[next++]);
  for (std::int64_t* const into : {&line.requests, &line.unpriced, &line.tokens, &line.charges})
    if (!read(fields[next++], *into)) return false;
  for (Money* const into : {&line.amount, &line.list, &line.contracted, &line.effective})
    if (!read(fields[next++], *into)) return false;
  return true;
}

}  // namespace

std::string canonical_text(const StatementLine& line) {
  std::string out(name(line.side));
  out.append("\t").append(month_name(line.period));
  for (const std::string* text : {&line.provider, &line.model, &line.service, &line.team, &line.item,
                                  &line.charge_class, &line.invoice, &line.service_name})
    append_field(out += '\t', *text);
  for (const std::int64_t count : {line.requests, line.unpriced, line.tokens, line.charges})
    out.append("\t").append(std::to_string(count));
  for (const Money amount : {line.amount, line.list, line.contracted, line.effective})
    out.append("\t").append(amount.str());
  return out += '\n';
}

std::string canonical_text(std::span<const StatementLine> lines) {
  std::string out;
  for (const StatementLine& line : lines) out += canonical_text(line);
  return out;
}

Result<std::vector<StatementLine>> parse_lines(std::string_view text) {
  std::vector<StatementLine> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || !read_line(text.substr(0, end), out.emplace_back()))
      return Error{Code::invalid, "line " + std::to_string(out.size()) + " is no line of a statement"};
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace shiptally::metrics
