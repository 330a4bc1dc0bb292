#pragma once
// A store in a directory of its own, and facts to put in.

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/store/snapshot.h"
#include "daemon/store/store.h"
#include "tests/temp_dir.h"

namespace shiptally::store {

using tests::TempDir;

/// Minute n after 2026-01-01 00:00 UTC.
Instant minute(std::int64_t n);

Deployment deployment(std::string id, std::optional<Instant> updated = {});
Incident incident(std::string id);
Commit commit(std::string sha);
Change change(std::string id);
Review review(std::string id);
Charge charge(std::string id, Instant from);
ProviderUsage usage(std::string id, Instant from);

/// A priced, final request `name` at `ts`; the names it points to are literals.
Request request(std::string_view name, Instant ts);

FactBatch batch_of(std::vector<Request> rows);
/// The same facts once more; views must point to literals.
FactBatch copy_of(const FactBatch& batch);

class StoreTest : public testing::Test {
 protected:
  StoreTest() { open(); }

  void open() { store_ = Store::open(options()).value(); }
  void close() { store_.reset(); }
  Options options();

  /// Submits and waits for the commit.
  Receipt put(FactBatch batch);
  Receipt put(std::vector<Request> rows) { return put(batch_of(std::move(rows))); }
  Receipt put(const Deployment& fact);
  Receipt retract(Kind kind, FactId key, std::optional<Instant> ts = {}, std::optional<Instant> updated = {});

  std::unique_ptr<Reader> reader() const { return Reader::open(dir_.path()).value(); }
  /// First column of the first row of plain SQL on a connection of its own.
  std::string sql(const std::string& query) const;

  TempDir dir_;
  Instant now_ = minute(0);  ///< arrival time; the writer reads it while the test waits
  std::unique_ptr<Store> store_;
};

}  // namespace shiptally::store
