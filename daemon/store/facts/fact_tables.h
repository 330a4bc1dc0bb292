#pragma once
// How each kind of fact is kept as revisions: table, columns, and the values that stand in them
// (schema/sql/0002_facts.sql, 0007_provider_usage.sql).

#include "daemon/store/sqlite/statement.h"
#include "schema/base/result.h"
#include "schema/facts.h"
#include "schema/provider_usage.h"

namespace shiptally::store {

template <class Fact>
struct FactTable {
  std::string_view table;
  std::string_view key;      ///< the two columns that name a fact
  std::string_view columns;  ///< its content, comma-separated
  int column_count;
  /// Binds key and content to `first` and the parameters after it, copying what must be.
  void (*bind_key)(Statement&, const Fact&);
  void (*bind)(Statement&, int first, const Fact&);
  /// Reads the key from columns 0 and 1 and the content from `first` on.
  Result<Fact> (*read)(const Statement&, int first);
};

extern const FactTable<Deployment> kDeploymentTable;
extern const FactTable<Commit> kCommitTable;
extern const FactTable<Change> kChangeTable;
extern const FactTable<Review> kReviewTable;
extern const FactTable<Incident> kIncidentTable;
extern const FactTable<Charge> kChargeTable;
extern const FactTable<ProviderUsage> kProviderUsageTable;

/// What `updated_ms` holds for a fact without `updated`, and for a retraction without it.
inline constexpr std::int64_t kNeverUpdatedMs = INT64_MIN;
inline constexpr std::int64_t kAlwaysLastMs = INT64_MAX;

}  // namespace shiptally::store
