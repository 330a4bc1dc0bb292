// Between the daemon and its own command line.  Fields are told apart by ASCII's separators of units and
// records, which no name contains.

#include <charconv>
#include <type_traits>

#include "daemon/ingest/repricing.h"

namespace shiptally::ingest {
namespace {

constexpr char kUnit = '\x1f', kRecord = '\x1e';

class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  std::string_view text() {
    const std::size_t end = rest_.find_first_of(std::string{kUnit, kRecord});
    if (end == rest_.npos) return failed_ = true, std::string_view();
    const std::string_view field = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return field;
  }
  std::int64_t number() {
    const std::string_view field = text();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    failed_ |= error != std::errc() || end != field.data() + field.size();
    return value;
  }
  Money money() {
    const auto amount = Money::parse(text());
    failed_ |= amount.has_error();
    return amount.has_error() ? Money() : *amount;
  }
  bool at_end() const { return rest_.empty() || failed_; }
  bool failed() const { return failed_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::string to_text(const RepricingPart& part) {
  std::string out;
  const auto add = [&](const auto& field, char end) {
    if constexpr (std::is_integral_v<std::decay_t<decltype(field)>>)
      out += std::to_string(field);
    else
      out += field;
    out += end;
  };
  add(part.number, kUnit);
  add(to_ms(part.done_to), kUnit);
  add(part.requests, kUnit);
  add(part.left_priced, kRecord);
  for (const RepricingChange& change : part.changes) {
    add(to_ms(change.day), kUnit);
    add(change.provider, kUnit);
    add(change.model, kUnit);
    add(change.requests, kUnit);
    add(change.newly_priced, kUnit);
    add(change.newly_unpriced, kUnit);
    add(change.old_cost.str(), kUnit);
    add(change.new_cost.str(), kRecord);
  }
  return out;
}

Result<RepricingPart> parse_repricing_part(std::string_view text) {
  Fields in(text);
  RepricingPart part;
  part.number = in.number();
  part.done_to = instant_from_ms(in.number());
  part.requests = in.number();
  part.left_priced = in.number();
  while (!in.at_end()) {
    RepricingChange& change = part.changes.emplace_back();
    change.day = instant_from_ms(in.number());
    change.provider = in.text();
    change.model = in.text();
    change.requests = in.number();
    change.newly_priced = in.number();
    change.newly_unpriced = in.number();
    change.old_cost = in.money();
    change.new_cost = in.money();
  }
  if (in.failed()) return Error{Code::internal, "the daemon's answer about a repricing cannot be read"};
  return part;
}

}  // namespace shiptally::ingest
