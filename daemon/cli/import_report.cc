#include "daemon/cli/import_report.h"

#include <iostream>

#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/interrupt.h"
#include "daemon/cli/progress.h"

namespace shiptally::cli {
namespace {

void print_summary(const Taken& taken, std::chrono::duration<double> elapsed) {
  std::cout << "accepted " << taken.accepted << ", duplicate " << taken.duplicate << ", rejected "
            << taken.rejected << "; " << taken.rows() << " rows in "
            << static_cast<std::uint64_t>(elapsed.count() * 10 + 0.5) / 10.0 << " s, "
            << rows_per_second(taken.rows(), elapsed) << " rows/s\n";
}

}  // namespace

int report_import(const Taken& taken, Rejects& rejects, std::chrono::duration<double> elapsed,
                  const Result<void>& result) {
  if (taken.rows() > 0 || result.has_value()) print_summary(taken, elapsed);
  const std::string rejected = rejects.report();
  if (!rejected.empty()) std::cerr << "shiptally: rejected:\n" << rejected;
  if (const auto written = rejects.finish(); written.has_error()) return fail(written.error());
  if (interrupted() != 0) {
    std::cerr << "shiptally: interrupted\n";
    return 128 + interrupted();
  }
  if (result.has_error()) return fail(result.error());
  return taken.rejected == 0 ? kDone : kFailed;
}

}  // namespace shiptally::cli
