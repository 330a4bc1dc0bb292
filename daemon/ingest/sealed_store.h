#pragma once

#include <filesystem>
#include <memory>

#include "daemon/ingest/sealer.h"
#include "daemon/store/store.h"

namespace shiptally::ingest {

/// A store, and the key whose seals are in it.
struct SealedStore {
  std::unique_ptr<store::Store> store;
  Sealer sealer;
};

/// Opens a store, and makes the key when there was never one.  A key that is gone or another one than before
/// is Code::unsupported, as any other loss, and none is made in its place.
Result<SealedStore> open_sealed_store(store::Options options, const std::filesystem::path& key_file);

}  // namespace shiptally::ingest
