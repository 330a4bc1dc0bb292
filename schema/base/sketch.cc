#include "schema/base/sketch.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "schema/base/varint.h"

namespace shiptally {
namespace {

// Bucket i >= 0 holds the values in (gamma^(i-1), gamma^i]; one bucket below them holds all values <= 0.
// gamma is chosen so that the bucket's middle is within kRelativeError of both of its ends.
constexpr double kGamma = (1 + Sketch::kRelativeError) / (1 - Sketch::kRelativeError);
constexpr std::int32_t kZeroBucket = -1;
constexpr std::int32_t kIndexMax = 2'200;  // the largest 64-bit value falls into 2,184
constexpr std::size_t kPlaces = kIndexMax - kZeroBucket + 1;

std::int32_t bucket_of(std::int64_t value) {
  static const double per_log = 1 / std::log(kGamma);
  if (value <= 0) return kZeroBucket;
  return static_cast<std::int32_t>(std::ceil(std::log(static_cast<double>(value)) * per_log));
}

double middle_of(std::int32_t index) {
  return index == kZeroBucket ? 0 : 2 * std::pow(kGamma, index) / (kGamma + 1);
}

}  // namespace

void Sketch::add(std::int64_t value, std::int64_t count) {
  if (count == 0) return;
  const std::int32_t index = bucket_of(value);
  const auto at = std::lower_bound(bins_.begin(), bins_.end(), index,
                                   [](const Bin& bin, std::int32_t wanted) { return bin.index < wanted; });
  if (at == bins_.end() || at->index != index) {
    bins_.insert(at, Bin{index, count});
  } else if ((at->count += count) == 0) {
    bins_.erase(at);
  }
}

void Sketch::merge(const Sketch& other) { merge_signed(other, 1); }
void Sketch::subtract(const Sketch& other) { merge_signed(other, -1); }

void Sketch::merge_signed(const Sketch& other, int sign) {
  if (other.bins_.empty()) return;
  std::vector<Bin> merged;
  merged.reserve(bins_.size() + other.bins_.size());
  auto mine = bins_.begin();
  for (const Bin& bin : other.bins_) {
    for (; mine != bins_.end() && mine->index < bin.index; ++mine) merged.push_back(*mine);
    std::int64_t count = sign * bin.count;
    if (mine != bins_.end() && mine->index == bin.index) count += (mine++)->count;
    if (count != 0) merged.push_back({bin.index, count});
  }
  merged.insert(merged.end(), mine, bins_.end());
  bins_ = std::move(merged);
}

std::int64_t Sketch::count() const {
  std::int64_t sum = 0;
  for (const Bin& bin : bins_) sum += bin.count;
  return sum;
}

std::optional<double> Sketch::quantile(double q) const {
  std::optional<double> out;
  quantiles({&q, 1}, {&out, 1});
  return out;
}

void Sketch::quantiles(std::span<const double> q, std::span<std::optional<double>> out) const {
  const std::int64_t n = count();
  if (n <= 0) return;
  auto bin = bins_.begin();
  std::int64_t seen = bin->count;
  for (std::size_t i = 0; i < q.size(); ++i) {
    const auto rank = static_cast<std::int64_t>(q[i] * static_cast<double>(n - 1));
    while (seen <= rank && std::next(bin) != bins_.end()) seen += (++bin)->count;
    out[i] = middle_of(bin->index);
  }
}

// Format: for each bin the gap of its index to the bin before (less one; the first counts from the zero
// bucket) as a varint, then its count as a zigzag varint.  Neighbours with small counts take two bytes.
std::string Sketch::encode() const {
  std::string out;
  out.reserve(2 * bins_.size() + 8);
  std::int32_t next = kZeroBucket;
  for (const Bin& bin : bins_) {
    put_varint(out, static_cast<std::uint64_t>(bin.index - next));
    put_varint(out, zigzag(bin.count));
    next = bin.index + 1;
  }
  return out;
}

Result<Sketch> Sketch::decode(std::string_view bytes) {
  Sketch sketch;
  sketch.bins_.reserve(bytes.size() / 2);
  std::int64_t next = kZeroBucket;
  while (!bytes.empty()) {
    std::uint64_t gap = 0, count = 0;
    if (!take_varint(bytes, gap) || !take_varint(bytes, count) || gap > kIndexMax || count == 0)
      return Error{Code::internal, "sketch: bytes are damaged"};
    next += static_cast<std::int64_t>(gap);
    if (next > kIndexMax) return Error{Code::internal, "sketch: bucket out of range"};
    sketch.bins_.push_back({static_cast<std::int32_t>(next), unzigzag(count)});
    ++next;
  }
  return sketch;
}

void SketchSum::open() {
  if (!counts_.empty()) return;
  counts_.resize(kPlaces);
  touched_.resize(kPlaces / 64 + 1);
}

void SketchSum::add(std::int64_t value, std::int64_t n) {
  open();
  count(static_cast<std::size_t>(bucket_of(value) - kZeroBucket), n);
}

// The inner loop of every latency question: two bytes a bin, as a rule.
bool SketchSum::add_encoded(std::string_view bytes) {
  open();
  std::size_t place = 0;  // one past the last bin
  while (!bytes.empty()) {
    const auto* at = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::uint64_t gap = 0, n = 0;
    if (bytes.size() >= 2 && ((at[0] | at[1]) & 0x80) == 0) {
      gap = at[0];
      n = at[1];
      bytes.remove_prefix(2);
    } else if (!take_varint(bytes, gap) || !take_varint(bytes, n)) {
      return false;
    }
    if (n == 0 || gap >= kPlaces || (place += gap) >= kPlaces) return false;
    count(place++, unzigzag(n));
  }
  return true;
}

Sketch SketchSum::take() {
  taken_.clear();
  for (std::size_t word = 0; word < touched_.size(); ++word) {
    for (std::uint64_t bits = touched_[word]; bits != 0; bits &= bits - 1) {
      const std::size_t place = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      if (counts_[place] != 0)
        taken_.push_back({static_cast<std::int32_t>(place) + kZeroBucket, counts_[place]});
      counts_[place] = 0;
    }
    touched_[word] = 0;
  }
  Sketch out;
  out.bins_ = taken_;  // a copy, so that it holds no more than it needs
  return out;
}

}  // namespace shiptally
