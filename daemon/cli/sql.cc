// One SQL statement over the stored facts, as CSV on standard output.

#include "daemon/store/sqlite/sql.h"

#include <iostream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "schema/base/csv.h"

namespace shiptally::cli {

int sql(const SqlFlags& flags) {
  const auto print = [](std::span<const store::SqlValue> values) {
    std::string line;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) line += ',';
      if (values[i].is_number)
        line += *values[i].text;
      else if (values[i].text)
        append_csv_text(line, *values[i].text);
    }
    std::cout << line << "\r\n";
  };
  const auto done = store::run_sql(flags.data_dir, flags.statement, print);
  std::cout.flush();
  return done.has_error() ? fail(done.error()) : int{kDone};
}

}  // namespace shiptally::cli
