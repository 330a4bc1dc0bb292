#pragma once

#include <functional>
#include <string>

#include "collectors/bills/bill_format.h"
#include "collectors/bills/bill_rows.h"
#include "daemon/cli/csv_file.h"

namespace shiptally::cli {

/// How bills are read.
struct BillReading {
  collectors::BillFormat format;
  BillRules rules;
};

/// A file of a bill behind its header.
struct OpenBill {
  CsvFile file;
  collectors::BillRows rows;
};

/// Bills are read twice, so only regular files.
Result<OpenBill> open_bill(const std::string& name, const BillReading& reading);

/// A record of a bill as written, and what it says; the error of one that cannot be read names its column.
using VisitBillRow = std::function<void(const CsvRow& record, const Result<collectors::BillRow>& row)>;

/// Up to the end, until `stop` says so, or until a signal came.  Damage of the file is an error.
Result<void> each_row(OpenBill& bill, const std::function<bool()>& stop, const VisitBillRow& visit);

}  // namespace shiptally::cli
