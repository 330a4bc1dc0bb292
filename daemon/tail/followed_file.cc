#include "daemon/tail/followed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <utility>

#include "schema/base/hash.h"

namespace shiptally::tail {
namespace {

constexpr std::uint64_t kHeadBytes = 1024;
constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

std::optional<FileId> identify(int directory, const char* path, int flags) {
  struct statx status {};
  if (::statx(directory, path, flags, STATX_INO | STATX_BTIME, &status) != 0) return {};
  FileId id;
  id.device = (std::uint64_t{status.stx_dev_major} << 32) | status.stx_dev_minor;
  id.inode = status.stx_ino;
  if ((status.stx_mask & STATX_BTIME) != 0)
    id.birth_ns = status.stx_btime.tv_sec * kNanosPerSecond + status.stx_btime.tv_nsec;
  return id;
}

bool is_compressed(std::string_view head) {
  return head.starts_with("\x1F\x8B") || head.starts_with("\x28\xB5\x2F\xFD");
}

Head head_of(std::string_view text) {
  const std::string_view first = text.substr(0, kHeadBytes);
  const Hash128 hash = Hasher().text(first).digest();
  char hex[33];
  std::snprintf(hex, sizeof hex, "%016llx%016llx", static_cast<unsigned long long>(hash.high),
                static_cast<unsigned long long>(hash.low));
  return {first.size(), hex};
}

}  // namespace

std::string FileId::text() const {
  return std::to_string(device) + ":" + std::to_string(inode) + ":" + std::to_string(birth_ns);
}

std::optional<FileId> file_id_of(const std::string& path) { return identify(AT_FDCWD, path.c_str(), 0); }

Result<FollowedFile> FollowedFile::open(const std::string& path) {
  // Not blocking: a FIFO of that name would wait for a writer.
  FollowedFile file(path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.fd_ < 0) return file.error("cannot open");
  struct stat status {};
  if (::fstat(file.fd_, &status) != 0) return file.error("cannot look at");
  if (!S_ISREG(status.st_mode)) return Error{Code::invalid, path + ": not a regular file"};
  const auto id = identify(file.fd_, "", AT_EMPTY_PATH);
  if (!id) return file.error("cannot look at");
  file.id_ = *id;
  return file;
}

FollowedFile::~FollowedFile() {
  if (fd_ >= 0) ::close(fd_);
}

FollowedFile::FollowedFile(FollowedFile&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      id_(other.id_),
      offset_(other.offset_),
      head_(std::move(other.head_)),
      size_(other.size_),
      skipped_to_(other.skipped_to_),
      compressed_(other.compressed_) {}

Error FollowedFile::error(const char* what) const {
  const Code code = errno == ENOENT ? Code::not_found : Code::unavailable;
  return {code, path_ + ": " + what + ": " + std::strerror(errno)};
}

Result<std::string> FollowedFile::read_at(std::uint64_t offset, std::size_t bytes) const {
  std::string out(bytes, '\0');
  const ssize_t got = ::pread(fd_, out.data(), bytes, static_cast<off_t>(offset));
  if (got < 0) return error("cannot read");
  out.resize(static_cast<std::size_t>(got));
  return out;
}

Result<Head> FollowedFile::head(std::uint64_t bytes) const {
  const auto text = read_at(0, static_cast<std::size_t>(std::min(bytes, kHeadBytes)));
  if (text.has_error()) return text.error();
  return head_of(*text);
}

/// Together with the lines, so that both are of the same file if it is truncated meanwhile.
Result<std::optional<Chunk>> FollowedFile::with_head(Chunk chunk) const {
  if (head_.bytes == kHeadBytes) {
    chunk.head = head_;
  } else if (offset_ == 0 && !chunk.text.empty()) {
    chunk.head = head_of(chunk.text);
  } else {
    auto head = this->head(chunk.end);
    if (head.has_error()) return head.error();
    chunk.head = std::move(*head);
  }
  return std::optional(std::move(chunk));
}

std::string Chunk::position() const {
  return std::to_string(end) + " " + std::to_string(head.bytes) + " " + head.hash;
}

Result<void> FollowedFile::resume(std::string_view position) {
  std::uint64_t offset = 0, bytes = 0;
  const char* const last = position.data() + position.size();
  const auto first = std::from_chars(position.data(), last, offset);
  const bool separated = first.ec == std::errc() && first.ptr != last;
  const auto second = std::from_chars(separated ? first.ptr + 1 : last, last, bytes);
  if (!separated || second.ec != std::errc() || second.ptr == last)
    return {};  // not ours: from the beginning
  const auto now = head(bytes);
  if (now.has_error()) return now.error();
  offset_ = 0;
  if (now->bytes != bytes || std::string_view(second.ptr + 1, last) != now->hash) return {};
  offset_ = offset;
  head_ = *now;
  return {};
}

Result<Chunk> FollowedFile::end() const {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) return error("cannot look at");
  Chunk chunk;
  for (auto end = static_cast<std::uint64_t>(status.st_size); end > 0 && chunk.end == 0;) {
    const std::uint64_t begin = end - std::min<std::uint64_t>(end, kChunkBytes);
    const auto text = read_at(begin, static_cast<std::size_t>(end - begin));
    if (text.has_error()) return text.error();
    const std::size_t newline = text->rfind('\n');
    if (newline != std::string::npos) chunk.end = begin + newline + 1;
    end = begin;
  }
  auto head = this->head(chunk.end);
  if (head.has_error()) return head.error();
  chunk.head = std::move(*head);
  return chunk;
}

void FollowedFile::advance(const Chunk& chunk) {
  offset_ = chunk.end;
  head_ = chunk.head;
  skipped_to_ = 0;
}

/// Whether there is anything to read; finds out first whether the file began anew.
Result<bool> FollowedFile::grew() {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) return error("cannot look at");
  size_ = static_cast<std::uint64_t>(status.st_size);
  bool anew = size_ < offset_;
  if (!anew && head_.bytes > 0) {
    const auto now = head(head_.bytes);
    if (now.has_error()) return now.error();
    anew = now->hash != head_.hash;
  }
  if (anew) {
    offset_ = skipped_to_ = 0;
    head_ = {};
  }
  return size_ > offset_;
}

