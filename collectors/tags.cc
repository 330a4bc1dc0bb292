#include "collectors/tags.h"

#include <algorithm>

namespace shiptally::collectors {
namespace {

void append_string(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20)
      ((out += "\\u00") += kHex[byte >> 4]) += kHex[byte & 15];
    else
      out += c;
  }
  out += '"';
}

bool append_value(Reader& reader, const Value& value, std::string& out) {
  if (value.type == Type::array || value.type == Type::object)
    return reader.fail("expected a string, number or boolean, got " + std::string(name(value.type)));
  if (value.type == Type::number && !reader.expect(value, Type::number)) return false;
  if (value.type != Type::string) return out += value.raw, true;
  std::string_view text;
  if (!reader.text(value, text)) return false;
  append_string(out, text);
  return true;
}

}  // namespace

bool read_tags(Reader& reader, const Value& value, std::string_view& out) {
  std::vector<Member> members;
  if (!reader.expect(value, Type::object) || !reader.members(value.raw, members)) return false;
  std::erase_if(members, [](const Member& m) { return m.value.type == Type::null; });
  if (members.size() > kTagsMax) return reader.fail("more than " + std::to_string(kTagsMax) + " tags");
  if (members.empty()) return out = {}, true;
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) { return a.key < b.key; });
  std::string text = "{";
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [key, tag] = members[i];
    if (i > 0 && members[i - 1].key == key) return reader.fail("given twice"), reader.within(key);
    if (key.size() > kTextMax)
      return reader.fail("a name longer than " + std::to_string(kTextMax) + " bytes");
    if (i > 0) text += ',';
    append_string(text, key);
    text += ':';
    if (!append_value(reader, tag, text)) return reader.within(key);
  }
  text += '}';
  if (text.size() > kLongTextMax)
    return reader.fail("longer than " + std::to_string(kLongTextMax) + " bytes");
  out = text == value.raw ? value.raw : reader.keep(std::move(text));  // most senders write it so already
  return true;
}

}  // namespace shiptally::collectors
