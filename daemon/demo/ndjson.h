#pragma once
// Events as NDJSON, in chunks that an endpoint takes.  The demo's words are plain ASCII without quotes or
// backslashes, so texts need no escapes; numbers never pass through a locale.

#include <charconv>
#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "schema/base/instant.h"
#include "schema/base/money.h"
#include "schema/base/result.h"

namespace shiptally::demo {

/// One JSON object, built field by field.  What is none or empty is left out.
class Object {
 public:
  Object& add(std::string_view name, std::string_view text);
  Object& add(std::string_view name, const char* text) { return add(name, std::string_view(text)); }
  Object& add(std::string_view name, const std::string& text) { return add(name, std::string_view(text)); }
  Object& add(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
  Object& add(std::string_view name, Money amount) { return add(name, amount.str()); }
  /// `name` ends in no unit: instants are sent as RFC 3339.
  Object& add(std::string_view name, Instant t) { return add(name, format_instant(t)); }
  template <std::integral T>
  Object& add(std::string_view name, T value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return raw(name, std::string_view(digits, static_cast<std::size_t>(end - digits)));
  }
  template <class T>
  Object& add(std::string_view name, const std::optional<T>& value) {
    return value ? add(name, *value) : *this;
  }
  /// JSON as it is: a nested object or array.
  Object& raw(std::string_view name, std::string_view json);

  std::string str() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

/// ["a","b"]
template <class List>
std::string array_of(const List& list, bool quoted) {
  std::string out = "[";
  for (const auto& item : list) {
    if (out.size() > 1) out += ',';
    out += quoted ? "\"" + std::string(item) + "\"" : std::string(item);
  }
  return out + "]";
}

using Post = std::function<Result<void>(std::string_view path, std::string_view ndjson)>;

/// Collects lines for one endpoint and posts them chunk by chunk.  After a failed post it does nothing more.
class Chunks {
 public:
  Chunks(std::string_view path, const Post& post) : path_(path), post_(post) {}
  void add(const Object& event);
  /// Posts the rest; the first error of any post.
  Result<void> finish();
  std::size_t events() const { return events_; }
  bool failed() const { return result_.has_error(); }

 private:
  void flush();

  std::string path_;
  const Post& post_;
  std::string lines_;
  std::size_t events_ = 0;
  Result<void> result_;
};

}  // namespace shiptally::demo
