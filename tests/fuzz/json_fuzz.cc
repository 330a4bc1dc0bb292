// The JSON walk: it stays inside its document, what stands behind it makes no difference, a prepared body is
// read as any other, and what is taken is what another parser takes (simdjson's dom, which checks the whole
// document before it gives anything).

#include <simdjson.h>

#include <memory>
#include <optional>

#include "collectors/decode/reader.h"
#include "tests/fuzz/input.h"

namespace shiptally::collectors {
namespace {

using fuzz::require;

/// A document in just the memory that it may be read in, with `fill` behind it.
class Document {
 public:
  Document(std::string_view text, char fill)
      : bytes_(std::make_unique<char[]>(text.size() + kPadding)), size_(text.size()) {
    std::copy(text.begin(), text.end(), bytes_.get());
    std::fill_n(bytes_.get() + size_, kPadding, fill);
  }
  std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

/// Takes a document apart down to its scalars and writes down what was found; the first error ends it.
class Walk {
 public:
  Walk(std::string_view document, bool prepared) : document_(document) {
    if (prepared) json_.prepare(document);
  }

  void root() {
    if (document_.find_first_not_of(" \t\r\n") != std::string_view::npos &&
        document_[document_.find_first_not_of(" \t\r\n")] == '[')
      array(document_);
    else
      object(document_);
  }

  const std::string& found() const { return found_; }
  const std::string& error() const { return error_; }

 private:
  void array(std::string_view text) {
    std::vector<Value> elements;
    if (!json_.elements(text, elements, error_)) return;
    found_ += '[';
    for (const Value& element : elements) value(element);
    found_ += ']';
  }

  void object(std::string_view text) {
    std::vector<Member> members;
    if (!json_.members(text, members, error_)) return;
    found_ += '{';
    for (const Member& member : members) {
      found_ += std::string(member.key) + '\0';
      value(member.value);
    }
    found_ += '}';
  }

  void value(const Value& value) {
    if (!error_.empty()) return;
    require(value.raw.data() >= document_.data() &&
                value.raw.data() + value.raw.size() <= document_.data() + document_.size(),
            "a value lies inside its document");
    std::string_view text;
    switch (value.type) {
      case Type::object:
        return object(value.raw);
      case Type::array:
        return array(value.raw);
      case Type::string:
        if (json_.text(value, text, error_)) found_ += "s" + std::string(text) + '\0';
        return;
      case Type::number:
        if (!is_json_number(value.raw)) error_ = "not a number";
        found_ += 'n';
        return;
      default:
        require(value.raw == "true" || value.raw == "false" || value.raw == "null", "a literal is one");
        found_ += value.raw.front();
    }
  }

  std::string_view document_;
  std::deque<std::string> keep_;
  Json json_{keep_};
  std::string found_, error_;
};

/// The same notes by the other parser.
void describe(simdjson::dom::element element, std::string& out) {
  using simdjson::dom::element_type;
  switch (element.type()) {
    case element_type::OBJECT:
      out += '{';
      for (const auto& [key, value] : simdjson::dom::object(element)) {
        out += std::string(key) + '\0';
        describe(value, out);
      }
      out += '}';
      return;
    case element_type::ARRAY:
      out += '[';
      for (const simdjson::dom::element value : simdjson::dom::array(element)) describe(value, out);
      out += ']';
      return;
    case element_type::STRING:
      out += "s" + std::string(std::string_view(element)) + '\0';
      return;
    case element_type::BOOL:
      out += bool(element) ? 't' : 'f';
      return;
    case element_type::NULL_VALUE:
      out += 'n';
      return;
    default:
      out += 'n';
  }
}

void compare_with_dom(std::string_view document, const Walk& walk) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  const auto code = parser.parse(document.data(), document.size(), false).get(root);
  // Numbers beyond 64 bits are numbers; nesting is bounded more narrowly here; other roots are no rows.
  if (code == simdjson::NUMBER_ERROR) return;
  if (code == simdjson::SUCCESS && !root.is_object() && !root.is_array()) return;
  if (walk.error().starts_with("nested deeper")) return;
  require((code == simdjson::SUCCESS) == walk.error().empty(), "both parsers take it, or none",
          walk.error() + " / " + simdjson::error_message(code));
  if (code != simdjson::SUCCESS) return;
  std::string expected;
  describe(root, expected);
  require(walk.found() == expected, "both parsers find the same");
}

void run(std::string_view text) {
  const Document spaces(text, ' '), quotes(text, '"'), digits(text, '9');
  Walk alone(spaces.text(), false), prepared(quotes.text(), true), other(digits.text(), true);
  for (Walk* walk : {&alone, &prepared, &other}) walk->root();
  for (const Walk* walk : {&prepared, &other}) {
    require(walk->error() == alone.error(), "prepared or not, the reason is the same", alone.error());
    require(walk->found() == alone.found(), "prepared or not, what is found is the same");
  }
  compare_with_dom(spaces.text(), alone);
}

}  // namespace
}  // namespace shiptally::collectors

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  shiptally::collectors::run(shiptally::fuzz::Input(data, size).rest());
  return 0;
}
