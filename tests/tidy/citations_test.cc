// Whoever follows a comment or a document to a file finds it.

#include <gtest/gtest.h>

#include <regex>

#include "tests/tidy/source_tree.h"

namespace shiptally::tidy {
namespace {

/// From the root, from the folder of the file that names it, or from the daemon's folder, as its documents do.
bool leads_somewhere(const std::string& cited, const std::string& from) {
  const std::string folder = from.substr(0, from.rfind('/') + 1);
  return exists(cited) || exists(folder + cited) || exists("daemon/" + cited);
}

/// `pattern` has the cited path as its first group.
void expect_all_lead_somewhere(const std::vector<SourceFile>& files, const std::regex& pattern) {
  for (const SourceFile& source : files)
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      for (std::sregex_iterator at(line.begin(), line.end(), pattern), end; at != end; ++at)
        EXPECT_TRUE(leads_somewhere((*at)[1], source.path))
            << source.path << ":" << i + 1 << ": there is no " << (*at)[1];
    }
}

TEST(Citations, CommentsNameDocumentsThatExist) {
  std::vector<SourceFile> files;
  for (const char* folder : {"schema", "collectors", "daemon"})
    for (SourceFile& source : files_under(folder, {".h", ".cc", ".sql"})) files.push_back(std::move(source));
  expect_all_lead_somewhere(files, std::regex(R"((?://|--).*?([\w./-]+\.md)\b)"));
}

TEST(Citations, DocumentsNameFilesThatExist) {
  expect_all_lead_somewhere(files_under("", {".md"}),
                            std::regex(R"(`([\w-]+(?:/[\w.-]+)*\.(?:h|cc|sql|md|yaml|json))`)"));
}

TEST(Citations, LinksOfDocumentsLeadToFiles) {
  expect_all_lead_somewhere(files_under("", {".md"}), std::regex(R"(\]\(([\w./-]+)\))"));
}

}  // namespace
}  // namespace shiptally::tidy
