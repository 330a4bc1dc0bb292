#pragma once
// Requests as they are stored: some thousands of versions of rows in the order of (ts, id, batch), column by
// column.  A chunk never changes.  It is two texts, so that dedupe reads only the first:
//
//   keys = ts column, ids (16 bytes each, big-endian)
//   body = a column a field, costs by class, users, traces
//
// each with padding and a checksum at its end.  Both are read in place: a row costs some thirty short loads,
// nothing is unpacked.  Immutable once open, so any thread may read them.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/store/requests/packed_product.h"
#include "daemon/store/requests/packed_texts.h"
#include "daemon/store/requests/row_values.h"

namespace shiptally::store {

/// A chunk as the table takes it.
struct PackedChunk {
  std::int64_t first_ms = 0, last_ms = 0;  ///< of its rows' ts
  std::int64_t first_batch = 0;            ///< the lowest of its rows
  std::size_t rows = 0;
  std::string keys, body;
};

class ChunkKeys {
 public:
  /// Null when the bytes are damaged.
  static std::shared_ptr<const ChunkKeys> open(std::string_view bytes, std::size_t rows);

  std::size_t size() const { return rows_; }
  std::size_t bytes() const { return bytes_.size(); }
  std::int64_t ts_ms(std::size_t row) const { return ts_[row]; }
  RequestId id(std::size_t row) const { return to_request_id(ids_ + row * sizeof(Bytes16)); }

  /// The last row with that key.  The search begins at `from` and leaves there where the key is or would be:
  /// who asks in ascending order passes it on.
  std::optional<std::size_t> find(std::int64_t ts_ms, RequestId id, std::size_t& from) const;

 private:
  std::string bytes_;
  std::size_t rows_ = 0;
  PackedColumn ts_;
  const char* ids_ = nullptr;
};

class ChunkBody {
 public:
  /// Null when the bytes are damaged.
  static std::shared_ptr<const ChunkBody> open(std::string_view bytes, std::size_t rows);

  std::size_t bytes() const { return bytes_.size(); }
  std::int64_t value(Field field, std::size_t row) const {
    return columns_[static_cast<std::size_t>(field)][row];
  }
  /// Everything but the key.
  void read(std::size_t row, RowValues& out) const;

 private:
  bool parse(std::string_view bytes, std::size_t rows);

  std::string bytes_;
  std::array<PackedColumn, kFields> columns_;
  std::array<PackedProduct, kTokenClasses> costs_;      ///< the low 64 bits
  std::array<PackedColumn, kTokenClasses> high_costs_;  ///< the rest, where any amount needs it
  bool has_high_costs_ = false;
  PackedTexts users_, traces_;
};

/// Collects rows and packs them.  The texts of a row must live until then.
class ChunkBuilder {
 public:
  std::size_t size() const { return ts_.size(); }
  /// In the order of (ts, id, batch).
  void add(const RowValues& row);
  /// Packs what was added and begins anew.
  PackedChunk pack();
  void clear();

 private:
  void pack_keys(PackedChunk& out) const;
  void pack_body(PackedChunk& out) const;

  std::vector<std::int64_t> ts_;
  std::vector<Bytes16> ids_;
  std::array<std::vector<std::int64_t>, kFields> columns_;
  std::array<std::vector<std::int64_t>, kTokenClasses> costs_, high_costs_;
  bool has_high_costs_ = false;
  std::vector<std::string_view> users_, traces_;
};

}  // namespace shiptally::store
