#pragma once
// The one door through which YAML comes in.  Included in daemon/config only.
//
// yaml-cpp by itself does not end on a file of one comma (LoadAll), leaves what it cannot read unread without
// a word (Load), and follows aliases however often they multiply.  So a text is counted through before
// anything is built of it, and what is left over is an error.

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <string_view>
#include <vector>

namespace shiptally::config {

struct YamlLimits {
  std::size_t bytes = std::size_t{1} << 20;  ///< of the text, in whole MiB
  /// Of one line: yaml-cpp keeps all that it has read of a line that may still be a key, 400 bytes a bracket.
  std::size_t line_bytes = std::size_t{64} << 10;
  std::size_t documents = 1;
  std::size_t nodes = 250'000;  ///< with what aliases stand for, as often as they do
  std::size_t depth = 32;       ///< lists and mappings inside each other
};

struct YamlDocument {
  YAML::Node root;
  int lines_before = 0;  ///< in the text: the marks of the nodes count from its first line
  bool empty = false;    ///< nothing stands behind its `---`
};

/// The text behind the byte order mark that some editors begin it with.
std::string_view without_byte_order_mark(std::string_view text);

/// The documents of a text, in order; a part in which only comments stand is none, but one that begins with
/// `---` is.  A byte order mark is passed over.  Throws YAML::Exception, whose mark counts in the whole text,
/// for a limit passed, NUL, bytes that are no UTF-8, bad syntax and text that belongs to no document.
std::vector<YamlDocument> read_yaml(std::string_view text, const YamlLimits& limits);

}  // namespace shiptally::config
