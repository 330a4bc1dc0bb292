#pragma once
// A delivery of a bill in the place of the one before it.
//
// First all rows are read and checked, and none is stored unless all are good: half of a delivery beside half
// of another is no bill.  Then the rows that are not current are sent, and only when all of them are on the
// disk what the delivery no longer has is taken back.  Both carry the delivery's time as their version, so a
// run that was killed is run again with the same result, an older delivery takes nothing from a newer one,
// and a row that was taken back can come again.

#include <string>
#include <vector>

#include "collectors/bills/equal_rows.h"
#include "daemon/cli/bill_delivery.h"
#include "daemon/cli/fact_door.h"
#include "daemon/cli/open_bill.h"
#include "daemon/cli/progress.h"
#include "daemon/cli/rejects.h"
#include "daemon/cli/row_difference.h"

namespace shiptally::cli {

/// Used once, by one thread.  In memory: some 100 bytes a row of the delivery, and nothing of its text.
class BillReplacement {
 public:
  /// `door` leads to the database of `data_dir` and outlives this.  `now` is when the delivery arrives.
  BillReplacement(BillReading reading, BillDelivery delivery, FactDoor& door, std::string data_dir,
                  Rejects rejects, Instant now);

  Result<void> run();
  /// Prints what became of the delivery; gives the exit code.
  int report(const Result<void>& result);

 private:
  Result<bool> is_superseded();
  Result<void> check();
  Result<void> check(const std::string& file, FactDoor& door);
  Result<void> replace();
  Result<void> send(const std::string& file, const std::vector<collectors::BillRowKey>& missing);
  Result<void> take_back(const std::vector<collectors::BillRowKey>& gone);
  Result<void> verify() const;
  Result<void> move_cursor();
  Result<std::vector<collectors::BillRowKey>> current() const;
  void show(const OpenBill& bill);

  BillReading reading_;
  const BillDelivery delivery_;
  const collectors::DeliveryVersion version_;
  FactDoor& door_;
  const std::string data_dir_;
  Rejects rejects_;
  const Instant now_;
  std::string cursor_;
  std::vector<Hash128> rows_;  ///< content of each row of the delivery
  collectors::EqualRows equal_;
  Taken taken_;
  std::size_t taken_back_ = 0;
  ProgressBar bar_;
  Advance advance_;
  std::uint64_t done_bytes_ = 0;  ///< of the files before, each of which is read twice
};

}  // namespace shiptally::cli
