#pragma once
// The one way through an object or an array: one pass over the text, no index built first.  Every byte is
// compared with the text's end before it counts, so brackets that do not match lead to a refusal and nowhere
// else.  What is wrong with a text that is refused is found out by who has to say so (json.cc).
//
// Rows of one sender hold the same keys in the same order.  What stood between two values of an earlier row
// (`,"service":`) is therefore expected again, and when it is there nothing has to be searched: where the
// next value begins is known before this comparison ends.

#include <array>
#include <string_view>
#include <vector>

#include "collectors/decode/json.h"

namespace shiptally::collectors {

inline constexpr int kLevelsMax = 64;  ///< brackets inside a value; more are refused

enum class Scanned : std::uint8_t {
  wrong,         ///< not JSON, or nested beyond kLevelsMax
  text_after,    ///< JSON, and then something more
  plain,         ///< taken
  escaped_keys,  ///< taken, and there are keys with a backslash, which are given as they were written
};

/// One a decode, not thread-safe.
class Scan {
 public:
  /// The members of `object`, which has to be one JSON object without space around it; `out` is of no use
  /// when it was not taken.  Whether a number is one and whether an escape is right is told by who reads the
  /// value. `object` is valid UTF-8 and followed by kPadding readable bytes. `lasting`: it stays until
  /// forget(), so that its keys can be expected again.
  Scanned members(std::string_view object, bool lasting, std::vector<Member>& out);

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

/// The same for the elements of an array; there are no keys to look at.
Scanned scan_elements(std::string_view array, std::vector<Value>& out);

}  // namespace shiptally::collectors
