#pragma once
// Questions of people in SQL, over everything that is stored: the views and tables of schema/sql, and the
// calls as the table `request`.  Read-only.

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "schema/base/result.h"

namespace shiptally::store {

struct SqlValue {
  std::optional<std::string> text;  ///< blobs as hex digits; none for NULL
  bool is_number = false;
};

/// A row; valid during the call.
using VisitSqlRow = std::function<void(std::span<const SqlValue>)>;

/// Runs one statement; the first row that is shown holds the names of the columns.  Beside a running daemon,
/// too. Code::invalid for what is wrong with the statement.
Result<void> run_sql(const std::filesystem::path& data_dir, std::string_view statement,
                     const VisitSqlRow& visit);

}  // namespace shiptally::store
