#include "daemon/config/value.h"

#include <algorithm>

#include "daemon/config/scalar.h"
#include "schema/base/nearest.h"

namespace shiptally::config {
namespace {

std::string join(const std::string& parent, std::string_view key) {
  return parent.empty() ? std::string(key) : parent + "." + std::string(key);
}

std::string bytes_text(std::int64_t bytes) {
  struct Unit {
    std::int64_t size;
    const char* name;
  };
  for (const Unit& unit : {Unit{1LL << 30, "GiB"}, Unit{1LL << 20, "MiB"}, Unit{1LL << 10, "KiB"}})
    if (bytes % unit.size == 0) return std::to_string(bytes / unit.size) + unit.name;
  return std::to_string(bytes);
}

std::string duration_text(Millis span) {
  struct Unit {
    std::int64_t ms;
    const char* name;
  };
  for (const Unit& unit : {Unit{86'400'000, "d"}, Unit{3'600'000, "h"}, Unit{60'000, "m"}, Unit{1'000, "s"}})
    if (span.count() % unit.ms == 0) return std::to_string(span.count() / unit.ms) + unit.name;
  return std::to_string(span.count()) + "ms";
}

/// The entries of a mapping whose keys are texts that come once; the rest are problems.  yaml-cpp keeps
/// repeated keys in its list of pairs, though a lookup finds only the first.
std::vector<std::pair<std::string, Value>> entries(const Value& value) {
  std::vector<std::pair<std::string, Value>> out;
  if (!value.node.IsMap()) {
    value.fail("must be a mapping of keys and values");
    return out;
  }
  std::map<std::string, int> first_lines;
  for (const auto& pair : value.node) {
    const int line = value.problems->line(pair.first.Mark());
    if (!pair.first.IsScalar()) {
      value.problems->add(line, value.key, "a key must be a text");
      continue;
    }
    const std::string key = pair.first.Scalar();
    const std::string path = join(value.key, key);
    const auto [first, fresh] = first_lines.emplace(key, line);
    if (!fresh) {
      value.problems->add(line, path, "comes twice; first on line " + std::to_string(first->second));
      continue;
    }
    value.problems->saw(path, line);
    out.emplace_back(key, Value{pair.second, path, line, value.problems});
  }
  return out;
}

template <class Parse, class Show>
Reader into_number(std::size_t& out, std::int64_t min, std::int64_t max, std::string_view wanted, Parse parse,
                   Show show) {
  return [&out, min, max, wanted, parse, show](const Value& value) {
    const auto text = value.plain(wanted);
    if (!text) return;
    const auto number = parse(*text);
    if (!number) return value.fail(number.error().message);
    if (*number < min || *number > max)
      return value.fail(*text + " is out of range, " + show(min) + " to " + show(max));
    out = static_cast<std::size_t>(*number);
  };
}

}  // namespace

std::optional<std::string> Value::scalar(std::string_view wanted) const {
  if (node.IsScalar() && problems->on_one_line(node)) return node.Scalar();
  if (node.IsScalar()) {
    fail("a value must begin and end on one line; is a quote missing?");
    return {};
  }
  const std::string what = node.IsNull() ? "has no value" : node.IsMap() ? "is a mapping" : "is a list";
  fail(what + "; wanted " + std::string(wanted));
  return {};
}

std::optional<std::string> Value::plain(std::string_view wanted) const {
  auto text = scalar(wanted);
  if (!text || node.Tag() == "?") return text;
  fail("is a quoted text; wanted " + std::string(wanted));
  return {};
}

void read_mapping(const Value& value, const std::vector<Field>& fields) {
  for (const auto& [key, entry] : entries(value)) {
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&wanted = key](const Field& f) { return f.key == wanted; });
    if (field != fields.end()) {
      field->read(entry);
      continue;
    }
    std::vector<std::string_view> known;
    for (const Field& f : fields) known.push_back(f.key);
    const std::string_view near = nearest(key, known);
    entry.fail(near.empty() ? "unknown key" : "unknown key; did you mean " + in_quotes(near) + "?");
  }
}

