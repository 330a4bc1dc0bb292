#include "daemon/store/requests/packed_column.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <vector>

namespace shiptally::store {
namespace {

static_assert(std::endian::native == std::endian::little);

enum ColumnForm : char { kFrame = 0, kSparse = 1 };

/// Whole bytes that hold every value up to `range`.
std::size_t width_of(std::uint64_t range) {
  return (static_cast<std::size_t>(std::bit_width(range)) + 7) / 8;
}

std::uint64_t mask_of(std::size_t width) {
  return width == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * width) - 1;
}

struct Range {
  std::int64_t min = 0, max = 0;
  std::uint64_t span() const { return static_cast<std::uint64_t>(max) - static_cast<std::uint64_t>(min); }
};

Range range_of(std::span<const std::int64_t> values) {
  if (values.empty()) return {};
  Range range{values[0], values[0]};
  for (const std::int64_t value : values) {
    range.min = std::min(range.min, value);
    range.max = std::max(range.max, value);
  }
  return range;
}

/// What divides every value's distance from the smallest: durations come in whole milliseconds, amounts in
/// multiples of a price.
std::uint64_t step_of(std::span<const std::int64_t> values, std::int64_t min) {
  std::uint64_t step = 0;
  for (const std::int64_t value : values) {
    const std::uint64_t distance = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(min);
    if (step == 0 || distance % step != 0) step = std::gcd(step, distance);
    if (step == 1) break;
  }
  return std::max<std::uint64_t>(step, 1);
}

/// The value that more than half of them have, if there is one (Boyer and Moore).
std::int64_t majority(std::span<const std::int64_t> values) {
  std::int64_t candidate = 0;
  std::size_t lead = 0;
  for (const std::int64_t value : values) {
    if (lead == 0) candidate = value;
    lead += value == candidate ? 1U : std::size_t{0} - 1;
  }
  return candidate;
}

bool take_byte(std::string_view& bytes, char& out) {
  if (bytes.empty()) return false;
  out = bytes.front();
  bytes.remove_prefix(1);
  return true;
}

}  // namespace

void PackedColumn::Frame::append(std::span<const std::int64_t> values, std::string& out) {
  const Range range = range_of(values);
  // Where a byte does anyway, a common divisor saves nothing.
  const std::uint64_t step = width_of(range.span()) > 1 ? step_of(values, range.min) : 1;
  const std::size_t width = width_of(range.span() / step);
  put_varint(out, zigzag(range.min));
  put_varint(out, step);
  put_varint(out, width);
  if (width == 0) return;
  const std::size_t start = out.size();
  out.resize(start + values.size() * width + kPadding);
  char* at = out.data() + start;
  for (const std::int64_t value : values) {
    std::uint64_t word = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(range.min);
    if (step != 1) word /= step;
    __builtin_memcpy(at, &word, sizeof word);  // the next value overwrites what is too much
    at += width;
  }
  out.resize(start + values.size() * width);
}

bool PackedColumn::Frame::take(std::string_view& bytes, std::size_t count, Frame& out) {
  std::uint64_t base = 0, width = 0;
  if (!take_varint(bytes, base) || !take_varint(bytes, out.step) || !take_varint(bytes, width) || width > 8 ||
      (width > 0 && bytes.size() / width < count))
    return false;
  out.base = static_cast<std::uint64_t>(unzigzag(base));
  out.width = width;
  out.mask = width == 0 ? 0 : mask_of(width);
  out.data = bytes.data();
  bytes.remove_prefix(count * width);
  return true;
}

void PackedColumn::append(std::span<const std::int64_t> values, std::string& out) {
  const std::int64_t mode = majority(values);
  const auto others = static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [&](std::int64_t value) { return value != mode; }));
  // An exception costs its value and, as a rule, two bytes of position; reading one costs a search.
  if (others == 0 || others * 4 > values.size()) {
    out += kFrame;
    return Frame::append(values, out);
  }
  std::vector<std::int64_t> positions, exceptions;
  positions.reserve(others);
  exceptions.reserve(others);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == mode) continue;
    positions.push_back(static_cast<std::int64_t>(i));
    exceptions.push_back(values[i]);
  }
  out += kSparse;
  put_varint(out, zigzag(mode));
  put_varint(out, others);
  Frame::append(positions, out);
  Frame::append(exceptions, out);
}

bool PackedColumn::take(std::string_view& bytes, std::size_t rows, PackedColumn& out) {
  char form = 0;
  if (!take_byte(bytes, form)) return false;
  out.sparse_ = form == kSparse;
  if (form == kFrame) return Frame::take(bytes, rows, out.frame_);
  std::uint64_t mode = 0, others = 0;
  if (form != kSparse || !take_varint(bytes, mode) || !take_varint(bytes, others) || others > rows ||
      !Frame::take(bytes, others, out.positions_) || !Frame::take(bytes, others, out.frame_))
    return false;
  out.mode_ = unzigzag(mode);
  out.others_ = others;
  return true;
}

std::int64_t PackedColumn::sparse_at(std::size_t row) const {
  std::size_t low = 0, high = others_;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (static_cast<std::size_t>(positions_[middle]) < row)
      low = middle + 1;
    else
      high = middle;
  }
  const bool found = low < others_ && static_cast<std::size_t>(positions_[low]) == row;
  return found ? frame_[low] : mode_;
}

}  // namespace shiptally::store
