#pragma once

#include "daemon/store/requests/names.h"
#include "daemon/store/snapshot.h"
#include "daemon/store/sqlite/errors.h"
#include "daemon/store/sqlite/statement_log.h"

namespace shiptally::store {

/// A read transaction on a reader's connection.  Once interrupted, the running statement and every later one
/// end with the reason.
class OpenSnapshot final : public Snapshot {
 public:
  OpenSnapshot(SQLite::Database& database, Names& names, Interruption interruption,
               const Reader::OnDamage& on_damage);
  ~OpenSnapshot() override;

  Result<std::vector<Deployment>> deployments(AsOf as_of) override;
  Result<std::vector<Commit>> commits(AsOf as_of) override;
  Result<std::int64_t> delivery(std::int64_t from, AsOf as_of, CompactFacts& into) override;
  Result<std::optional<Deployment>> deployment(const FactId& key, AsOf as_of) override;
  Result<std::optional<Incident>> incident(const FactId& key, AsOf as_of) override;
  Result<std::optional<Change>> change(const FactId& key, AsOf as_of) override;
  Result<std::vector<Change>> changes(AsOf as_of) override;
  Result<std::vector<Review>> reviews(AsOf as_of) override;
  Result<std::vector<Incident>> incidents(AsOf as_of) override;
  Result<std::vector<Charge>> charges(Window window, AsOf as_of) override;
  Result<void> charge_ids(std::string_view source, std::string_view id_prefix, const VisitId& visit) override;
  Result<std::vector<ProviderUsage>> provider_usage(Window window, AsOf as_of) override;
  Result<std::vector<Charge>> charges_of(std::string_view source, Window window, AsOf as_of) override;
  Result<std::vector<ProviderUsage>> provider_usage_of(std::string_view source, Window window,
                                                       AsOf as_of) override;
  Result<void> cells(Level level, Window window, const Filter& filter, CellParts parts,
                     const VisitCell& visit) override;
  Result<void> requests(Window window, const Filter& filter, AsOf as_of, const VisitRequest& visit) override;
  Result<Instant> requests_kept_from() override;
  Result<ArrivalHours> request_hours(AsOf as_of) override;
  Result<std::optional<std::string>> cursor(std::string_view name) override;
  Result<std::vector<TokenRow>> tokens() override;
  Result<ReportBook> reports() override;
  Result<RepricingBook> repricings() override;
  Result<std::vector<ClosedMonth>> closed_months() override;
  Result<Instant> last_arrival() override;
  std::int64_t size_bytes() override;
  const Interruption& interruption() const override { return interruption_; }
  std::vector<RanStatement> statements() override;

 private:
  /// Runs `query` unless interrupted; SQLite's exceptions end here.
  template <class T, class Query>
  Result<T> run(Query query) try {
    if (auto why = interruption_.why()) return std::move(*why);
    return query();
  } catch (const SQLite::Exception& failure) {
    if (is_interrupted(failure))
      if (auto why = interruption_.why()) return std::move(*why);
    if (on_damage_ && is_damage(failure)) on_damage_(failure.what());
    return to_error(failure);
  }

  const Reader::OnDamage& on_damage_;
  SQLite::Database& database_;
  Names& names_;
  const Interruption interruption_;
  StatementLog log_;
};

}  // namespace shiptally::store
