#pragma once
// Rows of a bill as charges in our generic form.

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/bills/line_types.h"
#include "schema/base/hash.h"
#include "schema/base/instant.h"
#include "schema/base/result.h"

namespace shiptally::collectors {

/// A row as it was read, without its key.
struct BillRow {
  std::string members;  ///< of the charge's JSON object
  Hash128 content;      ///< hash of them: equal rows are equal in what is read, whatever else they hold
  std::string billing_period = {};  ///< its start in RFC 3339; empty: the row does not tell
};

/// What a row of a delivery is known by: the `before`th of its content, from 0.
struct BillRowKey {
  Hash128 content;
  std::uint32_t before = 0;
  friend constexpr auto operator<=>(const BillRowKey&, const BillRowKey&) = default;
};
/// 32 hexadecimal digits, then ".2" for the third of equal rows.
std::string row_id(const BillRowKey& key);
/// None where row_id() did not write it.
std::optional<BillRowKey> read_row_id(std::string_view id);

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

/// A delivery that replaces the one before it: its rows are told apart from those of other billing periods by
/// what begins their ids, and their versions by its time.
struct DeliveryVersion {
  std::string id_prefix;
  Instant updated;
};

/// The charge with its key; `version` of a delivery that replaces another.
std::string charge_of(const BillRow& row, std::uint32_t before,
                      const std::optional<DeliveryVersion>& version = {});

}  // namespace shiptally::collectors
