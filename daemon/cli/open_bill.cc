#include "daemon/cli/open_bill.h"

#include "daemon/cli/interrupt.h"

namespace shiptally::cli {

Result<OpenBill> open_bill(const std::string& name, const BillReading& reading) {
  auto file = CsvFile::open(name);
  if (file.has_error()) return file.error();
  if (!file->file().regular())
    return Error{Code::invalid, name + ": a bill is read twice, so it must be a regular file"};
  auto rows = collectors::BillRows::open(reading.format, reading.rules, file->header());
  if (rows.has_error()) return Error{rows.error().code, name + ":1: " + rows.error().message};
  return OpenBill{std::move(*file), std::move(*rows)};
}

Result<void> each_row(OpenBill& bill, const std::function<bool()>& stop, const VisitBillRow& visit) {
  CsvRow record;
  for (auto more = bill.file.next(record); interrupted() == 0 && !stop(); more = bill.file.next(record)) {
    if (more.has_error()) return more.error();
    if (!*more) break;
    if (record.error.empty())
      visit(record, bill.rows.read(record.cells));
    else
      visit(record, Error{Code::invalid, record.error});
  }
  return {};
}

}  // namespace shiptally::cli
