#include "daemon/store/facts/revision_writer.h"

#include "daemon/store/requests/row_values.h"
#include "schema/content_hash.h"

namespace shiptally::store {
namespace {

constexpr int kKeyParameters = 6;  // two of the name, updated_ms, finality, content_hash, recorded_ms
constexpr std::string_view kRevisionColumns = ", updated_ms, finality, content_hash, recorded_ms";

template <class Fact>
std::string insert_sql(const FactTable<Fact>& table) {
  std::string sql = "INSERT INTO " + std::string(table.table) + " (" + std::string(table.key) +
                    std::string(kRevisionColumns) + ", " + std::string(table.columns) + ") VALUES (?";
  for (int i = 1; i < kKeyParameters + table.column_count; ++i) sql += ", ?";
  return sql + ") ON CONFLICT DO NOTHING";
}

// A retraction has no content, so its hash is empty; a commit's key also wants a source.
template <class Fact>
std::string retract_sql(const FactTable<Fact>& table) {
  const bool is_commit = std::is_same_v<Fact, Commit>;
  return "INSERT INTO " + std::string(table.table) + " (" + std::string(table.key) +
         std::string(kRevisionColumns) + (is_commit ? ", source" : "") + ") VALUES (?1, ?2, ?3, 2, x'', ?4" +
         (is_commit ? ", ''" : "") + ") ON CONFLICT DO NOTHING";
}

template <class Fact>
std::int64_t updated_ms(const Fact& fact) {
  if constexpr (requires { fact.updated; })
    return fact.updated ? to_ms(*fact.updated) : kNeverUpdatedMs;
  else
    return kNeverUpdatedMs;
}

/// Delivery figures are made of these.
template <class Fact>
constexpr bool kLogged = !std::is_same_v<Fact, Charge> && !std::is_same_v<Fact, ProviderUsage>;
bool is_logged(Kind kind) { return kind != Kind::charge && kind != Kind::usage && kind != Kind::request; }

void count(bool is_new, Receipt& receipt) { ++(is_new ? receipt.accepted : receipt.duplicate); }

}  // namespace

template <class Fact>
RevisionTable<Fact>::RevisionTable(const SQLite::Database& database, const FactTable<Fact>& table)
    : table_(table), insert_(database, insert_sql(table)), retract_(database, retract_sql(table)) {}

template <class Fact>
bool RevisionTable<Fact>::write(const Fact& fact, RequestId content_hash, Instant recorded) {
  const Bytes16 hash = to_bytes(content_hash);
  table_.bind_key(insert_, fact);
  insert_.integer(3, updated_ms(fact));
  insert_.integer(4, static_cast<int>(finality(fact)));
  insert_.blob(5, {hash.data(), hash.size()});
  insert_.integer(6, to_ms(recorded));
  table_.bind(insert_, kKeyParameters + 1, fact);
  return insert_.run() > 0;
}

template <class Fact>
bool RevisionTable<Fact>::retract(const Retraction& retraction, Instant recorded) {
  retract_.text(1, retraction.key.source);
  retract_.text(2, retraction.key.id);
  retract_.integer(3, retraction.updated ? to_ms(*retraction.updated) : kAlwaysLastMs);
  retract_.integer(4, to_ms(recorded));
  return retract_.run() > 0;
}

RevisionWriter::RevisionWriter(const SQLite::Database& database)
    : log_(database),
      deployments_(database, kDeploymentTable),
      commits_(database, kCommitTable),
      changes_(database, kChangeTable),
      reviews_(database, kReviewTable),
      incidents_(database, kIncidentTable),
      charges_(database, kChargeTable),
      provider_usage_(database, kProviderUsageTable) {}

template <class Fact>
void RevisionWriter::write(std::span<const Fact> facts, RevisionTable<Fact>& table, Instant recorded,
                           Receipt& receipt) {
  for (const Fact& fact : facts) {
    const RequestId hash = content_hash(fact);
    const bool is_new = table.write(fact, hash, recorded);
    count(is_new, receipt);
    if constexpr (kLogged<Fact>)
      if (is_new) log_.add(fact, hash, recorded);
  }
}

void RevisionWriter::write(const FactBatch& batch, Instant recorded, Receipt& receipt) {
  log_.begin();  // a batch before may have ended half way
  write<Deployment>(batch.deployments, deployments_, recorded, receipt);
  write<Commit>(batch.commits, commits_, recorded, receipt);
  write<Change>(batch.changes, changes_, recorded, receipt);
  write<Review>(batch.reviews, reviews_, recorded, receipt);
  write<Incident>(batch.incidents, incidents_, recorded, receipt);
  write<Charge>(batch.charges, charges_, recorded, receipt);
  write<ProviderUsage>(batch.provider_usage, provider_usage_, recorded, receipt);
  for (const Retraction& retraction : batch.retractions) {
    if (retraction.kind == Kind::request) continue;
    const bool is_new = retract(retraction, recorded);
    count(is_new, receipt);
    if (is_new && is_logged(retraction.kind)) log_.add(retraction, recorded);
  }
  log_.flush();
}

bool RevisionWriter::retract(const Retraction& retraction, Instant recorded) {
  switch (retraction.kind) {
    case Kind::deployment:
      return deployments_.retract(retraction, recorded);
    case Kind::commit:
      return commits_.retract(retraction, recorded);
    case Kind::change:
      return changes_.retract(retraction, recorded);
    case Kind::incident:
      return incidents_.retract(retraction, recorded);
    case Kind::charge:
      return charges_.retract(retraction, recorded);
    case Kind::usage:
      return provider_usage_.retract(retraction, recorded);
    case Kind::review:
      return reviews_.retract(retraction, recorded);
    case Kind::request:
      break;  // RequestWriter::retract
  }
  return false;
}

}  // namespace shiptally::store
