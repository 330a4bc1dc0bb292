#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collectors/bills/bill_format.h"
#include "schema/base/result.h"

namespace shiptally::collectors {

/// Reads what follows from a row's type: its category, its list and its effective cost.
class LineTypeReader {
 public:
  static Result<LineTypeReader> open(LineTypes types, std::span<const std::string> header);

  /// Adds these to the members of a charge.  A type that is not known, and an effective cost without the
  /// columns it needs, are errors: neither is guessed.
  Result<void> add(std::span<const std::string> cells, std::string& members) const;

 private:
  /// Empty where the column is not in the file.
  std::string_view cell(std::span<const std::string> cells, const std::string& column) const;
  Result<std::string> effective(std::span<const std::string> cells,
                                const std::vector<std::string>& columns) const;

  LineTypes types_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace shiptally::collectors
