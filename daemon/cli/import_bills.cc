// Bills as CSV: FOCUS, AWS CUR or as the configuration maps it.  The files of one command are one delivery of
// a bill.

#include "collectors/bill_format.h"
#include "collectors/equal_rows.h"
#include "daemon/app/rules.h"
#include "daemon/cli/bill_sender.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/csv_file.h"
#include "daemon/cli/import_report.h"
#include "daemon/cli/interrupt.h"
#include "daemon/cli/progress.h"

namespace shiptally::cli {
namespace {

struct OpenBill {
  CsvFile file;
  collectors::BillRows rows;
};

/// Reads the files twice: equal rows have to be known before the first of them is sent.
class BillImport {
 public:
  BillImport(collectors::BillFormat format, BillRules rules, FactDoor& door, Rejects rejects)
      : format_(std::move(format)), rules_(std::move(rules)), door_(door), rejects_(std::move(rejects)) {}

  Result<void> run(const std::vector<std::string>& files) {
    advance_.total_bytes = 0;
    for (const std::string& file : files)
      if (auto announced = announce(file); announced.has_error()) return announced;
    for (const std::string& file : files) {
      if (interrupted() != 0) break;
      if (auto sent = send(file); sent.has_error()) return sent;
    }
    return {};
  }

  int report(const Result<void>& result) {
    bar_.clear();
    return report_import(taken_, rejects_, bar_.elapsed(), result);
  }

 private:
  Result<OpenBill> open(const std::string& name) const {
    auto file = CsvFile::open(name);
    if (file.has_error()) return file.error();
    if (!file->file().regular())
      return Error{Code::invalid, name + ": a bill is read twice, so it must be a regular file"};
    auto rows = collectors::BillRows::open(format_, rules_, file->header());
    if (rows.has_error()) return Error{rows.error().code, name + ":1: " + rows.error().message};
    return OpenBill{std::move(*file), std::move(*rows)};
  }

  Result<void> announce(const std::string& name) {
    auto bill = open(name);
    if (bill.has_error()) return bill.error();
    *advance_.total_bytes += bill->file.file().size();
    CsvRow row;
    for (auto more = bill->file.next(row); interrupted() == 0; more = bill->file.next(row)) {
      if (more.has_error()) return more.error();
      if (!*more) break;
      if (!row.error.empty()) continue;
      const auto read = bill->rows.read(row.cells);
      if (read.has_value()) equal_.announce(read->content);
    }
    return {};
  }

  Result<void> send(const std::string& name) {
    auto bill = open(name);
    if (bill.has_error()) return bill.error();
    BillSender sender(door_, name, bill->rows, rejects_, taken_);
    const auto read = send_rows(*bill, sender);
    const auto sent = sender.finish();
    done_bytes_ += bill->file.file().size();
    return sent.has_error() ? sent : read;
  }

  Result<void> send_rows(OpenBill& bill, BillSender& sender) {
    CsvRow row;
    for (auto more = bill.file.next(row); interrupted() == 0 && !sender.failure();
         more = bill.file.next(row)) {
      if (more.has_error()) return more.error();
      if (!*more) break;
      if (!row.error.empty()) {
        sender.reject(row.line, row.text, row.error);
        continue;
      }
      const auto read = bill.rows.read(row.cells);
      if (read.has_value())
        sender.add(collectors::charge_of(*read, equal_.before(read->content)), row.line, row.text);
      else
        sender.reject(row.line, row.text, read.error().message);
      show(bill.file);
    }
    return {};
  }

  void show(const CsvFile& file) {
    advance_.done_bytes = done_bytes_ + file.file().offset();
    advance_.rows = taken_.rows();
    bar_.show(advance_);
  }

  const collectors::BillFormat format_;
  const BillRules rules_;
  FactDoor& door_;
  Rejects rejects_;
  collectors::EqualRows equal_;
  Taken taken_;
  ProgressBar bar_;
  Advance advance_;
  std::uint64_t done_bytes_ = 0;  ///< of the files before
};

Result<collectors::BillFormat> format_of(const ImportFlags& flags, const BillRules& rules) {
  if (flags.kind == "focus") return collectors::focus_format();
  if (flags.kind == "cur") return collectors::cur_format();
  const auto mapping = rules.mappings.find(flags.mapping);
  if (mapping == rules.mappings.end())
    return Error{Code::invalid,
                 "bills.mappings." + flags.mapping + " is not in the configuration (--config)"};
  return collectors::mapped_format(mapping->first, mapping->second);
}

}  // namespace

int import_bills(const ImportFlags& flags) {
  auto rejects = Rejects::open(flags.rejects_file);
  if (rejects.has_error()) return fail(rejects.error());
  const auto config = app::load_config(flags.config_file);
  if (config.has_error()) return fail(config.error());
  auto format = format_of(flags, config->bills);
  if (format.has_error()) return fail(format.error());
  const auto door = open_fact_door(flags.data_dir, flags.config_file);
  if (door.has_error()) return fail(door.error());
  stop_on_signals();
  BillImport import(std::move(*format), config->bills, **door, std::move(*rejects));
  return import.report(import.run(flags.files));
}

}  // namespace shiptally::cli
