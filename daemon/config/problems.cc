#include "daemon/config/problems.h"

#include <algorithm>

namespace shiptally::config {
namespace {

constexpr std::size_t kProblemsShown = 20;

}  // namespace

void Problems::add(int line, std::string_view key, std::string_view reason) {
  std::string text = file_name_ + ":" + std::to_string(line) + ": ";
  if (!key.empty()) text += std::string(key) + ": ";
  by_line_.emplace(line, text + std::string(reason));
}

std::string Problems::message() const {
  std::string out;
  std::size_t shown = 0;
  for (const auto& [line, text] : by_line_) {
    if (shown == kProblemsShown) {
      out += "\n" + file_name_ + ": and " + std::to_string(by_line_.size() - shown) + " more";
      break;
    }
    if (shown++ > 0) out += '\n';
    out += text;
  }
  return out;
}

std::optional<int> Problems::line_of(const std::string& key) const {
  const auto found = lines_.find(key);
  if (found == lines_.end()) return {};
  return found->second;
}

std::string_view Problems::row(int line) const {
  std::string_view rest = text_;
  for (; line > 1 && !rest.empty(); --line)
    rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
  return rest.substr(0, rest.find('\n'));
}

bool Problems::on_one_line(const YAML::Node& scalar) const {
  const std::string_view from = row(line(scalar.Mark()));
  const auto column = static_cast<std::size_t>(scalar.Mark().column);
  if (column >= from.size()) return false;
  const std::string_view from_here = from.substr(column);
  const char quote = from_here.front();
  if (quote != '"' && quote != '\'') return from_here.starts_with(scalar.Scalar());
  for (std::size_t i = 1; i < from_here.size(); ++i) {
    if (from_here[i] == '\\' && quote == '"') {
      ++i;  // escaped: no end, even when it is a quote
    } else if (from_here[i] == quote) {
      return true;
    }
  }
  return false;
}

}  // namespace shiptally::config
