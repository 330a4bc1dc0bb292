#include "daemon/expose/tables/explain_json.h"

#include <algorithm>
#include <span>

#include "schema/answer_bounds.h"
#include "schema/base/json.h"

namespace shiptally::expose {
namespace {

/// Writes the members of one object.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  void close() { out_ += '}'; }

  /// Writes the name; the caller writes the value.
  std::string& name(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json_string(out_, name);
    out_ += ':';
    return out_;
  }
  void text(std::string_view key, std::string_view value) { append_json_string(name(key), value); }
  void number(std::string_view key, std::optional<double> value) {
    if (value)
      append_json_number(name(key), *value);
    else
      name(key) += "null";
  }
  void count(std::string_view key, std::int64_t value) { name(key) += std::to_string(value); }
  void numbers(std::string_view key, std::span<const double> values) {
    std::string& out = name(key);
    out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out += ',';
      append_json_number(out, values[i]);
    }
    out += ']';
  }
  void texts(std::string_view key, std::span<const std::string> values) {
    std::string& out = name(key);
    out += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out += ',';
      append_json_string(out, values[i]);
      bound_text(out);
    }
    out += ']';
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void add_interval(Members& object, const std::optional<metrics::Interval>& interval) {
  std::string& out = object.name("interval");
  if (!interval) {
    out += "null";
    return;
  }
  Members ends(out);
  ends.number("low", interval->low);
  ends.number("high", interval->high);
  ends.close();
}

void add_filter(Members& object, const Filter& filter) {
  Members allowed(object.name("filter"));
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const auto d = static_cast<Dimension>(i);
    if (!filter[d].empty()) allowed.texts(name(d), filter[d]);
  }
  allowed.close();
}

/// The part of each list that was asked for.
struct IdPage {
  std::size_t offset, limit;

  template <class T>
  std::span<const T> of(std::span<const T> all) const {
    const std::size_t begin = std::min(offset, all.size());
    return all.subspan(begin, std::min(limit, all.size() - begin));
  }
};

void add_list(Members& object, std::string_view name, const std::vector<std::string>& ids, IdPage page) {
  object.count(std::string(name) + "_count", static_cast<std::int64_t>(ids.size()));
  object.texts(name, page.of(std::span(ids)));
}

void add_exclusions(Members& object, std::span<const metrics::ExcludedFact> exclusions) {
  std::string& out = object.name("exclusions");
  out += '[';
  for (std::size_t i = 0; i < exclusions.size(); ++i) {
    if (i > 0) out += ',';
    Members exclusion(out);
    exclusion.text("id", exclusions[i].id);
    exclusion.text("reason", exclusions[i].reason);
    exclusion.close();
    bound_text(out);
  }
  out += ']';
}

void add_parts(Members& object, std::span<const metrics::ExplainedPart> parts) {
  std::string& out = object.name("parts");
  out += '[';
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += ',';
    Members part(out);
    part.text("id", parts[i].id);
    part.count("requests", parts[i].requests);
    if (parts[i].cost) part.text("cost_usd_exact", parts[i].cost->str());
    part.close();
    bound_text(out);
  }
  out += ']';
}

}  // namespace

std::string to_json(const metrics::Explanation& e) {
  std::string out;
  Members object(out);
  object.text("metric", e.metric);
  object.text("definition", e.definition);
  object.number("value", e.value);
  if (e.exact)
    object.text("value_exact", e.exact->str());
  else
    object.name("value_exact") += "null";
  object.text("unit", e.unit);
  object.count("n", static_cast<std::int64_t>(e.n));
  add_interval(object, e.interval);
  object.text("profile", e.profile);
  object.count("profile_version", e.profile_version);
  object.count("from", to_ms(e.query.window.from));
  object.count("to", to_ms(e.query.window.to));
  object.text("tz", e.query.tz);
  if (e.query.as_of)
    object.count("as_of", to_ms(*e.query.as_of));
  else
    object.name("as_of") += "null";
  add_filter(object, e.query.filter);
  object.number("divisor", e.divisor);
  const IdPage page{e.query.offset, e.query.limit};
  add_list(object, "numerator", e.numerator, page);
  if (!e.values.empty()) object.numbers("values", page.of(std::span(e.values)));
  add_list(object, "denominator", e.denominator, page);
  add_parts(object, e.parts);
  object.count("exclusions_count", static_cast<std::int64_t>(e.exclusions.size()));
  add_exclusions(object, page.of(std::span(e.exclusions)));
  const std::size_t longest = std::max({e.numerator.size(), e.denominator.size(), e.exclusions.size()});
  const std::size_t next = page.offset + page.limit;
  if (next < longest)
    object.count("next_offset", static_cast<std::int64_t>(next));
  else
    object.name("next_offset") += "null";
  object.close();
  return out;
}

}  // namespace shiptally::expose
