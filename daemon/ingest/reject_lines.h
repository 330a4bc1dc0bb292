#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schema/batch.h"

namespace shiptally::ingest {

/// Every line that is not blank, rejected for one reason: what becomes of lines of a file of which not one
/// is a row, where a body would be refused as a whole.
std::vector<Rejection> reject_lines(std::string_view text, const std::string& reason);

}  // namespace shiptally::ingest
