#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/bills/bill_rows.h"
#include "daemon/cli/answers_in_order.h"
#include "daemon/cli/rejects.h"

namespace shiptally::cli {

/// Sends the charges of one file in deliveries of some megabytes, and tells rejected ones by their line.
/// Used by one thread.
class BillSender {
 public:
  /// All of these outlive the sender.
  BillSender(FactDoor& door, const std::string& file, const collectors::BillRows& rows, Rejects& rejects,
             Taken& taken)
      : door_(door), file_(file), rows_(rows), rejects_(rejects), taken_(taken) {}

  /// `text` is the row as written, from `line` on.
  void add(std::string_view charge, std::uint64_t line, std::string_view text);
  void reject(std::uint64_t line, std::string_view text, const std::string& reason);

  /// The first failure of a delivery so far: after it nothing more is worth sending.
  const std::optional<Error>& failure() const { return failure_; }
  /// Once at the end: waits until all is on the disk.
  Result<void> finish();

 private:
  struct Origin {
    std::uint64_t line;
    std::string text;
  };
  using Rows = std::vector<Origin>;
  void send();
  void collect(bool all);
  void settle(const Rows& rows, const Result<ingest::Outcome>& answer);

  FactDoor& door_;
  const std::string& file_;
  const collectors::BillRows& rows_;
  Rejects& rejects_;
  Taken& taken_;
  std::string pending_;
  Rows pending_rows_;
  std::optional<Error> failure_;
  AnswersInOrder<Rows> answers_;
};

}  // namespace shiptally::cli
