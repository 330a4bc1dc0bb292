#pragma once
// The door to JSON: an object taken apart into its members, with nothing interpreted yet.  What a value
// means, and whether it may be so, is reader.h's business.
//
// Brackets, keys and values are found by scan.h, which looks at no byte before it has compared it with the
// document's end.  simdjson checks UTF-8 and undoes escapes; its On-Demand walk is not used, because on
// brackets that do not match it hands out tokens that run past the document (3.0.1).
//
// Text is read in place and never copied, so a document must be followed by kPadding readable bytes
// (padded() sees to that once for a whole body) and must outlive every view made from it.

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shiptally::collectors {

enum class Type : std::uint8_t { null, boolean, number, string, array, object };
std::string_view name(Type);

struct Value {
  Type type = Type::null;
  bool escaped = false;  ///< a string that holds escapes
  std::string_view raw;  ///< as written: a string with its quotes, an object with its braces
};

struct Member {
  std::string_view key;  ///< unescaped
  Value value;
  /// Members of one decode with the same number have the same key; 0: not told.
  std::uint8_t key_number = 0;
};

inline constexpr std::size_t kPadding = 64;

/// What may stand between the signs of JSON.
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Makes room behind the body, so that a document anywhere in it can be read in place.
void padded(std::string& body);

/// Owns the parser's buffers; one a decode, not thread-safe.
class Json {
 public:
  /// `keep` takes the strings that cannot be views because they hold escapes.
  explicit Json(std::deque<std::string>& keep);
  ~Json();

  /// Checks once that the whole body is UTF-8, and lets the keys of its objects be expected again (scan.h).
  /// The body stays until the next one is prepared.  Results are the same without.
  void prepare(std::string_view body);

  /// The members of an object in the order written.  A nested value is only cut out: that its brackets and
  /// commas are right is checked, what its numbers and texts say when it is read itself.  False with the
  /// reason when this is not one JSON object in UTF-8; space around it is allowed.
  bool members(std::string_view object, std::vector<Member>& out, std::string& error);
  /// The same for an array.
  bool elements(std::string_view array, std::vector<Value>& out, std::string& error);
  /// The text of a string value; a view into the document unless it holds escapes.
  bool text(const Value& string, std::string_view& out, std::string& error);

 private:
  struct State;
  bool prepared(std::string_view text) const;
  bool valid_utf8(std::string_view text, std::string& error) const;
  bool unescape_keys(std::vector<Member>& members, std::string& error);
  bool unescape(std::string_view quoted, std::string_view& out, std::string& error);

  std::deque<std::string>& keep_;
  std::unique_ptr<State> state_;
  std::string_view valid_utf8_;  ///< the body that was prepared, when it is
};

}  // namespace shiptally::collectors
