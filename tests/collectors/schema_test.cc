// schema/events/*.json and the decoders' tables may not drift apart.

#include <algorithm>

#include "collectors/decode/json.h"
#include "collectors/own/own_events.h"
#include "source_dir.h"
#include "tests/collectors/deliver.h"

namespace shiptally::collectors {
namespace {

struct Case {
  const char* name;
  std::vector<FieldInfo> (*fields)();
};

const Case kCases[] = {
    {"deployment", deployment_fields}, {"commit", commit_fields},     {"change", change_fields},
    {"review", review_fields},         {"incident", incident_fields}, {"request", request_fields},
    {"charge", charge_fields},         {"usage", usage_fields},
};

class Schema {
 public:
  explicit Schema(const std::string& name) : json_(kept_) {
    std::ifstream file(std::string(SHIPTALLY_SOURCE_DIR "/schema/events/") + name + ".json");
    std::ostringstream text;
    text << file.rdbuf();
    body_ = text.str();
    padded(body_);
    EXPECT_TRUE(json_.members(body_, members_, error_)) << name << ": " << error_;
  }

  std::vector<std::string> properties() {
    std::vector<Member> found;
    EXPECT_TRUE(json_.members(find("properties"), found, error_)) << error_;
    std::vector<std::string> out;
    for (const Member& m : found) out.emplace_back(m.key);
    return out;
  }

  std::vector<std::string> required() {
    std::vector<Value> found;
    EXPECT_TRUE(json_.elements(find("required"), found, error_)) << error_;
    std::vector<std::string> out;
    for (const Value& v : found) {
      std::string_view text;
      EXPECT_TRUE(json_.text(v, text, error_));
      out.emplace_back(text);
    }
    return out;
  }

 private:
  std::string_view find(std::string_view key) {
    for (const Member& m : members_)
      if (m.key == key) return m.value.raw;
    ADD_FAILURE() << "no " << key;
    return {};
  }

  std::deque<std::string> kept_;
  Json json_;
  std::string body_, error_;
  std::vector<Member> members_;
};

TEST(EventSchemas, NameWhatTheDecodersRead) {
  for (const Case& c : kCases) {
    Schema schema(c.name);
    std::vector<std::string> names, required;
    for (const FieldInfo& field : c.fields()) {
      names.emplace_back(field.name);
      if (field.required) required.emplace_back(field.name);
    }
    EXPECT_EQ(schema.properties(), names) << c.name;
    EXPECT_EQ(schema.required(), required) << c.name;
  }
}

}  // namespace
}  // namespace shiptally::collectors
