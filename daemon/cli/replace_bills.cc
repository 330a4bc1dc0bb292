#include "daemon/cli/replace_bills.h"

#include <algorithm>
#include <future>
#include <iostream>
#include <utility>

#include "collectors/bills/bill_cell.h"
#include "daemon/cli/bill_sender.h"
#include "daemon/cli/check_door.h"
#include "daemon/cli/control_client.h"
#include "daemon/cli/import_report.h"
#include "daemon/cli/interrupt.h"
#include "daemon/store/snapshot.h"

namespace shiptally::cli {
namespace {

using collectors::BillRow;
using collectors::BillRowKey;

constexpr std::string_view kPath = "/v1/charges";
constexpr std::size_t kRetractionsBytes = 4U << 20;
constexpr Millis kReadDeadline = std::chrono::minutes(10);  ///< for the ids of some ten million rows

/// A bill of another month in the place of this one would take this one back.
std::string other_period(const BillRow& row, const collectors::BillRows& rows, const std::string& period) {
  if (row.billing_period.empty() || row.billing_period.starts_with(period)) return {};
  return rows.by_column("billing_period: ") + row.billing_period.substr(0, period.size()) +
         " in a delivery of " + period;
}

std::string retraction(const std::string& source, const std::string& id, Instant updated) {
  std::string key;
  collectors::add_member(key, "source", source);
  collectors::add_member(key, "id", id);
  collectors::add_member(key, "updated_at", format_instant(updated));
  return "{\"retract\":{" + key + "}}\n";
}

}  // namespace

BillReplacement::BillReplacement(BillReading reading, BillDelivery delivery, FactDoor& door,
                                 std::string data_dir, Rejects rejects, Instant now)
    : reading_(std::move(reading)),
      delivery_(std::move(delivery)),
      version_{delivery_.billing_period + "/", delivery_.delivered},
      door_(door),
      data_dir_(std::move(data_dir)),
      rejects_(std::move(rejects)),
      now_(now) {
  reading_.format.source += "/" + delivery_.report;
  cursor_ = "bill/" + percent_encoded(reading_.format.source) + "/" + delivery_.billing_period;
}

Result<void> BillReplacement::run() {
  std::cout << reading_.format.source << ' ' << delivery_.billing_period << ", delivered "
            << format_instant(delivery_.delivered) << " (" << delivery_.delivered_by << ")\n";
  const auto superseded = is_superseded();
  if (superseded.has_error()) return superseded.error();
  if (*superseded) return {};
  if (const auto checked = check(); checked.has_error()) return checked;
  return interrupted() != 0 ? Result<void>() : replace();
}

Result<bool> BillReplacement::is_superseded() {
  const auto position = door_.position(cursor_);
  if (position.has_error()) return position.error();
  if (!*position) return false;
  const auto stored = parse_instant(**position);
  if (stored.has_error()) return stored.error();
  if (*stored <= delivery_.delivered) return false;
  std::cout << "a newer delivery, of " << **position << ", is stored: nothing is changed\n";
  return true;
}

Result<void> BillReplacement::check() {
  advance_.total_bytes = 0;
  for (const std::string& file : delivery_.files) {  // all of them, before the first is read
    const auto bill = open_bill(file, reading_);
    if (bill.has_error()) return bill.error();
    *advance_.total_bytes += 2 * bill->file.file().size();
  }
  const auto door = open_check_door(now_);
  for (const std::string& file : delivery_.files)
    if (const auto checked = check(file, *door); checked.has_error()) return checked;
  if (taken_.rejected == 0) return {};
  return Error{Code::invalid,
               "the delivery is not complete without the rejected rows: none of it was stored, "
               "and nothing taken back"};
}

Result<void> BillReplacement::check(const std::string& file, FactDoor& door) {
  auto bill = open_bill(file, reading_);
  if (bill.has_error()) return bill.error();
  BillSender sender(door, file, bill->rows, rejects_, taken_);
  const auto failed = [&] { return sender.failure().has_value(); };
  const auto read = each_row(*bill, failed, [&](const CsvRow& record, const Result<BillRow>& row) {
    std::string error = row.has_error() ? row.error().message : "";
    if (error.empty()) error = other_period(*row, bill->rows, delivery_.billing_period);
    if (!error.empty()) return sender.reject(record.line, record.text, error);
    sender.add(collectors::charge_of(*row, 0, version_), record.line, record.text);
    equal_.announce(row->content);
    rows_.push_back(row->content);
    show(*bill);
  });
  const auto sent = sender.finish();
  done_bytes_ += bill->file.file().size();
  return sent.has_error() ? sent : read;
}

Result<void> BillReplacement::replace() {
  auto before = current();
  if (before.has_error()) return before.error();
  const RowDifference change = difference(rows_, std::move(*before));
  for (const std::string& file : delivery_.files)
    if (const auto sent = send(file, change.missing); sent.has_error()) return sent;
  if (interrupted() != 0) return {};
  if (taken_.rejected > 0)
    return Error{Code::invalid, "rows of the delivery were rejected: nothing was taken back for them"};
  if (const auto taken = take_back(change.gone); taken.has_error()) return taken;
  if (const auto verified = verify(); verified.has_error()) return verified;
  return move_cursor();
}

Result<void> BillReplacement::send(const std::string& file, const std::vector<BillRowKey>& missing) {
  auto bill = open_bill(file, reading_);
  if (bill.has_error()) return bill.error();
  BillSender sender(door_, file, bill->rows, rejects_, taken_);
  const auto failed = [&] { return sender.failure().has_value(); };
  const auto read = each_row(*bill, failed, [&](const CsvRow& record, const Result<BillRow>& row) {
    if (row.has_error()) return sender.reject(record.line, record.text, row.error().message);
    const BillRowKey key{row->content, equal_.before(row->content)};
    if (std::binary_search(missing.begin(), missing.end(), key))
      sender.add(collectors::charge_of(*row, key.before, version_), record.line, record.text);
    else
      ++taken_.duplicate;
    show(*bill);
  });
  const auto sent = sender.finish();
  done_bytes_ += bill->file.file().size();
  return sent.has_error() ? sent : read;
}

Result<void> BillReplacement::take_back(const std::vector<BillRowKey>& gone) {
  Taken answers;
  std::string lines;
  for (const BillRowKey& key : gone) {
    lines += retraction(reading_.format.source, version_.id_prefix + row_id(key), version_.updated);
    if (lines.size() < kRetractionsBytes && &key != &gone.back()) continue;
    if (const auto sent = post(door_, kPath, std::exchange(lines, {}), answers); sent.has_error())
      return sent;
  }
  taken_back_ = answers.accepted;
  if (answers.rejected == 0) return {};
  return Error{Code::internal, "rows could not be taken back: " + answers.first_rejection};
}

Result<void> BillReplacement::verify() const {
  auto after = current();
  if (after.has_error()) return after.error();
  const RowDifference rest = difference(rows_, std::move(*after));
  if (!rest.gone.empty())
    return Error{Code::invalid, std::to_string(rest.gone.size()) +
                                    " rows of a newer delivery are stored, whose import did not end: import "
                                    "that one again"};
  if (!rest.missing.empty())
    return Error{Code::invalid, std::to_string(rest.missing.size()) +
                                    " rows were taken back by a delivery of the same time or a newer one: is "
                                    "this one newer, tell its time with --delivered-at"};
  return {};
}

Result<void> BillReplacement::move_cursor() {
  std::promise<Result<void>> moved;
  door_.deliver(kPath, {}, Cursor{cursor_, format_instant(delivery_.delivered)},
                [&](const Result<ingest::Outcome>& outcome) {
                  moved.set_value(outcome.has_error() ? Result<void>(outcome.error()) : Result<void>());
                });
  return moved.get_future().get();
}

Result<std::vector<BillRowKey>> BillReplacement::current() const {
  const auto reader = store::Reader::open(data_dir_);
  if (reader.has_error()) return reader.error();
  const auto snapshot = (*reader)->begin(kReadDeadline);
  if (snapshot.has_error()) return snapshot.error();
  std::vector<BillRowKey> out;
  std::string unknown;
  const auto read =
      (*snapshot)->charge_ids(reading_.format.source, version_.id_prefix, [&](std::string_view id) {
        if (const auto key = collectors::read_row_id(id.substr(version_.id_prefix.size())))
          out.push_back(*key);
        else
          unknown = id;
      });
  if (read.has_error()) return read.error();
  if (unknown.empty()) return out;
  return Error{Code::invalid,
               "charge " + unknown + " of " + reading_.format.source + " came from no import: retract it"};
}

void BillReplacement::show(const OpenBill& bill) {
  advance_.done_bytes = done_bytes_ + bill.file.file().offset();
  advance_.rows = taken_.rows();
  bar_.show(advance_);
}

int BillReplacement::report(const Result<void>& result) {
  bar_.clear();
  const int code = report_import(taken_, rejects_, bar_.elapsed(), result);
  if (taken_back_ > 0) std::cout << "taken back " << taken_back_ << '\n';
  return code;
}

}  // namespace shiptally::cli
