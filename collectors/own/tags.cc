#include "collectors/own/tags.h"

#include <algorithm>

#include "schema/base/hash.h"
#include "schema/base/json.h"
#include "schema/base/same_text.h"

namespace shiptally::collectors {
namespace {

bool append_value(Reader& reader, const Value& value, std::string& out) {
  if (value.type == Type::array || value.type == Type::object)
    return reader.fail("expected a string, number or boolean, got " + std::string(name(value.type)));
  if (value.type == Type::number && !reader.expect(value, Type::number)) return false;
  if (value.type != Type::string) return out += value.raw, true;
  std::string_view text;
  if (!reader.text(value, text)) return false;
  append_json_string(out, text);
  return true;
}

/// Whether the object is in canonical form as it was written, as most senders do: then it needs no copy.
bool canonical(std::string_view raw, const std::vector<Member>& members) {
  if (members.empty() || raw.find('\\') != std::string_view::npos) return false;
  std::size_t size = 1 + members.size();  // braces and commas
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [key, value, number] = members[i];
    if (value.type == Type::null || value.type == Type::array || value.type == Type::object) return false;
    if (value.type == Type::number && !is_json_number(value.raw)) return false;
    if (key.size() > kTextMax || value.raw.size() > kTextMax) return false;
    if (i > 0 && members[i - 1].key >= key) return false;
    size += key.size() + value.raw.size() + 3;
  }
  return size == raw.size() && size <= kLongTextMax && members.size() <= kTagsMax;
}

bool rebuild(Reader& reader, std::vector<Member>& members, std::string& out) {
  std::erase_if(members, [](const Member& m) { return m.value.type == Type::null; });
  if (members.size() > kTagsMax) return reader.fail("more than " + std::to_string(kTagsMax) + " tags");
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.key < b.key; });
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [key, tag, number] = members[i];
    if (i > 0 && members[i - 1].key == key) return reader.fail("given twice"), reader.within(key);
    if (key.size() > kTextMax)
      return reader.fail("a name longer than " + std::to_string(kTextMax) + " bytes");
    out += i > 0 ? ',' : '{';
    append_json_string(out, key);
    out += ':';
    if (!append_value(reader, tag, out)) return reader.within(key);
  }
  if (!out.empty()) out += '}';
  return out.size() <= kLongTextMax || reader.fail("longer than " + std::to_string(kLongTextMax) + " bytes");
}

bool read_tags(Reader& reader, const Value& value, std::string_view& out) {
  Members members(reader);
  if (!reader.expect(value, Type::object) || !reader.members(value.raw, *members)) return false;
  if (canonical(value.raw, *members)) return out = value.raw, true;
  std::string text;
  if (!rebuild(reader, *members, text)) return false;
  out = text.empty() ? std::string_view() : reader.keep(std::move(text));
  return true;
}

}  // namespace

bool TagsReader::read(Reader& reader, const Value& value, std::string_view& out) {
  const std::uint64_t hash = table_hash(value.raw);
  Known* const places = &known_[hash % (known_.size() / kPlaces) * kPlaces];
  // The first that fits or is free: nearly always the very first.
  Known* known = std::find_if(places, places + kPlaces, [&](const Known& k) {
    return k.written.empty() || same_text(k.written, value.raw);
  });
  if (known == places + kPlaces) known = places + (hash >> 32) % kPlaces;
  if (!same_text(known->written, value.raw)) {
    std::string_view canonical;
    if (!read_tags(reader, value, canonical)) return false;
    *known = {value.raw, canonical};
  }
  out = known->canonical;
  return true;
}

}  // namespace shiptally::collectors
