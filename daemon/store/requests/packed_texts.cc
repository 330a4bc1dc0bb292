#include "daemon/store/requests/packed_texts.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <vector>

namespace shiptally::store {
namespace {

enum TextsForm : char { kEmpty = 0, kFixed = 1, kPlain = 2, kDistinct = 3 };

constexpr std::size_t kProbe = 256;  ///< rows after which it shows whether texts repeat

struct Distinct {
  std::vector<std::string_view> texts;
  std::vector<std::int64_t> places;
};

/// None where most texts are different, as the ids of traces are.
std::optional<Distinct> distinct(std::span<const std::string_view> texts) {
  Distinct out;
  std::unordered_map<std::string_view, std::int64_t> known;
  out.places.reserve(texts.size());
  for (const std::string_view text : texts) {
    const auto [at, fresh] = known.try_emplace(text, static_cast<std::int64_t>(out.texts.size()));
    if (fresh) out.texts.push_back(text);
    out.places.push_back(at->second);
    if (out.places.size() % kProbe == 0 && out.texts.size() * 2 > out.places.size()) return std::nullopt;
  }
  if (out.texts.size() * 2 > texts.size()) return std::nullopt;
  return out;
}

void append_ends(std::span<const std::string_view> texts, std::string& out) {
  std::vector<std::int64_t> ends;
  ends.reserve(texts.size());
  std::int64_t end = 0;
  for (const std::string_view text : texts) ends.push_back(end += static_cast<std::int64_t>(text.size()));
  PackedColumn::append(ends, out);
  put_varint(out, static_cast<std::uint64_t>(end));
}

void append_bytes(std::span<const std::string_view> texts, std::string& out) {
  for (const std::string_view text : texts) out += text;
}

}  // namespace

void PackedTexts::append(std::span<const std::string_view> texts, std::string& out) {
  const auto same_size = [&](std::string_view text) { return text.size() == texts.front().size(); };
  const bool fixed = std::all_of(texts.begin(), texts.end(), same_size);
  if (texts.empty() || (fixed && texts.front().empty())) {
    out += kEmpty;
    return;
  }
  if (const auto few = distinct(texts)) {
    out += kDistinct;
    put_varint(out, few->texts.size());
    append_ends(few->texts, out);
    append_bytes(few->texts, out);
    return PackedColumn::append(few->places, out);
  }
  out += fixed ? kFixed : kPlain;
  if (fixed)
    put_varint(out, texts.front().size());
  else
    append_ends(texts, out);
  append_bytes(texts, out);
}

bool PackedTexts::take_ends(std::string_view& bytes, std::size_t count) {
  std::uint64_t size = 0;
  if (!PackedColumn::take(bytes, count, ends_) || !take_varint(bytes, size) || size > bytes.size())
    return false;
  bytes_ = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return true;
}

bool PackedTexts::take(std::string_view& bytes, std::size_t rows, PackedTexts& out) {
  if (bytes.empty()) return false;
  const char form = bytes.front();
  bytes.remove_prefix(1);
  out.empty_ = form == kEmpty;
  out.distinct_ = form == kDistinct;
  std::uint64_t count = rows;
  switch (form) {
    case kEmpty:
      return true;
    case kFixed: {
      std::uint64_t size = 0;
      if (!take_varint(bytes, size) || size == 0 || bytes.size() / size < rows) return false;
      out.size_ = size;
      out.bytes_ = bytes.substr(0, size * rows);
      bytes.remove_prefix(size * rows);
      return true;
    }
    case kDistinct:
      return take_varint(bytes, count) && out.take_ends(bytes, count) &&
             PackedColumn::take(bytes, rows, out.places_);
    default:
      return form == kPlain && out.take_ends(bytes, rows);
  }
}

std::string_view PackedTexts::at(std::size_t place) const {
  if (size_ > 0) return bytes_.substr(place * size_, size_);
  const auto begin = place == 0 ? 0 : static_cast<std::size_t>(ends_[place - 1]);
  return bytes_.substr(begin, static_cast<std::size_t>(ends_[place]) - begin);
}

std::string_view PackedTexts::operator[](std::size_t row) const {
  if (empty_) return {};
  return at(distinct_ ? static_cast<std::size_t>(places_[row]) : row);
}

}  // namespace shiptally::store
