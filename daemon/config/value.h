#pragma once
// A YAML node that knows where it stands, and readers that put it into a member.  Included in
// daemon/config only.

#include <yaml-cpp/yaml.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/problems.h"
#include "schema/base/instant.h"

namespace shiptally::config {

struct Value {
  YAML::Node node;
  std::string key;  ///< "limits.body_bytes", "fleet[0].model"
  int line;         ///< of its key, or its own in a list
  Problems* problems;

  void fail(std::string_view reason) const { problems->add(line, key, reason); }
  /// The text of a scalar; none, and a problem, for anything else and for an empty value.
  std::optional<std::string> scalar(std::string_view wanted) const;
  /// The same, and a problem when it stands in quotes: "8" is a text, not a number.
  std::optional<std::string> plain(std::string_view wanted) const;
};

/// Puts a value into its place, or says what is wrong with it.
using Reader = std::function<void(const Value&)>;

struct Field {
  std::string_view key;
  Reader read;
};

/// Reads a mapping of known keys; unknown and repeated ones are problems.
void read_mapping(const Value& value, const std::vector<Field>& fields);
/// Reads every element of a list.
void read_list(const Value& value, const Reader& element);
/// Reads a mapping whose keys are names, in the order of the file.
void read_names(const Value& value, const std::function<void(const std::string&, const Value&)>& entry);

/// A mapping of known keys that may be empty: its keys can all be commented out.
Reader section(std::vector<Field> fields);

/// Readers for a member.  Bounds are inclusive.
Reader into_text(std::string& out);
/// A list of texts, in the place of what was there.
Reader into_texts(std::vector<std::string>& out);
Reader into_instant(std::optional<Instant>& out);
Reader into_flag(bool& out);
Reader into_count(std::size_t& out, std::int64_t min, std::int64_t max);
Reader into_size(std::size_t& out, std::int64_t min, std::int64_t max);
Reader into_duration(Millis& out, Millis min, Millis max, bool bare_ms);
/// An absolute path; "$CREDENTIALS_DIRECTORY/…" is expanded.
Reader into_path(std::string& out, std::string_view credentials_directory);
/// Refuses whatever stands there ("a secret") and names the key that takes the file of it.  Both texts are
/// literals.
Reader refuse_secret(std::string_view what, std::string_view file_key);

}  // namespace shiptally::config