void read_list(const Value& value, const Reader& element) {
  if (!value.node.IsSequence()) return value.fail("must be a list");
  for (std::size_t i = 0; i < value.node.size(); ++i)
    element(Value{value.node[i], value.key + "[" + std::to_string(i) + "]",
                  value.problems->line(value.node[i].Mark()), value.problems});
}

void read_names(const Value& value, const std::function<void(const std::string&, const Value&)>& entry) {
  for (const auto& [name, named] : entries(value)) {
    if (name.empty())
      named.fail("a name must not be empty");
    else
      entry(name, named);
  }
}

Reader section(std::vector<Field> fields) {
  return [fields = std::move(fields)](const Value& value) {
    if (!value.node.IsNull()) read_mapping(value, fields);
  };
}

Reader into_text(std::string& out) {
  return [&out](const Value& value) {
    const auto text = value.scalar("a text");
    if (!text) return;
    if (text->empty()) return value.fail("must not be empty");
    out = *text;
  };
}

Reader into_texts(std::vector<std::string>& out) {
  return [&out](const Value& value) {
    out.clear();
    read_list(value, [&out](const Value& element) { into_text(out.emplace_back())(element); });
  };
}

Reader into_instant(std::optional<Instant>& out) {
  return [&out](const Value& value) {
    const auto text = value.scalar("a date");
    if (!text) return;
    const auto instant = parse_instant(*text);
    if (!instant) return value.fail(instant.error().message);
    out = *instant;
  };
}

Reader into_flag(bool& out) {
  return [&out](const Value& value) {
    const auto text = value.plain("true or false");
    if (!text) return;
    if (*text != "true" && *text != "false")
      return value.fail(in_quotes(*text) + " is neither true nor false");
    out = *text == "true";
  };
}

Reader into_count(std::size_t& out, std::int64_t min, std::int64_t max) {
  return into_number(out, min, max, "a whole number", parse_whole,
                     [](std::int64_t n) { return std::to_string(n); });
}

Reader into_size(std::size_t& out, std::int64_t min, std::int64_t max) {
  return into_number(out, min, max, "a size like 16MiB", parse_size, bytes_text);
}

Reader into_duration(Millis& out, Millis min, Millis max, bool bare_ms) {
  return [&out, min, max, bare_ms](const Value& value) {
    const auto text = value.plain("a duration like 30s");
    if (!text) return;
    const auto span = parse_duration(*text, bare_ms);
    if (!span) return value.fail(span.error().message);
    if (*span < min || *span > max)
      return value.fail(*text + " is out of range, " + duration_text(min) + " to " + duration_text(max));
    out = *span;
  };
}

Reader into_path(std::string& out, std::string_view credentials_directory) {
  return [&out, directory = std::string(credentials_directory)](const Value& value) {
    constexpr std::string_view kVariable = "$CREDENTIALS_DIRECTORY/";
    const auto text = value.scalar("an absolute path");
    if (!text) return;
    if (text->starts_with(kVariable)) {
      if (directory.empty())
        return value.fail("$CREDENTIALS_DIRECTORY is not set; systemd sets it with LoadCredential=");
      out = directory + "/" + text->substr(kVariable.size());
    } else if (text->find('$') != std::string::npos) {
      value.fail(in_quotes(*text) + ": only $CREDENTIALS_DIRECTORY/ at the start is expanded");
    } else if (!text->starts_with('/')) {
      value.fail(in_quotes(*text) + " is not an absolute path");
    } else {
      out = *text;
    }
  };
}

Reader refuse_secret(std::string_view what, std::string_view file_key) {
  return [what, file_key](const Value& value) {
    value.fail(std::string(what) +
               " must not stand in the configuration; put it into a file and name that in " +
               std::string(file_key));
  };
}

}  // namespace shiptally::config
