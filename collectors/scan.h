#pragma once
// The quick way through an object: one pass over the text, no index built first.  It takes what nearly every
// sender writes and leaves the rest to the full parser, so it never has to say why something is wrong.
//
// Rows of one sender hold the same keys in the same order.  What stood between two values of an earlier row
// (`,"service":`) is therefore expected again, and when it is there nothing has to be searched: where the
// next value begins is known before this comparison ends.

#include <array>
#include <string_view>
#include <vector>

#include "collectors/json.h"

namespace shiptally::collectors {

/// One a decode, not thread-safe.
class Scan {
 public:
  /// True when `object` is one JSON object; then `out` holds just what Json::members would give.  False says
  /// nothing: the full parser has to look, and what is in `out` is of no use.  Left to it are keys with
  /// escapes, control characters, nesting beyond 16 levels, and whatever is not JSON.
  /// `object` is valid UTF-8, followed by kPadding readable bytes, and stays until forget().
  bool members(std::string_view object, std::vector<Member>& out);

  /// Drops what points into the objects read so far.
  void forget();

 private:
  /// What stood before a value: a brace or comma, the key and its colon, and the space around them.
  struct Lead {
    std::string_view text;
    std::string_view key;  ///< inside `text`
    std::uint8_t number;   ///< Member::key_number
  };
  using Leads = std::vector<Lead>;  ///< in the order of the rows; what only some rows have is in it as well
  static constexpr std::size_t kLeadsMax = 64;

  static const char* expected(const Leads& leads, std::size_t& next, const char* at, const char* end,
                              Member& member);

  std::uint8_t next_number();

  std::uint8_t numbers_ = 0;     ///< never used twice
  std::array<Leads, 4> shapes_;  ///< by how an object begins: rows and what is nested in them come in turns
};

}  // namespace shiptally::collectors
