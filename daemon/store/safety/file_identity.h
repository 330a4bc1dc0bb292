#pragma once
// Whether a file is still the one that was opened.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace shiptally::store {

/// The files of a data directory, as they were when this was made.  Looking costs some microseconds, unless a
/// network file system does not answer.
class FileIdentity {
 public:
  explicit FileIdentity(std::vector<std::filesystem::path> files);

  /// The first that is gone, or another one by now, in words.  What was not there at first is not missed.
  std::optional<std::string> changed() const;

 private:
  struct Seen {
    std::filesystem::path file;
    dev_t device;
    ino_t inode;
  };
  std::vector<Seen> seen_;
};

}  // namespace shiptally::store
