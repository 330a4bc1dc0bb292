#include "daemon/ingest/sealed_store.h"

namespace shiptally::ingest {

Result<SealedStore> open_sealed_store(store::Options options, const std::filesystem::path& key_file) {
  auto known = Sealer::find(key_file);
  if (known.has_error()) return known.error();
  options.user_key = *known ? (*known)->fingerprint() : std::string();
  auto opened = store::Store::open(std::move(options));
  if (opened.has_error()) return opened.error();
  auto sealer = *known ? Result<Sealer>(std::move(**known)) : Sealer::open(key_file);
  if (sealer.has_error()) return sealer.error();
  (*opened)->set_user_key(sealer->fingerprint());
  return SealedStore{std::move(*opened), std::move(*sealer)};
}

}  // namespace shiptally::ingest
