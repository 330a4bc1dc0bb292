#include "collectors/decode/scan.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "schema/base/same_text.h"

namespace shiptally::collectors {
namespace {

// Every function below gets where it is and returns where it ended, or null for what it does not take.

using Block = unsigned char __attribute__((vector_size(16)));
static_assert(sizeof(Block) <= kPadding, "a block that begins inside the text may be read whole");

/// The first byte that is marked, or one past the block.
std::size_t first_marked(const decltype(Block() == Block())& marks) {
  std::uint64_t halves[2];
  std::memcpy(halves, &marks, sizeof halves);
  const auto first = [](std::uint64_t half) {
    constexpr bool kLittle = std::endian::native == std::endian::little;
    return static_cast<std::size_t>(kLittle ? std::countr_zero(half) : std::countl_zero(half)) / 8;
  };
  return halves[0] != 0 ? first(halves[0]) : 8 + first(halves[1]);
}

/// The first quote, backslash or control character; at `end` or beyond it when there is none.
const char* plain_end(const char* at, const char* end) {
  for (; at < end; at += sizeof(Block)) {
    Block block;
    std::memcpy(&block, at, sizeof block);
    const std::size_t first = first_marked((block == '"') | (block == '\\') | (block < 0x20));
    if (first < sizeof block) return at + first;
  }
  return end;
}

/// The first byte that is no digit, at `end` or beyond it when there is none: most numbers are shorter than a
/// block, and no branch tells how much.
const char* digits_end(const char* at, const char* end) {
  for (; at < end; at += sizeof(Block)) {
    Block block;
    std::memcpy(&block, at, sizeof block);
    const std::size_t first = first_marked((block - '0') > 9);
    if (first < sizeof block) return at + first;
  }
  return end;
}

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

const char* skip_space(const char* at, const char* end) {
  while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
  return at;
}

const char* string(const char* at, const char* end, bool& escaped) {
  if (at >= end || *at != '"') return nullptr;
  for (++at;; at += 2) {
    at = plain_end(at, end);
    if (at >= end) return nullptr;
    if (*at == '"') return at + 1;
    if (*at != '\\') return nullptr;
    escaped = true;
  }
}

/// A key and its colon, up to the value.
const char* key(const char* at, const char* end, std::string_view& out, bool& escaped) {
  at = skip_space(at, end);
  const char* const begin = at + 1;
  at = string(at, end, escaped);
  if (at == nullptr) return nullptr;
  out = between(begin, at - 1);
  at = skip_space(at, end);
  return at < end && *at == ':' ? skip_space(at + 1, end) : nullptr;
}

/// Whether it is a number is told by who reads it; here only where it ends, which is beyond `end` when digits
/// go on there: no bracket or comma follows then inside the text, and nobody takes it.
const char* number(const char* at, const char* end) {
  if (*at != '-' && (*at < '0' || *at > '9')) return nullptr;
  const auto part = [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  };
  at = digits_end(at + 1, end);
  while (at < end && part(*at)) ++at;
  return at;
}

const char* literal(std::string_view word, const char* at, const char* end) {
  return between(at, end).starts_with(word) ? at + word.size() : nullptr;
}

const char* scalar(const char* at, const char* end, Type& type, bool& escaped) {
  if (at >= end) return nullptr;
  switch (*at) {
    case '"':
      type = Type::string;
      return string(at, end, escaped);
    case 't':
      type = Type::boolean;
      return literal("true", at, end);
    case 'f':
      type = Type::boolean;
      return literal("false", at, end);
    case 'n':
      type = Type::null;
      return literal("null", at, end);
    default:
      type = Type::number;
      return number(at, end);
  }
}

/// Where in a nested value we are: the brackets that are open, a bit each, the innermost lowest.
struct Levels {
  std::uint64_t objects = 0;
  int open = 0;
  bool in_object() const { return (objects & 1) != 0; }
};

static_assert(kLevelsMax <= 64, "a bit each");

/// Over a key of a nested object, which nobody looks at yet.
const char* nested_key(const char* at, const char* end) {
  std::string_view ignored;
  bool escaped = false;
  return key(at, end, ignored, escaped);
}

/// Over the brackets and keys before a scalar, and over the scalar; to the bracket that closes an empty one.
const char* open_brackets(const char* at, const char* end, Levels& levels) {
  for (;;) {
    if (at >= end) return nullptr;
    if (*at != '{' && *at != '[') {
      Type type{};
      bool escaped = false;
      return scalar(at, end, type, escaped);
    }
    if (levels.open++ == kLevelsMax) return nullptr;
    levels.objects = levels.objects << 1 | static_cast<std::uint64_t>(*at == '{');
    at = skip_space(at + 1, end);
    if (at < end && *at == (levels.in_object() ? '}' : ']')) return at;
    if (levels.in_object()) at = nested_key(at, end);
    if (at == nullptr) return nullptr;
  }
}

/// Over the closing brackets after a value, and the comma and key before the next.
const char* close_brackets(const char* at, const char* end, Levels& levels) {
  while (levels.open > 0) {
    at = skip_space(at, end);
    if (at >= end) return nullptr;
    if (*at == ',') return levels.in_object() ? nested_key(at + 1, end) : skip_space(at + 1, end);
    if (*at != (levels.in_object() ? '}' : ']')) return nullptr;
    ++at;
    levels.objects >>= 1;
    --levels.open;
  }
  return at;
}

const char* nested(const char* at, const char* end) {
  Levels levels;
  do {
    at = open_brackets(at, end, levels);
    if (at != nullptr) at = close_brackets(at, end, levels);
  } while (at != nullptr && levels.open > 0);
  return at;
}

/// Inlined also where it is called twice: a call a value would cost a row 5 % of its time.
[[gnu::always_inline]] inline const char* value(const char* at, const char* end, Value& out) {
  const char* const begin = at;
  if (at < end && (*at == '{' || *at == '[')) {
    out.type = *at == '{' ? Type::object : Type::array;
    at = nested(at, end);
  } else {
    at = scalar(at, end, out.type, out.escaped);
  }
  if (at != nullptr) out.raw = between(begin, at);
  return at;
}

/// What a text is whose last bracket is at `at`.
Scanned closed(const char* at, const char* end, Scanned taken = Scanned::plain) {
  return at + 1 == end ? taken : Scanned::text_after;
}

/// What an object is that begins with no key.
Scanned empty_object(const char* at, const char* end) {
  at = skip_space(at + 1, end);
  return at < end && *at == '}' ? closed(at, end) : Scanned::wrong;
}

}  // namespace

/// One of the next few leads, when it stands at `at`; a row may leave some out.
const char* Scan::expected(const Leads& leads, std::size_t& next, const char* at, const char* end,
                           Member& member) {
  constexpr std::size_t kLeftOutMax = 4;
  const std::size_t last = std::min(leads.size(), next + 1 + kLeftOutMax);
  for (std::size_t i = next; i < last; ++i) {
    const Lead& lead = leads[i];
    const std::size_t size = lead.text.size();
    if (size >= static_cast<std::size_t>(end - at) || !same_bytes(lead.text.data(), at, size)) continue;
    if (static_cast<unsigned char>(at[size]) <= ' ') continue;  // more space than there was
    member.key = {at + (lead.key.data() - lead.text.data()), lead.key.size()};
    member.key_number = lead.number;
    next = i + 1;
    return at + size;
  }
  return nullptr;
}

Scanned Scan::members(std::string_view object, bool lasting, std::vector<Member>& out) {
  out.clear();
  const char* at = object.data();
  const char* const end = at + object.size();
  if (object.empty() || *at != '{') return Scanned::wrong;
  // The bytes that tell shapes apart lie in the padding when the object is very short.
  Leads& leads = shapes_[static_cast<unsigned char>(at[2] ^ at[3]) % shapes_.size()];
  Scanned taken = Scanned::plain;
  for (std::size_t next = 0;;) {
    Member& member = out.emplace_back();
    const char* begin = lasting ? expected(leads, next, at, end, member) : nullptr;
    if (begin == nullptr) {
      bool escaped = false;
      begin = key(at + 1, end, member.key, escaped);
      if (begin == nullptr) {
        out.pop_back();
        return out.empty() ? empty_object(at, end) : Scanned::wrong;
      }
      if (escaped)
        taken = Scanned::escaped_keys;
      else if (lasting && leads.size() < kLeadsMax)
        leads.insert(leads.begin() + static_cast<std::ptrdiff_t>(next++),
                     {between(at, begin), member.key, next_number()});
    }
    at = value(begin, end, member.value);
    if (at == nullptr) return Scanned::wrong;
    at = skip_space(at, end);
    if (at >= end) return Scanned::wrong;
    if (*at == '}') return closed(at, end, taken);
    if (*at != ',') return Scanned::wrong;
  }
}

std::uint8_t Scan::next_number() { return numbers_ == UINT8_MAX ? std::uint8_t{0} : ++numbers_; }

void Scan::forget() {
  for (Leads& leads : shapes_) leads.clear();
}

Scanned scan_elements(std::string_view array, std::vector<Value>& out) {
  out.clear();
  const char* at = array.data();
  const char* const end = at + array.size();
  if (array.empty() || *at != '[') return Scanned::wrong;
  at = skip_space(at + 1, end);
  if (at < end && *at == ']') return closed(at, end);
  for (;;) {
    at = value(at, end, out.emplace_back());
    if (at == nullptr) return Scanned::wrong;
    at = skip_space(at, end);
    if (at >= end) return Scanned::wrong;
    if (*at == ']') return closed(at, end);
    if (*at != ',') return Scanned::wrong;
    at = skip_space(at + 1, end);
  }
}

}  // namespace shiptally::collectors
