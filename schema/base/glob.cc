#include "schema/base/glob.h"

namespace shiptally {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// A star that may still take more of the text.
struct Star {
  std::size_t pattern = kNone;  ///< behind it
  std::size_t text = 0;         ///< up to where it has taken
  bool folders = false;         ///< takes whole folders only
};

bool is_deep(std::string_view pattern, std::size_t at) { return pattern.substr(at).starts_with("**"); }

/// Of "**": whether it stands for whole folders.
bool takes_folders(std::string_view pattern, std::size_t at) {
  return pattern.substr(at).starts_with("**/") && (at == 0 || pattern[at - 1] == '/');
}

/// Lets the star take as little more as it can; false when there is no more.
bool extend(Star& star, std::string_view text) {
  if (star.pattern == kNone) return false;
  if (star.folders) {
    const std::size_t slash = text.find('/', star.text);
    star.text = slash + 1;
    return slash != kNone;
  }
  return star.text++ < text.size();
}

}  // namespace

// Takes as little as possible for each star, and more of the last one where the rest does not fit.  An
// earlier star never has to be asked again: what it could take, the later one of its kind can.
bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0;
  Star star, deep;
  while (true) {
    if (p == pattern.size() && t == text.size()) return true;
    if (p < pattern.size() && is_deep(pattern, p)) {
      const bool folders = takes_folders(pattern, p);
      p += folders ? 3 : 2;
      deep = {p, t, folders};
      star = {};
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = {++p, t, false};
    } else if (p < pattern.size() && t < text.size() &&
               (pattern[p] == '?' ? text[t] != '/' : pattern[p] == text[t])) {
      ++p, ++t;
    } else if (star.pattern != kNone && star.text < text.size() && text[star.text] != '/') {
      t = ++star.text;
      p = star.pattern;
    } else if (extend(deep, text)) {
      t = deep.text;
      p = deep.pattern;
      star = {};
    } else {
      return false;
    }
  }
}

}  // namespace shiptally
