#include "daemon/ingest/sealer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <vector>

#include "daemon/net/secret.h"
#include "schema/base/hash.h"
#include "schema/base/read_file.h"

namespace shiptally::ingest {
namespace {

constexpr std::size_t kUserKeyBytesMin = 16;
constexpr std::size_t kFingerprintBytes = 8;

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

Result<std::optional<Sealer>> Sealer::find(const std::filesystem::path& key_file) {
  std::error_code unknown;
  if (!std::filesystem::exists(key_file, unknown)) return std::optional<Sealer>();
  auto key = read_secret_file(key_file);
  if (key.has_error()) return key.error();
  if (key->size() < kUserKeyBytesMin)
    return Error{Code::invalid, key_file.string() + ": a key needs at least 16 bytes"};
  return std::optional<Sealer>(Sealer(std::move(*key)));
}

Result<Sealer> Sealer::open(const std::filesystem::path& key_file) {
  auto known = find(key_file);
  if (known.has_error()) return known.error();
  if (*known) return std::move(**known);
  auto key = make_key(key_file);
  if (key.has_error()) return key.error();
  return Sealer(std::move(*key));
}

std::string Sealer::fingerprint() const {
  return net::hex(
      net::hmac_sha256(key_, "shiptally: fingerprint of a user key").substr(0, kFingerprintBytes));
}

struct Sealer::Made {
  struct Seal {
    RequestId user;  ///< its hash
    std::array<char, kSealBytes> bytes{};
  };

  static constexpr std::size_t kPlaces = 4;

  std::mutex mutex;               // protects `seals`
  std::vector<Seal> seals{8192};  ///< by the hash; a newer one takes the place of an older
  const std::uint64_t seed = [] {
    std::uint64_t out = 0;
    std::memcpy(&out, net::random_bytes(sizeof out).data(), sizeof out);
    return out;
  }();

  std::string_view seal(const std::string& key, std::string_view user) {
    const RequestId hash = seeded_hash(user, seed);
    // Four places for each, so that two users who meet in one do not push each other out all the time.
    Seal* const places = &seals[hash.low % (seals.size() / kPlaces) * kPlaces];
    Seal* known = std::find_if(places, places + kPlaces,
                               [&](const Seal& s) { return s.user == hash || s.user == RequestId(); });
    if (known == places + kPlaces) known = places + hash.high % kPlaces;
    if (known->user != hash) {
      net::hmac_sha256(key, user).copy(known->bytes.data(), kSealBytes);
      known->user = hash;
    }
    return {known->bytes.data(), kSealBytes};
  }
};

Sealer::Sealer(std::string key) : key_(std::move(key)), made_(std::make_unique<Made>()) {}
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer::~Sealer() { net::wipe(key_); }

void Sealer::seal(RequestBatch& batch) const {
  if (batch.rows.empty()) return;
  std::string& seals = batch.text.emplace_back();
  seals.reserve(batch.rows.size() * kSealBytes);  // grows no more: the views stay
  const std::lock_guard lock(made_->mutex);
  for (Request& row : batch.rows) {
    if (row.user.empty()) continue;
    seals += made_->seal(key_, row.user);
    row.user = std::string_view(seals).substr(seals.size() - kSealBytes);
  }
}

}  // namespace shiptally::ingest
