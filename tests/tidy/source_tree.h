#pragma once
// The project's own files, for the tests that hold the house rules.

#include <string>
#include <string_view>
#include <vector>

namespace shiptally::tidy {

struct SourceFile {
  std::string path;  ///< from the root, with '/': "daemon/net/http.h"
  std::vector<std::string> lines;
};

/// Files of ours under `folder` ("" is all) with one of these extensions (".h"), sorted by path.  What is
/// built or installed is left out.
std::vector<SourceFile> files_under(std::string_view folder, const std::vector<std::string>& extensions);

/// Aborts when it cannot be read: then there is nothing to test.
SourceFile file(const std::string& path);

/// Whether there is a file or a folder at that path from the root.
bool exists(const std::string& path);

/// Cells of a row of a Markdown table, trimmed, without backticks; empty when the line is no row.
std::vector<std::string> table_cells(std::string_view line);

/// Elements of a comma list, trimmed.
std::vector<std::string> split_list(std::string_view text);

/// "daemon/net/http.h" → "daemon/net", "schema/facts.h" → "schema", "daemon/main.cc" → "daemon/main".
std::string layer_of(std::string_view path);

}  // namespace shiptally::tidy
