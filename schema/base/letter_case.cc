#include "schema/base/letter_case.h"

#include <algorithm>

namespace shiptally {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

bool is_lower(std::string_view text) { return std::none_of(text.begin(), text.end(), is_upper); }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char left, char right) { return lower(left) == lower(right); });
}

}  // namespace shiptally
