#pragma once
// Reads the flat arrays that the read API answers with, for tests: no type, no nesting beyond a list of
// texts, and nothing of the product.

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace shiptally::e2e {

/// Column to value: a text without its quotes, anything else as it was written ("null", "0.25", "[…]").
using JsonRow = std::map<std::string, std::string, std::less<>>;

class FlatJson {
 public:
  static std::vector<JsonRow> rows(std::string_view json) { return FlatJson(json).read(); }

 private:
  explicit FlatJson(std::string_view json) : left_(json) {}

  std::vector<JsonRow> read() {
    std::vector<JsonRow> rows;
    expect('[');
    while (!take(']')) {
      JsonRow& row = rows.emplace_back();
      expect('{');
      while (!take('}')) {
        std::string key = text();
        expect(':');
        row[std::move(key)] = value();
        take(',');
      }
      take(',');
      take('\n');
    }
    return rows;
  }

  bool take(char c) {
    if (left_.empty() || left_.front() != c) return false;
    left_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) throw std::runtime_error("no '" + std::string(1, c) + "' at: " + std::string(left_));
  }
  std::string text() {
    expect('"');
    const std::size_t end = left_.find('"');  // the tests' own data has no escapes
    std::string out(left_.substr(0, end));
    left_.remove_prefix(end + 1);
    return out;
  }
  std::string value() {
    if (left_.starts_with('"')) return text();
    const std::size_t end = left_.starts_with('[') ? left_.find(']') + 1 : left_.find_first_of(",}");
    std::string out(left_.substr(0, end));
    left_.remove_prefix(end);
    return out;
  }

  std::string_view left_;
};

}  // namespace shiptally::e2e
