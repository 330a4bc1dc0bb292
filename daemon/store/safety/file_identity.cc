#include "daemon/store/safety/file_identity.h"

#include <sys/stat.h>

#include <cerrno>

namespace shiptally::store {

FileIdentity::FileIdentity(std::vector<std::filesystem::path> files) {
  for (std::filesystem::path& file : files) {
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0) seen_.push_back({std::move(file), status.st_dev, status.st_ino});
  }
}

std::optional<std::string> FileIdentity::changed() const {
  for (const Seen& seen : seen_) {
    struct stat status {};
    if (::stat(seen.file.c_str(), &status) != 0) {
      // Anything else, an error of the disk for instance, the writer meets as well.
      if (errno == ENOENT || errno == ENOTDIR) return seen.file.string() + " is gone";
    } else if (status.st_dev != seen.device || status.st_ino != seen.inode) {
      return seen.file.string() + " was replaced by another one";
    }
  }
  return {};
}

}  // namespace shiptally::store
