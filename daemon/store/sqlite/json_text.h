#pragma once
// Lists in a column are JSON text, so that people can use json_each() on them.  Written and read here only.

#include <string>
#include <string_view>
#include <vector>

#include "schema/base/result.h"
#include "schema/facts.h"

namespace shiptally::store {

std::string to_json(const std::vector<std::string>& list);  ///< ["a","b"]
std::string to_json(
    const std::vector<DeployedCommit>& commits);  ///< [{"repo":"a","sha":"b","finished_ms":1}]

/// Read back what to_json wrote; any other text is Code::internal.
Result<std::vector<std::string>> texts_from_json(std::string_view json);
Result<std::vector<DeployedCommit>> commits_from_json(std::string_view json);

}  // namespace shiptally::store
