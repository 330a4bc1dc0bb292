#include "daemon/api/health.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "daemon/log/log.h"

namespace shiptally::api {

Health::Health()
    : llm_(exposition_),
      commit_seconds_(exposition_.histogram("shiptally_store_commit_duration_seconds")),
      over_limit_(exposition_.counter("shiptally_series_over_limit_total")) {
  const std::array<std::string_view, 1> version = {SHIPTALLY_VERSION};
  const expose::GaugeFamily build{"shiptally_build_info", {{{std::string(version[0])}, 1.0}}};
  exposition_.set_gauges({&build, 1});
}

void Health::rows(std::string_view source, std::string_view outcome, std::size_t count) {
  if (count == 0) return;
  const std::array<std::string_view, 2> labels = {source, outcome};
  exposition_.counter("shiptally_ingest_facts_total", labels).add(static_cast<std::int64_t>(count));
}

void Health::answered(std::string_view route, int status, std::chrono::microseconds took) {
  const std::string code = std::to_string(status);
  const std::array<std::string_view, 2> labels = {route, code};
  exposition_.counter("shiptally_http_requests_total", labels).add();
  exposition_.histogram("shiptally_http_request_duration_seconds", {labels.data(), 1}).observe(took);
}

void Health::committed(const store::Committed& commit) {
  commit_seconds_.observe(commit.took);
  llm_.add(commit.requests, commit.folds);
  if (!commit.requests.empty()) count_series(commit);
}

/// The log says it once: whoever names each request anew would fill it.
void Health::count_series(const store::Committed& commit) {
  exposition_.set_gauge("shiptally_series_in_use", static_cast<double>(commit.series_in_use));
  const auto given_way =
      std::count_if(commit.folds.begin(), commit.folds.end(), [](Fold fold) { return fold != Fold::none; });
  over_limit_.add(given_way);
  if (given_way == 0 || std::exchange(over_limit_logged_, true)) return;
  spdlog::warn(
      "requests have more combinations of names than limits.series: those beyond are kept under \"other\", "
      "with their cost; a route or service that is named anew for each request is the usual cause");
}

void Health::render(WorkerPool& workers, std::string_view accept, net::Respond respond) {
  const bool taken = workers.try_post(1, [this, format = expose::negotiate(accept), respond](std::size_t) {
    respond(
        {200, std::string(expose::content_type(format)), exposition_.render(format), {{"Vary", "Accept"}}});
  });
  if (!taken) respond(net::error_response({Code::overloaded, "too many scrapes wait"}));
}

}  // namespace shiptally::api
