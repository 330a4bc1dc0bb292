#include "daemon/store/safety/high_water.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <locale>
#include <sstream>
#include <system_error>

#include "schema/base/hash.h"

namespace shiptally::store {
namespace {

constexpr std::size_t kPartBytes = 512;  // what a disk writes at once
constexpr std::string_view kHeading =
    "shiptally high-water mark 1: the last batch that is on the disk, see shiptally(1), LOSS";

struct CountedMark {
  std::uint64_t count = 0;
  HighWaterMark mark;
};

std::string check_digits(std::string_view text) {
  const Hash128 hash = seeded_hash(text, 0);
  char digits[33];
  std::snprintf(digits, sizeof digits, "%016llx%016llx", static_cast<unsigned long long>(hash.high),
                static_cast<unsigned long long>(hash.low));
  return digits;
}

/// As wide as a part, so that one can be overwritten.
std::string padded(std::string text) {
  text.resize(kPartBytes - 1, ' ');
  return text + '\n';
}

std::string to_text(const CountedMark& counted) {
  const HighWaterMark& mark = counted.mark;
  std::string text = "count " + std::to_string(counted.count) + " batch " + std::to_string(mark.batch) +
                     " recorded_ms " + std::to_string(to_ms(mark.recorded)) + " user_key " +
                     (mark.user_key.empty() ? "-" : mark.user_key) + " check ";
  const std::string check = check_digits(text);
  return padded(text + check);
}

std::optional<CountedMark> to_counted(const std::string& text) {
  CountedMark counted;
  std::int64_t recorded_ms = 0;
  std::array<std::string, 5> names;
  std::string check;
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  in >> names[0] >> counted.count >> names[1] >> counted.mark.batch >> names[2] >> recorded_ms >> names[3] >>
      counted.mark.user_key >> names[4] >> check;
  const std::size_t end = text.rfind(" check ");
  if (!in || end == std::string::npos || check != check_digits(text.substr(0, end + 7))) return {};
  counted.mark.recorded = instant_from_ms(recorded_ms);
  if (counted.mark.user_key == "-") counted.mark.user_key.clear();
  return counted;
}

std::optional<CountedMark> newest(const std::string& file) {
  std::optional<CountedMark> found;
  for (std::size_t part = 1; part <= 2 && file.size() > part * kPartBytes; ++part)
    if (auto counted = to_counted(file.substr(part * kPartBytes, kPartBytes)))
      if (!found || counted->count > found->count) found = std::move(counted);
  return found;
}

Error failure(const std::filesystem::path& file) {
  return {Code::unavailable, file.string() + ": " + std::system_category().message(errno)};
}

std::string read_all(int descriptor) {
  std::string text(3 * kPartBytes, '\0');
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

bool write_whole(int descriptor, std::string_view text) {
  return ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
         ::fsync(descriptor) == 0;
}

}  // namespace

Result<std::optional<HighWaterMark>> read_high_water(const std::filesystem::path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened && errno == ENOENT) return std::optional<HighWaterMark>();
  if (!opened) return failure(file);
  auto place = newest(read_all(opened.get()));
  if (!place) return Error{Code::unsupported, file.string() + ": holds no high-water mark, or a damaged one"};
  return std::optional(std::move(place->mark));
}

Result<void> write_high_water(const std::filesystem::path& file, const HighWaterMark& mark) {
  const std::filesystem::path fresh = file.string() + ".new";
  {
    const Descriptor opened(
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!opened) return failure(fresh);
    const std::string text = padded(std::string(kHeading)) + to_text({1, mark}) + padded({});
    if (!write_whole(opened.get(), text)) {
      const Error error = failure(fresh);
      ::unlink(fresh.c_str());
      return error;
    }
  }
  if (std::rename(fresh.c_str(), file.c_str()) != 0) return failure(file);
  const Descriptor directory(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.get()) != 0) return failure(file.parent_path());
  return {};
}

HighWater::~HighWater() {
  if (file_) sync();
}

Result<HighWater> HighWater::open(const std::filesystem::path& file) {
  Descriptor opened(::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
  if (!opened) return failure(file);
  const auto place = newest(read_all(opened.get()));
  if (!place) return Error{Code::unsupported, file.string() + ": holds no high-water mark, or a damaged one"};
  return HighWater(std::move(opened), place->count);
}

void HighWater::raise(const HighWaterMark& mark) noexcept try {
  const std::string text = to_text({count_ + 1, mark});
  const auto part = static_cast<off_t>(1 + count_ % 2) * static_cast<off_t>(kPartBytes);
  const ssize_t written = ::pwrite(file_.get(), text.data(), text.size(), part);
  if (written == static_cast<ssize_t>(text.size())) ++count_;
} catch (...) {
  // No memory for the text: the next commit raises the mark further.
}

void HighWater::sync() noexcept { (void)::fdatasync(file_.get()); }

}  // namespace shiptally::store
