#include "daemon/api/slow_queries.h"

#include <array>

#include "daemon/log/log.h"
#include "schema/base/json.h"

namespace shiptally::api {
namespace {

constexpr std::size_t kShownMax = 1'000;     // of the parameters
constexpr std::size_t kStatementsShown = 5;  // the longest

/// a="1" b="2"; escaped, so that no parameter can begin a line of its own.
std::string shown(const net::Fields& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    out.append(out.empty() ? "" : " ").append(name).append("=");
    append_json_string(out, value);
  }
  if (out.size() > kShownMax) out.replace(kShownMax, std::string::npos, "...");
  return out;
}

std::string shown(const store::RanStatement& statement) {
  const auto ms = std::chrono::duration_cast<Millis>(statement.took).count();
  return fmt::format("; {} ms, {} times: {} [{}]", ms, statement.runs, statement.sql, statement.plan);
}

}  // namespace

void SlowQueries::finished(std::string_view route, const net::Fields& parameters, Millis took,
                           store::Snapshot& snapshot) {
  if (took < slow_) return;
  const std::array<std::string_view, 1> labels = {route};
  exposition_.counter("shiptally_slow_queries_total", labels).add();
  std::string statements;
  const auto ran = snapshot.statements();
  for (std::size_t i = 0; i < std::min(ran.size(), kStatementsShown); ++i) statements += shown(ran[i]);
  spdlog::warn("slow query: {} took {} ms ({}){}", route, took.count(), shown(parameters), statements);
}

}  // namespace shiptally::api
