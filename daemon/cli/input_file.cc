#include "daemon/cli/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "schema/base/hash.h"

namespace shiptally::cli {

Result<InputFile> InputFile::open(const std::string& name) {
  const bool standard = name == "-";
  const int fd =
      standard ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  InputFile file(standard ? "standard input" : name, fd, {});
  if (fd < 0) return file.error("cannot open");
  struct stat status {};
  if (::fstat(fd, &status) != 0) return file.error("cannot read");
  // Standard input may be a file of which somebody else has read the beginning.
  if (S_ISREG(status.st_mode) && ::lseek(fd, 0, SEEK_CUR) == 0) {
    file.size_ = static_cast<std::uint64_t>(status.st_size);
    (void)::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  return file;
}

InputFile::~InputFile() {
  if (fd_ >= 0) ::close(fd_);
}

InputFile::InputFile(InputFile&& other) noexcept
    : name_(std::move(other.name_)),
      fd_(std::exchange(other.fd_, -1)),
      size_(other.size_),
      offset_(other.offset_) {}

Result<std::size_t> InputFile::read(std::span<char> into) {
  const ssize_t got = regular() ? ::pread(fd_, into.data(), into.size(), static_cast<off_t>(offset_))
                                : ::read(fd_, into.data(), into.size());
  if (got < 0) return error("cannot read");
  offset_ += static_cast<std::uint64_t>(got);
  return static_cast<std::size_t>(got);
}

Result<std::string> InputFile::read_at(std::uint64_t offset, std::size_t bytes) const {
  std::string out(bytes, '\0');
  std::size_t filled = 0;
  while (filled < bytes) {
    const ssize_t got =
        ::pread(fd_, out.data() + filled, bytes - filled, static_cast<off_t>(offset + filled));
    if (got < 0) return error("cannot read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  out.resize(filled);
  return out;
}

Error InputFile::error(const char* what) const {
  const Code code = errno == ENOENT ? Code::not_found : Code::unavailable;
  return {code, name_ + ": " + what + ": " + std::strerror(errno)};
}

Result<std::string> content_identity(const InputFile& file) {
  constexpr std::uint64_t kEnds = 64U << 10, kSample = 4U << 10, kSamples = 32;
  Hasher hasher;
  const auto add = [&](std::uint64_t offset, std::uint64_t bytes) -> Result<void> {
    const auto text = file.read_at(offset, static_cast<std::size_t>(bytes));
    if (text.has_error()) return text.error();
    hasher.text(*text);
    return {};
  };
  const std::uint64_t size = file.size();
  Result<void> added = add(0, std::min(size, kEnds));
  for (std::uint64_t i = 1; i <= kSamples && size > kEnds && !added.has_error(); ++i)
    added = add(size / (kSamples + 1) * i, kSample);
  if (size > kEnds && !added.has_error()) added = add(size - kEnds, kEnds);
  if (added.has_error()) return added.error();
  const Hash128 hash = hasher.digest();
  char hex[33];
  std::snprintf(hex, sizeof hex, "%016llx%016llx", static_cast<unsigned long long>(hash.high),
                static_cast<unsigned long long>(hash.low));
  return std::to_string(size) + "-" + hex;
}

}  // namespace shiptally::cli
