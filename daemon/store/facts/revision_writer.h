#pragma once

#include "daemon/store/facts/delivery_log.h"
#include "daemon/store/facts/fact_tables.h"
#include "daemon/store/sqlite/statement.h"
#include "schema/batch.h"
#include "schema/content_hash.h"

namespace shiptally::store {

/// Appends revisions of one kind of fact.  Which of them is current follows from their keys when they are
/// read.
template <class Fact>
class RevisionTable {
 public:
  RevisionTable(const SQLite::Database& database, const FactTable<Fact>& table);
  /// False when this very revision is there already.  `hash` is the fact's content_hash().
  bool write(const Fact& fact, RequestId hash, Instant recorded);
  bool retract(const Retraction& retraction, Instant recorded);

 private:
  const FactTable<Fact>& table_;
  Statement insert_, retract_;
};

/// All kinds but requests.  Lives inside the writer's transactions.
class RevisionWriter {
 public:
  explicit RevisionWriter(const SQLite::Database& database);
  /// Writes the facts of a batch and adds what became of them to `receipt`; requests and their retractions
  /// are left to the RequestWriter.
  void write(const FactBatch& batch, Instant recorded, Receipt& receipt);

 private:
  template <class Fact>
  void write(std::span<const Fact> facts, RevisionTable<Fact>& table, Instant recorded, Receipt& receipt);
  bool retract(const Retraction& retraction, Instant recorded);

  DeliveryLog log_;
  RevisionTable<Deployment> deployments_;
  RevisionTable<Commit> commits_;
  RevisionTable<Change> changes_;
  RevisionTable<Review> reviews_;
  RevisionTable<Incident> incidents_;
  RevisionTable<Charge> charges_;
  RevisionTable<ProviderUsage> provider_usage_;
};

}  // namespace shiptally::store
