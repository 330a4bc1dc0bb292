#pragma once
// Where the command line takes facts to: the running daemon, or the database where none runs.  Both go
// through the same collectors, so a file means the same as a POST.

#include <memory>
#include <string>
#include <string_view>

#include "schema/result.h"

namespace shiptally::cli {

/// Sums of the answers so far.
struct Taken {
  std::size_t accepted = 0;
  std::size_t duplicate = 0;
  std::size_t rejected = 0;
  std::string first_rejection;  ///< "row 3: …", counted from 1 over all deliveries

  std::size_t rows() const { return accepted + duplicate + rejected; }
};

class FactDoor {
 public:
  virtual ~FactDoor() = default;
  /// Takes NDJSON to a path of the write API ("/v1/commits"); returns once it is on the disk.
  virtual Result<void> post(std::string_view path, std::string ndjson, Taken& taken) = 0;
};

/// The daemon's unix socket if one runs on the directory, else the database itself, with the names and
/// prices of `config_file` (empty: the defaults).
Result<std::unique_ptr<FactDoor>> open_fact_door(const std::string& data_dir, const std::string& config_file);

}  // namespace shiptally::cli
