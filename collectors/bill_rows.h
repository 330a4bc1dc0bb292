#pragma once
// Rows of a bill as charges in our generic form.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/line_types.h"
#include "schema/hash.h"
#include "schema/result.h"

namespace shiptally::collectors {

/// A row as it was read, without its key.
struct BillRow {
  std::string members;  ///< of the charge's JSON object
  RequestId content;    ///< hash of them: equal rows are equal in what is read, whatever else they hold
};

/// Reads the rows below one header.  Not thread-safe.
class BillRows {
 public:
  /// Code::invalid names every column that must be there and is not, or is there twice.
  static Result<BillRows> open(const BillFormat& format, const BillRules& rules,
                               std::span<const std::string> header);

  /// `cells` are as many as the header has.  An error begins with its column: "BilledCost: …".
  Result<BillRow> read(std::span<const std::string> cells) const;

  /// An error of the collector of charges ("to: …") with the column's name for the field's.
  std::string by_column(std::string_view error) const;

 private:
  struct Column {
    std::string name;
    std::size_t index = 0;
  };
  struct Source {
    std::string field;
    std::vector<Column> columns;  ///< those that are in the file
    bool required = false;        ///< of each row
    std::string value;            ///< where none of them tells
  };
  Result<void> add_tags(std::string_view text, std::string& members) const;

  std::string source_;
  bool has_end_ = true;  ///< a column says when the period ends
  std::optional<LineTypeReader> types_;
  std::vector<Source> sources_;
  std::vector<Column> tags_;  ///< one or none
  std::vector<std::string> team_tags_, service_tags_;
};

/// The charge with its key: the `before`th of its content, from 0.
std::string charge_of(const BillRow& row, std::uint32_t before);

}  // namespace shiptally::collectors
