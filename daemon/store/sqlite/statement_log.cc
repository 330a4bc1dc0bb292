#include "daemon/store/sqlite/statement_log.h"

#include <sqlite3.h>

#include <algorithm>

#include "daemon/store/sqlite/statement.h"

namespace shiptally::store {
namespace {

constexpr int kDetailColumn = 3;  // of EXPLAIN QUERY PLAN: id, parent, unused, detail

std::string plan_of(const SQLite::Database& database, const std::string& sql) try {
  Statement explain(database, "EXPLAIN QUERY PLAN " + sql);
  std::string plan;
  while (explain.step()) plan.append(plan.empty() ? "" : "; ").append(explain.text_at(kDetailColumn));
  return plan;
} catch (const SQLite::Exception& failure) {
  return std::string("no plan: ") + failure.what();
}

}  // namespace

StatementLog::StatementLog(SQLite::Database& database) : database_(database) {
  const auto ended = [](unsigned, void* self, void* statement, void* nanoseconds) {
    if (const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement)))
      static_cast<StatementLog*>(self)->ran(
          sql, std::chrono::nanoseconds(*static_cast<sqlite3_int64*>(nanoseconds)));
    return 0;
  };
  sqlite3_trace_v2(database_.getHandle(), SQLITE_TRACE_PROFILE, ended, this);
}

StatementLog::~StatementLog() { sqlite3_trace_v2(database_.getHandle(), 0, nullptr, nullptr); }

void StatementLog::ran(const char* sql, std::chrono::nanoseconds took) {
  auto known = std::find_if(ran_.begin(), ran_.end(), [&](const RanStatement& s) { return s.sql == sql; });
  if (known == ran_.end()) {
    if (ran_.size() == kStatementsMax) return;
    known = ran_.insert(known, RanStatement{sql, {}, 0, {}});
  }
  known->took += took;
  ++known->runs;
}

std::vector<RanStatement> StatementLog::statements() const {
  std::vector<RanStatement> out = ran_;  // a copy: explaining runs statements as well
  std::stable_sort(out.begin(), out.end(),
                   [](const RanStatement& a, const RanStatement& b) { return a.took > b.took; });
  for (RanStatement& statement : out) statement.plan = plan_of(database_, statement.sql);
  std::erase_if(out, [](const RanStatement& statement) { return statement.plan.empty(); });  // BEGIN
  return out;
}

}  // namespace shiptally::store
