#include "daemon/store/sqlite/json_text.h"

#include <charconv>
#include <utility>

#include "schema/base/json.h"

namespace shiptally::store {
namespace {

Error damaged_list() { return {Code::unavailable, "database: damaged_list: a list column"}; }

constexpr std::pair<std::string_view, char> kShortEscapes[] = {
    {"\\\"", '"'}, {"\\\\", '\\'}, {"\\n", '\n'}, {"\\r", '\r'}, {"\\t", '\t'}};

/// Takes the characters of `text` off the front, or says that they are not there.
class Scanner {
 public:
  explicit Scanner(std::string_view json) : rest_(json) {}

  bool at_end() const { return rest_.empty(); }
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  bool take_string(std::string& out) {
    if (!take("\"")) return false;
    out.clear();
    while (!take("\""))
      if (!take_character(out)) return false;
    return true;
  }

  bool take_integer(std::int64_t& out) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), out);
    if (error != std::errc()) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

 private:
  bool take_character(std::string& out) {
    if (take("\\u00")) {
      int code = 0;
      if (rest_.size() < 2) return false;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + 2, code, 16);
      if (error != std::errc() || end != rest_.data() + 2) return false;
      rest_.remove_prefix(2);
      out += static_cast<char>(code);
      return true;
    }
    for (const auto& [escape, character] : kShortEscapes)
      if (take(escape)) return out += character, true;
    if (rest_.empty() || rest_.front() == '\\') return false;
    out += rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view rest_;
};

bool take_finish(Scanner& in, std::optional<Instant>& finished) {
  std::int64_t ms = 0;
  if (!in.take(",\"finished_ms\":")) return true;
  if (!in.take_integer(ms)) return false;
  finished = instant_from_ms(ms);
  return true;
}

/// Reads "[item,item,…]".
template <class Item, class TakeItem>
Result<std::vector<Item>> read_list(std::string_view json, TakeItem take_item) {
  Scanner scanner(json);
  std::vector<Item> list;
  if (!scanner.take("[")) return damaged_list();
  while (!scanner.take("]")) {
    if (!list.empty() && !scanner.take(",")) return damaged_list();
    if (!take_item(scanner, list.emplace_back())) return damaged_list();
  }
  if (!scanner.at_end()) return damaged_list();
  return list;
}

}  // namespace

std::string to_json(const std::vector<std::string>& list) {
  std::string out = "[";
  for (const std::string& text : list) {
    if (out.size() > 1) out += ',';
    append_json_string(out, text);
  }
  return out += ']';
}

std::string to_json(const std::vector<DeployedCommit>& commits) {
  std::string out = "[";
  for (const DeployedCommit& commit : commits) {
    out += out.size() > 1 ? ",{\"repo\":" : "{\"repo\":";
    append_json_string(out, commit.repo);
    out += ",\"sha\":";
    append_json_string(out, commit.sha);
    if (commit.finished) out += ",\"finished_ms\":" + std::to_string(to_ms(*commit.finished));
    out += '}';
  }
  return out += ']';
}

Result<std::vector<std::string>> texts_from_json(std::string_view json) {
  return read_list<std::string>(json, [](Scanner& in, std::string& text) { return in.take_string(text); });
}

Result<std::vector<DeployedCommit>> commits_from_json(std::string_view json) {
  return read_list<DeployedCommit>(json, [](Scanner& in, DeployedCommit& commit) {
    return in.take("{\"repo\":") && in.take_string(commit.repo) && in.take(",\"sha\":") &&
           in.take_string(commit.sha) && take_finish(in, commit.finished) && in.take("}");
  });
}

}  // namespace shiptally::store
