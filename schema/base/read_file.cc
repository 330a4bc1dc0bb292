#include "schema/base/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace shiptally {
namespace {

constexpr std::size_t kFileBytesMax = 16U << 20;

Error file_error(const std::filesystem::path& file, int number) {
  return {Code::invalid, file.string() + ": cannot read: " + std::strerror(number)};
}

}  // namespace

// By read(2): a stream says neither that the file is a directory nor that reading broke off.  A pipe would be
// waited for and a device read for ever, so neither is opened to be read.
Result<std::string> read_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return file_error(file, errno);
  struct stat status {};
  const int number = ::fstat(fd, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
  if (number != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd);
    if (number != 0) return file_error(file, number);
    return Error{Code::invalid, file.string() + ": cannot read: not a regular file"};
  }
  std::string text;
  char part[16384];
  ssize_t got = 0;
  while (text.size() <= kFileBytesMax && (got = ::read(fd, part, sizeof part)) > 0)
    text.append(part, static_cast<std::size_t>(got));
  const int broken = errno;
  ::close(fd);
  if (got < 0) return file_error(file, broken);
  if (text.size() > kFileBytesMax) return Error{Code::invalid, file.string() + ": longer than 16 MiB"};
  return text;
}

Result<std::string> read_secret_file(const std::filesystem::path& file) {
  auto text = read_file(file);
  if (text.has_error()) return text;
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return text;
}

}  // namespace shiptally
