#pragma once
// Our own events as tables: a field is a name, whether it must be there, and how it is read.  The same
// table drives the decoder, the messages and the test that compares schema/events/*.json with it.

#include <bit>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collectors/collector.h"
#include "collectors/decode/layout.h"
#include "collectors/decode/reader.h"
#include "collectors/decode/rows.h"

namespace shiptally::collectors {

/// Who is taken to speak when an event of ours names no source.
inline constexpr std::string_view kOwnSource = "api";
inline constexpr std::size_t kElementsMax = 10'000;  ///< of an array inside an event

enum class Need { optional, required };

template <class T>
struct Field {
  std::string_view name;
  Need need;
  bool (*read)(Reader&, const Value&, T&);
};

/// A field of an event as its JSON Schema has to show it.
struct FieldInfo {
  std::string_view name;
  bool required;
};

template <class T>
std::vector<FieldInfo> describe(std::span<const Field<T>> fields) {
  std::vector<FieldInfo> out;
  for (const Field<T>& field : fields) out.push_back({field.name, field.need == Need::required});
  return out;
}

/// Whether an object may hold more than its table knows: never in our own events, always in others'.
enum class Unknown { refused, ignored };

/// A table made ready: remembers the order of keys from row to row.
template <class T>
class Table {
 public:
  explicit Table(std::span<const Field<T>> fields, Unknown unknown = Unknown::refused)
      : fields_(fields), unknown_(unknown), layout_(fields) {
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (fields[i].need == Need::required) required_ |= std::uint64_t{1} << i;
  }
  Table(const Table&) = delete;

  /// Fills `out` from the object's members.  null and an empty text are the same as absent.
  bool read(Reader& reader, std::span<const Member> members, T& out) {
    std::uint64_t seen = 0, given = 0;
    int before = kUnknownField;
    for (const Member& member : members) {
      const std::string_view key = member.key;
      const Value& value = member.value;
      const int index = layout_.find(before, member);
      if (index == kUnknownField && unknown_ == Unknown::ignored) continue;
      if (index == kUnknownField)
        return reader.fail(unknown_field(key, names())), reader.within(key.substr(0, kKeyShownMax));
      before = index;
      const std::uint64_t bit = std::uint64_t{1} << index;
      if (seen & bit) return reader.fail("given twice"), reader.within(key);
      seen |= bit;
      if (value.type == Type::null || value.raw == "\"\"") continue;
      given |= bit;
      if (!fields_[static_cast<std::size_t>(index)].read(reader, value, out)) return reader.within(key);
    }
    const std::uint64_t missing = required_ & ~given;
    if (missing == 0) return true;
    return reader.fail("required"),
           reader.within(fields_[static_cast<std::size_t>(std::countr_zero(missing))].name);
  }

 private:
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> out;
    for (const Field<T>& field : fields_) out.push_back(field.name);
    return out;
  }

  std::span<const Field<T>> fields_;
  Unknown unknown_;
  Layout<Field<T>> layout_;
  std::uint64_t required_ = 0;
};

/// Reads a nested object by its own table.
template <class T, std::size_t N>
bool read_object(Reader& reader, const Value& value, const Field<T> (&fields)[N], T& out,
                 Unknown unknown = Unknown::refused) {
  Members members(reader);
  if (!reader.expect(value, Type::object) || !reader.members(value.raw, *members)) return false;
  return Table<T>(fields, unknown).read(reader, *members, out);
}

/// Reads an array, each element with `read(reader, value, element)`.
template <class T, class Read>
bool read_array(Reader& reader, const Value& value, std::vector<T>& out, Read read) {
  std::vector<Value> elements;
  if (!reader.expect(value, Type::array) || !reader.elements(value.raw, elements)) return false;
  if (elements.size() > kElementsMax)
    return reader.fail("more than " + std::to_string(kElementsMax) + " elements");
  for (const Value& element : elements)
    if (!read(reader, element, out.emplace_back()))
      return reader.within("[" + std::to_string(out.size() - 1) + "]");
  return true;
}

