#include "daemon/ingest/cursors.h"

#include "daemon/store/snapshot.h"

namespace shiptally::ingest {

Result<std::optional<std::string>> stored_position(const std::filesystem::path& data_dir,
                                                   std::string_view cursor) {
  constexpr Millis kDeadline = std::chrono::seconds(10);
  const auto reader = store::Reader::open(data_dir);
  if (reader.has_error()) return reader.error();
  const auto snapshot = (*reader)->begin(kDeadline);
  if (snapshot.has_error()) return snapshot.error();
  return (*snapshot)->cursor(cursor);
}

}  // namespace shiptally::ingest
