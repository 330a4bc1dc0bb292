// Bills as CSV: FOCUS, AWS CUR or as the configuration maps it.  The files of one command are one delivery of
// a bill; with a manifest, or a name, it takes the place of the one before.

#include "collectors/bills/bill_format.h"
#include "collectors/bills/equal_rows.h"
#include "daemon/app/rules.h"
#include "daemon/cli/bill_delivery.h"
#include "daemon/cli/bill_sender.h"
#include "daemon/cli/commands.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/import_report.h"
#include "daemon/cli/interrupt.h"
#include "daemon/cli/open_bill.h"
#include "daemon/cli/progress.h"
#include "daemon/cli/replace_bills.h"
#include "daemon/clock/clock.h"

namespace shiptally::cli {
namespace {

/// Reads the files twice: equal rows have to be known before the first of them is sent.
class BillImport {
 public:
  BillImport(BillReading reading, FactDoor& door, Rejects rejects)
      : reading_(std::move(reading)), door_(door), rejects_(std::move(rejects)) {}

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
  Result<void> announce(const std::string& name) {
    auto bill = open_bill(name, reading_);
    if (bill.has_error()) return bill.error();
    *advance_.total_bytes += bill->file.file().size();
    return each_row(
        *bill, [] { return false; },
        [this](const CsvRow&, const Result<collectors::BillRow>& row) {
          if (row.has_value()) equal_.announce(row->content);
        });
  }

  Result<void> send(const std::string& name) {
    auto bill = open_bill(name, reading_);
    if (bill.has_error()) return bill.error();
    BillSender sender(door_, name, bill->rows, rejects_, taken_);
    const auto failed = [&] { return sender.failure().has_value(); };
    const auto read =
        each_row(*bill, failed, [&](const CsvRow& record, const Result<collectors::BillRow>& row) {
          if (row.has_error()) return sender.reject(record.line, record.text, row.error().message);
          sender.add(collectors::charge_of(*row, equal_.before(row->content)), record.line, record.text);
          show(bill->file);
        });
    const auto sent = sender.finish();
    done_bytes_ += bill->file.file().size();
    return sent.has_error() ? sent : read;
  }

  void show(const CsvFile& file) {
    advance_.done_bytes = done_bytes_ + file.file().offset();
    advance_.rows = taken_.rows();
    bar_.show(advance_);
  }

  const BillReading reading_;
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

bool replaces(const ImportFlags& flags) { return !flags.manifest_file.empty() || !flags.replace.empty(); }

}  // namespace

int import_bills(const ImportFlags& flags) {
  auto rejects = Rejects::open(flags.rejects_file);
  if (rejects.has_error()) return fail(rejects.error());
  const auto config = app::load_config(flags.config_file);
  if (config.has_error()) return fail(config.error());
  auto format = format_of(flags, config->bills);
  if (format.has_error()) return fail(format.error());
  Result<BillDelivery> delivery = replaces(flags) ? find_delivery(flags) : BillDelivery{};
  if (delivery.has_error()) return fail(delivery.error());
  const auto door = open_fact_door(flags.data_dir, flags.config_file);
  if (door.has_error()) return fail(door.error());
  stop_on_signals();
  BillReading reading{std::move(*format), config->bills};
  if (!replaces(flags)) {
    BillImport import(std::move(reading), **door, std::move(*rejects));
    return import.report(import.run(flags.files));
  }
  BillReplacement import(std::move(reading), std::move(*delivery), **door, flags.data_dir,
                         std::move(*rejects), clock::system_time());
  return import.report(import.run());
}

}  // namespace shiptally::cli
