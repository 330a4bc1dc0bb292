#include "tests/metrics/scenario_words.h"

#include <charconv>
#include <sstream>

namespace shiptally::metrics::testing {
namespace {

const Instant kDayZero = parse_instant("2026-03-02").value();

}  // namespace

int story_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw Mistake("not a number: " + std::string(text));
  return value;
}

Instant story_time(std::string_view text) {
  if (text.find('-') != std::string_view::npos) {
    const auto parsed = parse_instant(text);
    if (parsed.has_error()) throw Mistake(parsed.error().message);
    return *parsed;
  }
  int day = 0;
  if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    day = story_number(text.substr(0, plus));
    text.remove_prefix(plus + 1);
  }
  const auto parsed = parse_instant("2026-03-02T" + std::string(text) + "Z");
  if (parsed.has_error()) throw Mistake("not a time: " + std::string(text));
  return *parsed + std::chrono::hours(24 * day);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  std::istringstream in{std::string(text)};
  for (std::string part; std::getline(in, part, separator);) out.push_back(part);
  return out;
}

Words::Words(std::string_view line) {
  std::istringstream in{std::string(line)};
  for (std::string word; in >> word;) {
    if (word.front() == '#') break;  // within a word it numbers an id: api-v1#2
    const auto equals = word.find('=');
    if (equals != std::string::npos)
      options_[word.substr(0, equals)] = word.substr(equals + 1);
    else
      words_.push_back(word);
  }
}

std::string Words::take(const char* what) {
  if (empty()) throw Mistake(std::string("missing ") + what);
  return words_[next_++];
}

std::string Words::rest() {
  std::string out;
  for (; !empty(); ++next_) out += (out.empty() ? "" : " ") + words_[next_];
  return out;
}

std::string Words::option(const std::string& name, std::string fallback) {
  const auto at = options_.find(name);
  if (at == options_.end()) return fallback;
  std::string value = at->second;
  options_.erase(at);
  return value;
}

std::optional<Instant> Words::time_option(const std::string& name) {
  const std::string value = option(name);
  return value.empty() ? std::nullopt : std::optional(story_time(value));
}

void Words::done() const {
  if (!empty()) throw Mistake("too many words: " + words_[next_]);
  if (!options_.empty()) throw Mistake("unknown option: " + options_.begin()->first);
}

}  // namespace shiptally::metrics::testing
