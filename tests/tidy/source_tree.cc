#include "tests/tidy/source_tree.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "source_dir.h"

namespace shiptally::tidy {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = SHIPTALLY_SOURCE_DIR;
const std::set<std::string> kNotOurs = {"build", ".git", "node_modules"};

std::string trimmed(std::string_view text) {
  const std::string_view blank = " \t`";
  const std::size_t from = text.find_first_not_of(blank);
  if (from == std::string_view::npos) return {};
  return std::string(text.substr(from, text.find_last_not_of(blank) - from + 1));
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  while (true) {
    const std::size_t end = text.find(separator);
    out.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

SourceFile file(const std::string& path) {
  std::ifstream in(kRoot / path);
  if (!in) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::abort();
  }
  SourceFile out{path, {}};
  for (std::string line; std::getline(in, line);) out.lines.push_back(std::move(line));
  return out;
}

bool exists(const std::string& path) { return fs::exists(kRoot / path); }

std::vector<SourceFile> files_under(std::string_view folder, const std::vector<std::string>& extensions) {
  std::vector<SourceFile> out;
  for (auto at = fs::recursive_directory_iterator(kRoot / folder); at != fs::recursive_directory_iterator();
       ++at) {
    if (kNotOurs.contains(at->path().filename().string())) {
      at.disable_recursion_pending();
      continue;
    }
    const bool wanted =
        std::find(extensions.begin(), extensions.end(), at->path().extension().string()) != extensions.end();
    if (at->is_regular_file() && wanted)
      out.push_back(file(fs::relative(at->path(), kRoot).generic_string()));
  }
  std::sort(out.begin(), out.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return out;
}

std::vector<std::string> table_cells(std::string_view line) {
  if (line.size() < 2 || line.front() != '|' || line.back() != '|') return {};
  return split(line.substr(1, line.size() - 2), '|');
}

std::vector<std::string> split_list(std::string_view text) { return split(text, ','); }

std::string layer_of(std::string_view path) {
  const std::size_t first = path.find('/');
  if (path.substr(0, first) != "daemon") return std::string(path.substr(0, first));
  const std::size_t second = path.find('/', first + 1);
  if (second != std::string_view::npos) return std::string(path.substr(0, second));
  return std::string(path.substr(0, path.rfind('.')));
}

}  // namespace shiptally::tidy
