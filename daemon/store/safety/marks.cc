#include "daemon/store/safety/marks.h"

#include "daemon/store/sqlite/errors.h"

namespace shiptally::store {
namespace {

constexpr auto kSyncInterval = std::chrono::seconds(10);

std::vector<std::filesystem::path> without_empty(std::vector<std::filesystem::path> files) {
  std::erase_if(files, [](const std::filesystem::path& file) { return file.empty(); });
  return files;
}

}  // namespace

Marks::Marks(std::vector<std::filesystem::path> files, std::optional<std::string> user_key)
    : files_(without_empty(std::move(files))), known_key_(std::move(user_key)) {}

Marks::Marks(Marks&& other) noexcept
    : files_(other.files_),
      known_key_(other.known_key_),
      accepted_(other.accepted_),
      mark_(std::move(other.mark_)),
      open_(std::move(other.open_)) {}

Result<void> Marks::check(const std::filesystem::path& database) {
  std::vector<FoundMark> found;
  for (const std::filesystem::path& file : files_) {
    auto mark = read_high_water(file);
    if (!mark) return mark.error();
    if (*mark) found.push_back({file, **mark});
  }
  if (auto whole = find_loss(database, found); !whole) return whole;
  if (auto same = find_lost_key(known_key_, found); !same) return same;
  for (const FoundMark& one : found)
    if (!one.mark.user_key.empty()) mark_.user_key = one.mark.user_key;
  return {};
}

Result<void> Marks::begin(const LastBatch& last) {
  const std::lock_guard lock(mutex_);
  Result<void> begun;
  mark_.batch = last.batch;
  mark_.recorded = last.recorded;
  if (accepted_) mark_.user_key.clear();
  if (known_key_ && !known_key_->empty()) mark_.user_key = *known_key_;
  for (const std::filesystem::path& file : files_) {
    if (accepted_ || !std::filesystem::exists(file))
      if (auto written = write_high_water(file, mark_); !written) begun = written;
    auto opened = HighWater::open(file);
    if (opened)
      open_.push_back(std::move(*opened));
    else
      begun = opened.error();
  }
  write();
  return begun;
}

bool Marks::raise(const LastBatch& last) {
  const std::lock_guard lock(mutex_);
  if (last.batch == mark_.batch) return false;
  mark_.batch = last.batch;
  mark_.recorded = last.recorded;
  write();
  return true;
}

void Marks::set_user_key(const std::string& fingerprint) {
  const std::lock_guard lock(mutex_);
  if (mark_.user_key == fingerprint) return;
  mark_.user_key = fingerprint;
  write();
  for (HighWater& file : open_) file.sync();
}

void Marks::write() {
  for (HighWater& file : open_) file.raise(mark_);
}

void Marks::sync_when_due(std::chrono::steady_clock::time_point now) {
  if (now - synced_ < kSyncInterval) return;
  synced_ = now;
  const std::lock_guard lock(mutex_);
  for (HighWater& file : open_) file.sync();
}

void Marks::leave_behind() const {
  std::error_code failed;
  for (const std::filesystem::path& file : files_) {
    if (std::filesystem::exists(file, failed)) continue;
    if (std::filesystem::create_directories(file.parent_path(), failed))
      std::filesystem::permissions(file.parent_path(), std::filesystem::perms::owner_all, failed);
    (void)write_high_water(file, mark_);
  }
}

}  // namespace shiptally::store