Result<std::optional<Chunk>> FollowedFile::read() {
  const auto more = grew();
  if (more.has_error()) return more.error();
  if (!*more) return std::optional<Chunk>();
  if (skipped_to_ > 0) return skip_line(skipped_to_);
  auto text = read_at(offset_, kChunkBytes);
  if (text.has_error()) return text.error();
  if (offset_ == 0) compressed_ = is_compressed(*text);
  if (compressed_) return std::optional<Chunk>();
  const std::size_t newline = text->rfind('\n');
  const bool full = text->size() == kChunkBytes;
  if (newline == std::string::npos)
    return full ? skip_line(offset_ + text->size()) : Result<std::optional<Chunk>>(std::nullopt);
  text->resize(newline + 1);
  return with_head({std::move(*text), offset_ + newline + 1, 0, full, {}});
}

Result<std::optional<Chunk>> FollowedFile::skip_line(std::uint64_t from) {
  for (skipped_to_ = from;;) {
    const auto text = read_at(skipped_to_, kChunkBytes);
    if (text.has_error()) return text.error();
    if (text->empty()) return std::optional<Chunk>();  // its end is still to be written
    const std::size_t newline = text->find('\n');
    if (newline != std::string::npos) return with_head({{}, skipped_to_ + newline + 1, 1, true, {}});
    skipped_to_ += text->size();
  }
}

Result<std::optional<Chunk>> FollowedFile::read_rest() {
  if (compressed_ || behind() == 0) return std::optional<Chunk>();
  if (skipped_to_ > 0) return with_head({{}, size_, 1, false, {}});
  auto text = read_at(offset_, kChunkBytes);
  if (text.has_error()) return text.error();
  const std::uint64_t end = offset_ + text->size();
  if (text->empty()) return std::optional<Chunk>();
  return with_head({std::move(*text), end, 0, false, {}});
}

}  // namespace shiptally::tail
