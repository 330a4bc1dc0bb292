#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "collectors/bill_rows.h"
#include "daemon/cli/fact_door.h"
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
  struct Sent {
    std::vector<Origin> rows;
    std::optional<Result<app::Outcome>> outcome;
  };
  void send();
  void collect(bool all);
  void settle(const Sent& sent);

  FactDoor& door_;
  const std::string& file_;
  const collectors::BillRows& rows_;
  Rejects& rejects_;
  Taken& taken_;
  std::string pending_;
  std::vector<Origin> pending_rows_;
  std::optional<Error> failure_;

  std::mutex mutex_;  // protects the outcomes of what follows
  std::condition_variable answered_;
  std::deque<Sent> sent_;  ///< in the order of the file
};

}  // namespace shiptally::cli
