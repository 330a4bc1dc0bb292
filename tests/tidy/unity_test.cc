// Sources of a library are compiled many at a time (CMakeLists.txt), which ones depends on their order: so no two
// of a library define one name in their anonymous namespaces.  Functions may share one while they take different
// things.

#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "tests/tidy/source_tree.h"

namespace shiptally::tidy {
namespace {

struct Library {
  std::string name, folder;
  std::vector<std::string> sources;  ///< from the root
};

std::string text_of(const SourceFile& file) {
  std::string out;
  for (const std::string& line : file.lines) out += line.substr(0, line.find('#')) + '\n';
  return out;
}

/// Folders whose sources are still compiled one by one.
std::string folders_of_single_sources() {
  const std::string list = text_of(file("daemon/CMakeLists.txt"));
  const std::size_t off = list.find("set(CMAKE_UNITY_BUILD OFF)");
  return off == std::string::npos ? std::string() : list.substr(off);
}

std::vector<Library> libraries() {
  std::vector<Library> out;
  const std::string single = folders_of_single_sources();
  const std::regex library(R"(add_library\((\w+)\s+STATIC\s([^)]*)\))"), source(R"([\w/]+\.cc)");
  for (const char* root : {"schema", "collectors", "daemon"}) {
    for (const SourceFile& list : files_under(root, {".txt"})) {
      const std::string folder = list.path.substr(0, list.path.rfind('/')), text = text_of(list);
      if (single.find("(" + folder.substr(folder.rfind('/') + 1) + ")") != std::string::npos) continue;
      for (std::sregex_iterator at(text.begin(), text.end(), library), end; at != end; ++at) {
        Library& found = out.emplace_back(Library{(*at)[1], folder, {}});
        const std::string sources = (*at)[2];
        for (std::sregex_iterator each(sources.begin(), sources.end(), source); each != end; ++each)
          if (exists(folder + "/" + each->str())) found.sources.push_back(folder + "/" + each->str());
      }
    }
  }
  return out;
}

/// "(const Row& row, int n = 0)" → "(const Row&,int,)".
std::string types_of(const std::string& parameters) {
  static const std::regex name(R"(\s*(\b\w+)?\s*(=[^,]*)?$)");
  std::string out, one;
  int depth = 0;
  for (const char c : parameters) {
    depth += (c == '<' || c == '(') - (c == '>' || c == ')');
    if ((c == ',' && depth == 1) || depth == 0) {
      out += (one.find(' ') == std::string::npos ? one : std::regex_replace(one, name, "")) + ",";
      one.clear();
    } else if (!(c == '(' && depth == 1) && !(c == ' ' && one.empty())) {
      one += c;
    }
    if (depth == 0) break;
  }
  return out;
}

/// What the source defines in anonymous namespaces, told apart as a compiler would.  Relies on clang-format: every
/// definition begins at the start of a line.
std::vector<std::string> names_of(const SourceFile& source) {
  static const std::regex type(R"(^(?:struct|class|enum|enum class) (\w+)(?!.*;))");
  static const std::regex alias(R"(^using (\w+ = .*))");
  static const std::regex variable(R"(^(?:static |constexpr |const )+[^(=]*?(\w+)(?:\[\w*\])? ?[={].*)");
  static const std::regex function(
      R"(^(?!using|template|namespace|///)[\w:<>,&* ]+?[&*>\w] ?[&*]*(\b\w+)(\(.*))");
  std::vector<std::string> out;
  bool inside = false;
  for (std::size_t i = 0; i < source.lines.size(); ++i) {
    std::string line = source.lines[i];
    if (line == "namespace {" || line == "}  // namespace") inside = line == "namespace {";
    if (!inside || line.empty() || line.front() == ' ') continue;
    std::smatch found;
    if (std::regex_search(line, found, type) || std::regex_search(line, found, alias) ||
        std::regex_search(line, found, variable)) {
      out.push_back(found[1]);
      continue;
    }
    for (std::size_t more = i + 1; more < source.lines.size() && source.lines[more].starts_with("  ") &&
                                   line.find(") {") == std::string::npos && !line.ends_with(";");
         ++more)
      line += ' ' + source.lines[more].substr(source.lines[more].find_first_not_of(' '));
    if (std::regex_search(line, found, function)) out.push_back(found.str(1) + "(" + types_of(found[2]));
  }
  return out;
}

TEST(Unity, NamesOfALibraryMeanOneThing) {
  const std::vector<Library> all = libraries();
  ASSERT_GE(all.size(), 8U);
  for (const Library& library : all) {
    std::map<std::string, std::string> first;
    for (const std::string& path : library.sources)
      for (const std::string& name : names_of(file(path))) {
        const auto [known, fresh] = first.emplace(name, path);
        if (!fresh && known->second != path && name.find(" = ") == std::string::npos)
          ADD_FAILURE() << library.name << ": " << name << " in " << known->second << " and " << path;
      }
  }
}

TEST(Unity, FindsWhatIsDefinedTwice) {
  const SourceFile source{
      "a.cc",
      {"int outside(int n) { return n; }", "namespace {", "struct Forward;", "struct Row {", "  int inner;",
       "};", "using Days = std::map<int, Row>;", "constexpr std::pair<int, int> kPairs[] = {", "};",
       "Value text(std::string_view v) {", "  return later(v);", "}",
       "const Row& row_of(const std::map<int, Row>& rows,", "                  int n = 0) {", "}",
       "}  // namespace", "int after = 0;"}};
  EXPECT_EQ(names_of(source),
            (std::vector<std::string>{"Row", "Days = std::map<int, Row>;", "kPairs", "text(std::string_view,",
                                      "row_of(const std::map<int, Row>&,int,"}));
}

}  // namespace
}  // namespace shiptally::tidy