// How a member is read follows from its type.
inline bool read_value(Reader& r, const Value& v, std::string& out) { return r.text(v, out); }
inline bool read_value(Reader& r, const Value& v, std::string_view& out) { return r.text(v, out); }
inline bool read_value(Reader& r, const Value& v, bool& out) { return r.boolean(v, out); }
inline bool read_value(Reader& r, const Value& v, Instant& out) { return r.instant(v, out); }
inline bool read_value(Reader& r, const Value& v, std::optional<Instant>& out) {
  return r.instant(v, out.emplace());
}

/// A field that goes straight into a member: {"team", Need::optional, into<&Deployment::team>}.
template <auto member, class T>
bool into(Reader& reader, const Value& value, T& out) {
  return read_value(reader, value, out.*member);
}

/// The same for a text of up to kLongTextMax bytes.
template <auto member, class T>
bool into_long(Reader& reader, const Value& value, T& out) {
  return reader.text(value, out.*member, kLongTextMax);
}

/// What decode_events needs to know about a kind of event.
template <class T>
struct Event {
  Kind kind;
  std::span<const Field<T>> fields;
  T initial;  ///< what a row starts from: the defaults
  /// Checks that span fields; `row` is the raw object.
  bool (*finish)(Reader&, std::string_view row, T&);
  void (*take)(FactBatch&, T&&);
  Unknown unknown = Unknown::refused;
  void (*expect)(FactBatch&, std::size_t rows) = nullptr;  ///< makes room, where rows come by the thousand
  /// A form of the event that others write: its fields, of which it may hold more, and whether a row is in
  /// it.
  std::span<const Field<T>> foreign_fields = {};
  bool (*is_foreign)(std::span<const Member>) = [](std::span<const Member>) { return false; };
};

/// {"retract": {…}}: whether the row is one, and if so, what it takes back.
bool is_retraction(std::span<const Member> members);
bool read_retraction(Reader& reader, std::span<const Member> members, Kind kind, Retraction& out);

/// Every row of the body is a fact, a retraction or a rejection.
template <class T>
Result<Decoded> decode_events(Delivery delivery, const Event<T>& event) {
  Decoded out;
  out.facts.source = kOwnSource;
  // The body moves first: views into it must stay valid as long as the batch.
  std::string& body = out.facts.requests.text.emplace_back(std::move(delivery.body));
  padded(body);
  Result<std::vector<Row>> split = rows(body);
  if (split.has_error()) return split.error();
  if (event.expect != nullptr) event.expect(out.facts, split->size());
  Reader reader(out.facts.requests.text, delivery.now, delivery.requests_from);
  reader.prepare(body);
  Table<T> own(event.fields, event.unknown), foreign(event.foreign_fields, Unknown::ignored);
  std::vector<Member> members;
  for (std::size_t i = 0; i < split->size(); ++i) {
    const Row& row = (*split)[i];
    T fact = event.initial;
    Retraction retraction;
    if (row.error != nullptr) {
      out.rejected.push_back({i, row.error});
    } else if (!reader.members(row.text, members)) {
      out.rejected.push_back({i, reader.error()});
    } else if (is_retraction(members)) {
      if (read_retraction(reader, members, event.kind, retraction))
        out.facts.retractions.push_back(retraction);
      else
        out.rejected.push_back({i, reader.error()});
    } else if ((event.is_foreign(members) ? foreign : own).read(reader, members, fact) &&
               event.finish(reader, row.text, fact)) {
      event.take(out.facts, std::move(fact));
    } else {
      out.rejected.push_back({i, reader.error()});
    }
  }
  if (out.facts.requests.rows.empty()) out.facts.requests.text.clear();
  return out;
}

}  // namespace shiptally::collectors
