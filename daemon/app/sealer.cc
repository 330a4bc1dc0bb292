#include "daemon/app/sealer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unordered_map>

#include "daemon/app/read_file.h"
#include "daemon/net/secret.h"

namespace shiptally::app {
namespace {

constexpr std::size_t kKeyBytesMin = 16;

Error file_error(const std::filesystem::path& file, const char* what) {
  return {Code::unavailable, file.string() + ": " + what + ": " + std::strerror(errno)};
}

bool write_key(int fd, const std::string& key) {
  return ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
}

/// Without this the file's name could be lost with the power, though its content is on the disk.
bool sync_directory(const std::filesystem::path& directory) {
  const int fd = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

/// Half a key, left by a full disk, must never be taken for one: the file gets its name when it is whole.
Result<std::string> make_key(const std::filesystem::path& file) {
  const std::filesystem::path fresh = file.string() + ".new";
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return file_error(file, "cannot create the key");
  const std::string key = net::new_token();
  const bool written = write_key(fd, key);
  if (!written || std::rename(fresh.c_str(), file.c_str()) != 0 || !sync_directory(file.parent_path())) {
    const Error error = file_error(file, "cannot write the key");
    ::close(fd);
    ::unlink(fresh.c_str());
    return error;
  }
  ::close(fd);
  return key;
}

}  // namespace

Result<Sealer> Sealer::open(const std::filesystem::path& key_file) {
  std::error_code unknown;
  auto key = std::filesystem::exists(key_file, unknown) ? read_secret_file(key_file) : make_key(key_file);
  if (key.has_error()) return key.error();
  if (key->size() < kKeyBytesMin)
    return Error{Code::invalid, key_file.string() + ": a key needs at least 16 bytes"};
  return Sealer(std::move(*key));
}

void Sealer::seal(RequestBatch& batch) const {
  std::unordered_map<std::string_view, std::string_view> seals;
  for (Request& row : batch.rows) {
    if (row.user.empty()) continue;
    const auto [at, fresh] = seals.try_emplace(row.user);
    if (fresh) at->second = batch.keep(net::hmac_sha256(key_, row.user).substr(0, kSealBytes));
    row.user = at->second;
  }
}

}  // namespace shiptally::app
