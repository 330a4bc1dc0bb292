#pragma once
// Where the command line takes facts to: the running daemon, or the database where none runs.  Both go
// through the same collectors, so a file means the same as a POST.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/ingest/ingest.h"
#include "schema/batch.h"

namespace shiptally::cli {

/// Sums of the answers so far.
struct Taken {
  std::size_t accepted = 0;
  std::size_t duplicate = 0;
  std::size_t rejected = 0;
  std::size_t ignored = 0;
  std::string first_rejection;  ///< "row 3: …", counted from 1 over all deliveries

  std::size_t rows() const { return accepted + duplicate + rejected + ignored; }
  void add(const ingest::Outcome& outcome);
};

/// A few deliveries are under way at a time; one thread hands them in.
class FactDoor {
 public:
  virtual ~FactDoor() = default;  ///< ends what is under way

  /// Called once for each delivery, from any thread, when its rows and its cursor are on the disk.
  /// Code::unreadable when the text as a whole was none; other errors: nothing of it was kept.
  using Done = ingest::Stored;
  /// Takes NDJSON to a path of the write API ("/v1/commits"), and a cursor with it.  Waits while as many
  /// deliveries are under way as the door takes.  No text at all moves the cursor alone.
  virtual void deliver(std::string_view path, std::string ndjson, std::optional<Cursor> cursor,
                       Done done) = 0;

  /// Whether deliveries come to the disk in the order in which they were handed in, and none after one that
  /// failed.  Then a delivery may carry the position of its own end; otherwise only one before which every
  /// delivery was acknowledged.
  virtual bool keeps_order() const = 0;

  /// Where a cursor stands; none when it was never moved.
  virtual Result<std::optional<std::string>> position(const std::string& cursor) = 0;
};

/// Delivers and waits.
Result<void> post(FactDoor& door, std::string_view path, std::string ndjson, Taken& taken);

/// The daemon's unix socket if one runs on the directory, else the database itself, with the names and
/// prices of `config_file` (empty: the defaults).
Result<std::unique_ptr<FactDoor>> open_fact_door(const std::string& data_dir, const std::string& config_file);

}  // namespace shiptally::cli
