#include "schema/glob.h"

#include <vector>

namespace shiptally {
namespace {

constexpr std::string_view kAnyDepth = "**", kAnyFolder = "**/";

}  // namespace

// Row by row over the pattern: which prefixes of the text fit the pattern so far.
bool glob_matches(std::string_view pattern, std::string_view text) {
  std::vector<bool> fits(text.size() + 1);
  fits[0] = true;
  while (!pattern.empty()) {
    std::vector<bool> next(text.size() + 1);
    const bool folder = pattern.starts_with(kAnyFolder), depth = pattern.starts_with(kAnyDepth);
    const char c = pattern.front();
    if (depth || c == '*') {
      bool open = false;  // whether the star began to the left
      for (std::size_t i = 0; i <= text.size(); ++i) {
        if (!depth && i > 0 && text[i - 1] == '/') open = false;
        open = open || fits[i];
        next[i] = folder ? fits[i] || (open && i > 0 && text[i - 1] == '/') : open;
      }
    } else {
      for (std::size_t i = 0; i < text.size(); ++i)
        next[i + 1] = fits[i] && (c == '?' ? text[i] != '/' : text[i] == c);
    }
    pattern.remove_prefix(folder ? kAnyFolder.size() : depth ? kAnyDepth.size() : 1);
    fits = std::move(next);
  }
  return fits[text.size()];
}

}  // namespace shiptally
