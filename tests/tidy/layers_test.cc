// The table in README.md is true: who may include whom, and which folder is the one door to a library.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "tests/tidy/source_tree.h"

namespace shiptally::tidy {
namespace {

struct Layer {
  std::set<std::string> may_include;  ///< layers; "all" allows every one
  std::set<std::string> libraries;
};

/// A library as the table names it, and how its headers begin.
struct Library {
  std::string_view name;
  std::string_view prefix;
};

constexpr Library kLibraries[] = {
    {"xxhash", "xxhash"},
    {"simdjson", "simdjson"},
    {"Boost.JSON", "boost/json"},
    {"Boost.Math", "boost/math"},
    {"protobuf", "google/"},
    {"date", "date/"},
    {"yaml-cpp", "yaml-cpp/"},
    {"SQLiteCpp", "SQLiteCpp"},
    {"SQLite", "sqlite3"},
    {"Asio", "boost/asio"},
    {"Beast", "boost/beast"},
    {"OpenSSL", "openssl/"},
    {"libcurl", "curl/"},
    {"zlib", "zlib"},
    {"zstd", "zstd"},
    {"prometheus-cpp", "prometheus/"},
    {"spdlog", "spdlog/"},
    {"CLI11", "CLI/"},
    {"libgit2", "git2"},
    {"libxlsxwriter", "xlsx"},
    {"snappy", "snappy"},
};

/// What any layer may use: small vocabulary headers of Boost, POSIX and the kernel.
constexpr std::string_view kEverywhere[] = {
    "boost/system/", "boost/assert", "boost/url", "sys/",   "netinet/", "arpa/",    "linux/", "unistd.h",
    "fcntl.h",       "glob.h",       "malloc.h",  "poll.h", "time.h",   "signal.h", "netdb.h"};

std::map<std::string, Layer> layer_table() {
  std::map<std::string, Layer> out;
  bool inside = false;
  for (const std::string& line : file("README.md").lines) {
    const auto cells = table_cells(line);
    if (cells.size() == 3 && cells[0] == "folder" && cells[1] == "may include") {
      inside = true;
    } else if (inside && cells.empty()) {
      break;
    } else if (inside && cells[0].find("---") == std::string::npos) {
      const auto allowed = split_list(cells[1]), libraries = split_list(cells[2]);
      for (std::string folder : split_list(cells[0])) {
        folder.erase(std::remove(folder.begin(), folder.end(), '`'), folder.end());
        out[folder] = {{allowed.begin(), allowed.end()}, {libraries.begin(), libraries.end()}};
      }
    }
  }
  return out;
}

/// The innermost folder of the table that a path lies in; its folder below the root or daemon/ where none is.
std::string layer_in(const std::map<std::string, Layer>& table, const std::string& path) {
  for (std::size_t end = path.rfind('/'); end != std::string::npos && end > 0; end = path.rfind('/', end - 1))
    if (const std::string folder = path.substr(0, end); table.contains(folder)) return folder;
  return layer_of(path);
}

/// Who may include a layer may include what it stands on, and its rooms: schema grants schema/base.
bool grants(const Layer& layer, const std::string& target) {
  return std::any_of(layer.may_include.begin(), layer.may_include.end(), [&](const std::string& granted) {
    return granted == "all" || granted == target || target.starts_with(granted + "/");
  });
}

struct Include {
  std::string where;  ///< "path:line"
  std::string layer;
  std::string target;
  bool ours = false;
};

std::vector<Include> includes(const std::map<std::string, Layer>& table) {
  std::vector<Include> out;
  for (const char* folder : {"schema", "collectors", "daemon"})
    for (const SourceFile& source : files_under(folder, {".h", ".cc"}))
      for (std::size_t i = 0; i < source.lines.size(); ++i) {
        std::string_view line = source.lines[i];
        if (!line.starts_with("#include ")) continue;
        line.remove_prefix(9);
        const bool ours = line.starts_with('"');
        out.push_back({source.path + ":" + std::to_string(i + 1), layer_in(table, source.path),
                       std::string(line.substr(1, line.find_first_of("\">", 1) - 1)), ours});
      }
  return out;
}

/// The table's name of a third-party library; none for what every layer may use.
std::optional<std::string> library_of(const std::string& header) {
  const bool standard = header.find_first_of("./") == std::string::npos;
  const auto begins = [&](std::string_view prefix) { return header.starts_with(prefix); };
  if (standard || std::any_of(std::begin(kEverywhere), std::end(kEverywhere), begins)) return std::nullopt;
  for (const Library& library : kLibraries)
    if (begins(library.prefix)) return std::string(library.name);
  return header;
}

TEST(Layers, EveryFolderIsInTheTable) {
  const auto table = layer_table();
  ASSERT_GE(table.size(), 8u) << "no layer table in README.md";
  for (const Include& include : includes(table))
    EXPECT_TRUE(table.contains(include.layer)) << include.where << ": " << include.layer;
}

TEST(Layers, NobodyIncludesAnUpperLayer) {
  const auto table = layer_table();
  for (const Include& include : includes(table)) {
    const std::string target = layer_in(table, include.target);
    // Generated sources (embedded SQL and prices) are found from the build folder under their owner's name.
    if (!include.ours || target == include.layer || !table.contains(include.layer)) continue;
    EXPECT_TRUE(grants(table.at(include.layer), target))
        << include.where << ": " << include.layer << " may not include " << target;
  }
}

TEST(Layers, OneLibraryOneDoor) {
  const auto table = layer_table();
  for (const Include& include : includes(table)) {
    const auto library = include.ours ? std::nullopt : library_of(include.target);
    if (!library || !table.contains(include.layer)) continue;
    EXPECT_TRUE(table.at(include.layer).libraries.contains(*library))
        << include.where << ": " << include.layer << " is no door to " << *library;
  }
}

TEST(Layers, OurHeadersAreNamedFromTheRoot) {
  for (const Include& include : includes(layer_table()))
    EXPECT_TRUE(!include.ours || include.target.find('/') != std::string::npos) << include.where;
}

}  // namespace
}  // namespace shiptally::tidy
