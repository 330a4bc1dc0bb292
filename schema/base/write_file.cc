#include "schema/base/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace shiptally {
namespace {

constexpr mode_t kMode = S_IRUSR | S_IWUSR | S_IRGRP;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// 0, or what went wrong.
int write_and_rename(const Descriptor& directory, const std::string& fresh, const std::string& name,
                     std::string_view bytes) {
  {
    const Descriptor file(::openat(directory.get(), fresh.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kMode));
    if (file.get() < 0) return errno;
    if (::fchmod(file.get(), kMode) != 0 || !write_all(file.get(), bytes) || ::fsync(file.get()) != 0)
      return errno;
  }
  if (::renameat(directory.get(), fresh.c_str(), directory.get(), name.c_str()) != 0) return errno;
  return ::fsync(directory.get()) == 0 ? 0 : errno;
}

}  // namespace

Result<void> replace_file(const std::filesystem::path& directory, const std::string& name,
                          std::string_view bytes) {
  if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
    return Error{Code::invalid, "\"" + name + "\" is not the name of a file"};
  const auto failure = [&](int error) {
    return Error{Code::unavailable,
                 (directory / name).string() + ": " + std::generic_category().message(error)};
  };
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) return failure(errno);
  const std::string fresh = "." + name + ".new";
  const int error = write_and_rename(opened, fresh, name, bytes);
  if (error == 0) return {};
  ::unlinkat(opened.get(), fresh.c_str(), 0);
  return failure(error);
}

}  // namespace shiptally
