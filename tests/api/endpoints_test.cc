// The rows of the endpoint table and openapi.yaml say the same.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>

#include "daemon/api/endpoint.h"
#include "source_dir.h"

namespace shiptally::api {
namespace {

/// A parameter of the contract's components.
struct Documented {
  std::string name, fallback;
};

/// What openapi.yaml says, line by line: its paths are indented by two, its components by four.
struct Contract {
  std::map<std::string, Documented> components;
  std::map<std::string, std::vector<std::string>> paths;  ///< the names of their parameters, sorted
};

Contract read_contract() {
  static const std::regex kComponent(R"re(^    (\w+): \{ name: ([\w-]+), in: query.*)re"),
      kDefault(R"re(default: "?([\w-]+))re"), kPath(R"re(^  (/\S*):$)re"),
      kReference(R"re(#/components/parameters/(\w+))re"), kInline(R"re(\{ name: (\w+), in: query)re");
  std::ifstream file(std::string(SHIPTALLY_SOURCE_DIR) + "/schema/openapi.yaml");
  Contract out;
  std::map<std::string, std::vector<std::string>> references;
  std::string line, path;
  for (std::smatch m; std::getline(file, line);) {
    if (line.starts_with("components:")) path.clear();
    if (std::regex_match(line, m, kPath)) path = m[1];
    if (!path.empty())
      for (std::sregex_iterator at(line.begin(), line.end(), kReference), end; at != end; ++at)
        references[path].push_back((*at)[1]);
    if (!path.empty())
      for (std::sregex_iterator at(line.begin(), line.end(), kInline), end; at != end; ++at)
        out.paths[path].push_back((*at)[1]);
    if (!std::regex_match(line, m, kComponent)) continue;
    Documented& parameter = out.components[m[1]];
    parameter.name = m[2];
    if (std::smatch value; std::regex_search(line, value, kDefault)) parameter.fallback = value[1];
  }
  for (const auto& [of, names] : references) {
    for (const std::string& name : names) out.paths[of].push_back(out.components[name].name);
  }
  for (auto& [of, names] : out.paths) std::sort(names.begin(), names.end());
  return out;
}

TEST(Endpoints, TakeTheParametersOfTheContract) {
  const Contract contract = read_contract();
  for (const Endpoint& endpoint : endpoints()) {
    const auto taken = names(endpoint.takes);
    std::vector<std::string> want(taken.begin(), taken.end());
    std::sort(want.begin(), want.end());
    const auto documented = contract.paths.find(std::string(endpoint.path));
    ASSERT_NE(documented, contract.paths.end()) << endpoint.path;
    EXPECT_EQ(documented->second, want) << endpoint.path;
  }
}

TEST(Endpoints, DefaultsAreThoseOfTheContract) {
  const Contract contract = read_contract();
  const Parameters parameters;
  const std::map<std::string, std::string> kDefaults = {
      {"tz", parameters.query.tz},
      {"bucket", std::string(name(parameters.query.bucket))},
      {"profile", parameters.query.profile},
      {"basis", std::string(name(parameters.basis))},
      {"period", std::string(name(parameters.period))},
      {"format", std::string(name(parameters.format))},
      {"limit", std::to_string(parameters.query.limit)},
      {"offset", std::to_string(parameters.query.offset)},
  };
  std::size_t compared = 0;
  for (const auto& [component, documented] : contract.components) {
    const auto known = kDefaults.find(documented.name);
    EXPECT_EQ(documented.fallback, known == kDefaults.end() ? "" : known->second) << component;
    compared += known != kDefaults.end();
  }
  EXPECT_GE(compared, kDefaults.size());
}

TEST(Endpoints, ASharedNameIsTakenOnce) {
  for (const Endpoint& endpoint : endpoints()) {
    auto taken = names(endpoint.takes);
    std::sort(taken.begin(), taken.end());
    EXPECT_EQ(std::adjacent_find(taken.begin(), taken.end()), taken.end()) << endpoint.path;
  }
}

}  // namespace
}  // namespace shiptally::api
