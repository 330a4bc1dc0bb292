#pragma once

#include <chrono>

#include "daemon/cli/fact_door.h"
#include "daemon/cli/rejects.h"

namespace shiptally::cli {

/// Prints what became of the rows of an import that ended with `result`; gives the exit code.
int report_import(const Taken& taken, Rejects& rejects, std::chrono::duration<double> elapsed,
                  const Result<void>& result);

}  // namespace shiptally::cli
