#include "daemon/app/sealer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <unordered_map>

#include "daemon/net/secret.h"

namespace shiptally::app {
namespace {

constexpr std::size_t kKeyBytesMin = 16;

Error file_error(const std::filesystem::path& file, const char* what) {
  return {Code::unavailable, file.string() + ": " + what + ": " + std::strerror(errno)};
}

Result<std::string> make_key(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return file_error(file, "cannot create the key");
  const std::string key = net::new_token();
  const bool written =
      ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!written) return file_error(file, "cannot write the key");
  return key;
}

}  // namespace

Result<Sealer> Sealer::open(const std::filesystem::path& key_file) {
  std::ifstream in(key_file, std::ios::binary);
  if (!in) {
    if (std::filesystem::exists(key_file)) return file_error(key_file, "cannot read the key");
    auto key = make_key(key_file);
    if (key.has_error()) return key.error();
    return Sealer(std::move(*key));
  }
  std::string key{std::istreambuf_iterator<char>(in), {}};
  while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) key.pop_back();
  if (key.size() < kKeyBytesMin)
    return Error{Code::invalid, key_file.string() + ": a key needs at least 16 bytes"};
  return Sealer(std::move(key));
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
