#pragma once
// Bytes kept one after another in blocks that never move, so that a 32-bit number names a place in them.

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace shiptally {

class TextArena {
 public:
  /// Keeps a copy.  Throws std::length_error beyond 4 GiB.
  std::uint32_t keep(std::string_view bytes) {
    if (blocks_.empty() || used_ + bytes.size() > blocks_.size() * kBlock) grow(bytes.size());
    const std::size_t at = used_;
    std::memcpy(address(at), bytes.data(), bytes.size());
    used_ += bytes.size();
    return static_cast<std::uint32_t>(at);
  }

  /// From that place to the end of its block or beyond: who reads knows where to stop.
  std::string_view from(std::uint32_t at) const {
    const std::size_t block = at / kBlock;
    return {blocks_[block] + at % kBlock, ends_[block] - at};
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{1} << 20, kBytesMax = std::size_t{1} << 32;

  char* address(std::size_t at) const { return blocks_[at / kBlock] + at % kBlock; }

  /// A text does not cross from one allocation to the next; a very long one takes several blocks together.
  void grow(std::size_t bytes) {
    const std::size_t blocks = bytes / kBlock + 1;
    if ((blocks_.size() + blocks) * kBlock > kBytesMax) throw std::length_error("too many delivery facts");
    used_ = blocks_.size() * kBlock;
    owned_.push_back(std::make_unique_for_overwrite<char[]>(blocks * kBlock));
    for (std::size_t i = 0; i < blocks; ++i) {
      blocks_.push_back(owned_.back().get() + i * kBlock);
      ends_.push_back(used_ + blocks * kBlock);
    }
  }

  std::vector<std::unique_ptr<char[]>> owned_;
  std::vector<char*> blocks_;
  std::vector<std::size_t> ends_;  // of the allocation that each block lies in
  std::size_t used_ = 0;
};

}  // namespace shiptally
