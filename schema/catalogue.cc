#include "schema/catalogue.h"

#include <cstdio>
#include <cstdlib>

namespace shiptally {
namespace {

using enum ColumnType;

constexpr Column kColumns[] = {
    // Where and when
    {"time", time, "ms", "Start of the bucket, or the instant of the event"},
    {"end_time", time, "ms", "End of the bucket (exclusive), or of the event"},
    {"id", text, "", "Id of the fact, as \"source/id\""},
    {"service", text, "", "Service"},
    {"environment", text, "", "Environment"},
    {"team", text, "", "Team"},
    {"provider", text, "", "LLM provider, or \"self-hosted\""},
    {"model", text, "", "Model as the price book names it"},
    {"route", text, "", "Route of the request within the service"},
    {"tier", text, "", "Service tier of the response"},
    {"region", text, "", "Region that served the request"},
    {"token_class", text, "", "input, cache_read, cache_write_5m, cache_write_1h, output, other, idle"},
    {"profile", text, "", "Set of definitions that made the figures"},
    {"profile_version", count, "", "Version of the profile"},
    {"deployment_frequency_unit", text, "",
     "Unit of deployment_frequency: 1/day or, in some profiles, days/week"},
    // Delivery
    {"deployments", count, "", "Successful deployments"},
    {"failed_rollouts", count, "", "Deployments whose pipeline failed; they never reached users"},
    {"deployment_frequency", number, "1/day", "Successful deployments per day, days without any count"},
    {"active_days_ratio", number, "ratio", "Share of days with at least one successful deployment"},
    {"lead_time_p50_seconds", number, "seconds",
     "Median change lead time: authored to first successful deployment"},
    {"lead_time_p75_seconds", number, "seconds", "75th percentile of change lead time"},
    {"lead_time_p90_seconds", number, "seconds", "90th percentile of change lead time"},
    {"lead_time_commits", count, "", "Commits behind the lead time"},
    {"lead_time_excluded", count, "", "Commits left out of the lead time (no baseline, negative span)"},
    {"changes", count, "", "Changes (pull or merge requests) that went live"},
    {"coding_time_p50_seconds", number, "seconds", "Median from first commit authored to change opened"},
    {"coding_time_changes", count, "", "Changes behind the coding time"},
    {"pickup_time_p50_seconds", number, "seconds",
     "Median from change opened to first review by somebody else"},
    {"pickup_time_changes", count, "", "Changes behind the pickup time"},
    {"review_time_p50_seconds", number, "seconds", "Median from first review to merged"},
    {"review_time_changes", count, "", "Changes behind the review time"},
    {"deploy_wait_p50_seconds", number, "seconds", "Median from merged to the deployment's finish"},
    {"deploy_wait_changes", count, "", "Changes behind the wait for the deployment"},
    {"stages_excluded", count, "", "Stages of changes left out because their span is negative"},
    {"change_fail_rate", number, "ratio",
     "Failed deployments / successful deployments that are not rollbacks"},
    {"change_fail_rate_low", number, "ratio", "Lower end of the Wilson 95 % interval"},
    {"change_fail_rate_high", number, "ratio", "Upper end of the Wilson 95 % interval"},
    {"failed_deployments", count, "",
     "Successful rollouts, not themselves rollbacks, that needed intervention"},
    {"change_fail_denominator", count, "", "Successful deployments that are not rollbacks"},
    {"recovery_time_seconds", number, "seconds", "Median failed deployment recovery time"},
    {"recoveries", count, "", "Failed deployments that recovered, failed rollbacks included"},
    {"recovery_open", count, "", "Failed deployments not yet recovered, failed rollbacks included"},
    {"mttr_mean_seconds", number, "seconds", "Mean time from opened to resolved, all incidents"},
    {"mttr_median_seconds", number, "seconds", "Median time from opened to resolved, all incidents"},
    {"incidents", count, "", "Resolved incidents opened in the window"},
    {"incidents_open", count, "", "Incidents opened in the window and not yet resolved"},
    {"rework_rate", number, "ratio", "Deployments that repair / all successful deployments"},
    {"reworks", count, "", "Deployments that repair: rollback, hotfix, revert, or named as a remedy"},
    // Deployments and incidents, one a row
    {"source", text, "", "Collector or sender of the fact"},
    {"status", text, "", "success, failure, in_progress, cancelled"},
    {"kind", text, "", "deploy, rollback, hotfix, revert, baseline, model_switch"},
    {"version", text, "", "Artifact or release"},
    {"commits", texts, "", "Commits deployed, as \"repo@sha\""},
    {"started", time, "ms", "When the rollout started"},
    {"finished", time, "ms", "When the rollout finished"},
    {"url", text, "", "Link to the event at its source"},
    {"failed", boolean, "", "Whether the deployment needed intervention"},
    {"failure_reasons", texts, "", "Why it counts as failed, strongest first"},
    {"recovered", time, "ms", "When a failed deployment recovered"},
    {"opened", time, "ms", "When the incident was opened"},
    {"resolved", time, "ms", "When the incident was resolved"},
    {"duration_seconds", number, "seconds", "From opened to resolved"},
    {"severity", text, "", "Severity as sent"},
    {"deployment", text, "", "The deployment an incident is attributed to"},
    {"external", boolean, "", "Whether the cause is outside (a provider's outage)"},
    // What changed since
    {"metric", text, "", "Name of the figure, as explain knows it"},
    {"unit", text, "", "Unit of the figure"},
    {"before", number, "", "The figure as it was known then; in the unit of its row"},
    {"after", number, "", "The figure as it is known now; in the unit of its row"},
    {"n_before", count, "", "Observations behind `before`"},
    {"n_after", count, "", "Observations behind `after`"},
    {"facts", texts, "", "Late, corrected or retracted facts behind the change, up to 20"},
    {"facts_count", count, "", "How many facts are behind the change"},
    // Requests
    {"requests", count, "", "Requests"},
    {"errors", count, "", "Requests that failed"},
    {"error_rate", number, "ratio", "Failed requests / requests"},
    {"client_errors", count, "", "Refused as wrong (4xx other than 408 and 429)"},
    {"rate_limited_errors", count, "", "Refused by a rate limit (429)"},
    {"provider_errors", count, "", "Failed at the provider (5xx)"},
    {"timeout_errors", count, "", "No answer in time (408, 504, no status)"},
    {"content_filter_errors", count, "", "Stopped by a content filter"},
    {"latency_p50_ms", number, "ms", "Median latency, within 1 %"},
    {"latency_p90_ms", number, "ms", "90th percentile of latency, within 1 %"},
    {"latency_p95_ms", number, "ms", "95th percentile of latency, within 1 %"},
    {"latency_p99_ms", number, "ms", "99th percentile of latency, within 1 %"},
    {"ttft_p50_ms", number, "ms", "Median time to first token, within 1 %"},
    {"ttft_p90_ms", number, "ms", "90th percentile of time to first token, within 1 %"},
    {"ttft_p95_ms", number, "ms", "95th percentile of time to first token, within 1 %"},
    {"ttft_p99_ms", number, "ms", "99th percentile of time to first token, within 1 %"},
    {"ttft_requests", count, "", "Requests that tell their time to first token"},
    // Money
    {"unpriced_requests", count, "", "Requests of models without a price in force; not in cost_usd"},
    {"input_tokens", count, "tokens", "Uncached input tokens"},
    {"cache_read_tokens", count, "tokens", "Input tokens read from the cache"},
    {"cache_write_5m_tokens", count, "tokens", "Input tokens written to the 5 minute cache"},
    {"cache_write_1h_tokens", count, "tokens", "Input tokens written to the 1 hour cache"},
    {"output_tokens", count, "tokens", "Output tokens, reasoning included"},
    {"reasoning_tokens", count, "tokens", "The part of the output tokens that was reasoning"},
    {"web_searches", count, "", "Web searches"},
    {"tokens", count, "tokens", "Tokens of the class"},
    {"cost_usd", money, "usd", "Computed cost: tokens x the price in force at the request's time"},
    {"cost_per_request_usd", money, "usd", "cost_usd / priced requests, to the picodollar, half-even"},
};

constexpr Metric kMetrics[] = {
    {"shiptally_build_info", MetricType::gauge, "", "version", "Version of this daemon; always 1"},
    {"shiptally_ingest_facts_total", MetricType::counter, "", "source,outcome",
     "Rows received, by source and outcome: accepted, duplicate, rejected, ignored; refused counts whole "
     "bodies"},
    {"shiptally_http_requests_total", MetricType::counter, "", "route,code", "HTTP requests answered"},
    {"shiptally_http_request_duration_seconds", MetricType::histogram, "seconds", "route",
     "From the request's last byte to the answer's first"},
    {"shiptally_slow_queries_total", MetricType::counter, "", "route",
     "Reads of the API that took at least queries.slow_ms; each is in the log"},
    {"shiptally_store_commit_duration_seconds", MetricType::histogram, "seconds", "",
     "Transactions of the writer, fsync included"},
    {"shiptally_store_queue_rows", MetricType::gauge, "", "", "Rows waiting for the writer"},
    {"shiptally_store_size_bytes", MetricType::gauge, "bytes", "", "Database file and its WAL"},
    {"shiptally_tail_files", MetricType::gauge, "", "", "Files that are followed"},
    {"shiptally_tail_behind_bytes", MetricType::gauge, "bytes", "",
     "Of followed files, what was not read yet"},
    {"shiptally_tail_read_timestamp_seconds", MetricType::gauge, "seconds", "",
     "When lines of a followed file were stored last"},
    {"shiptally_tail_errors_total", MetricType::counter, "", "", "Files that could not be opened or read"},
    {"shiptally_metrics_refresh_timestamp_seconds", MetricType::gauge, "seconds", "",
     "When the delivery gauges were last computed"},
    {"shiptally_exposition_overflow_total", MetricType::counter, "", "metric",
     "Label sets over the cap of a metric: counters count them as \"other\", gauges leave them out"},
    {"shiptally_deployments", MetricType::gauge, "", "app,deployment_environment",
     "Successful deployments in the last 30 days"},
    {"shiptally_deployment_frequency_per_day", MetricType::gauge, "", "app,deployment_environment",
     "Successful deployments per day, last 30 days"},
    {"shiptally_change_lead_time_seconds", MetricType::gauge, "seconds",
     "app,deployment_environment,percentile", "Change lead time, last 30 days"},
    {"shiptally_change_fail_ratio", MetricType::gauge, "ratio", "app,deployment_environment",
     "Change fail rate, last 30 days"},
    {"shiptally_recovery_time_seconds", MetricType::gauge, "seconds", "app,deployment_environment",
     "Median failed deployment recovery time, last 30 days"},
    {"shiptally_mttr_seconds", MetricType::gauge, "seconds", "app,deployment_environment",
     "Mean time to resolve an incident, last 30 days"},
    {"shiptally_rework_ratio", MetricType::gauge, "ratio", "app,deployment_environment",
     "Rework rate, last 30 days"},
    {"shiptally_llm_requests_total", MetricType::counter, "", "app,provider,model",
     "Requests committed since the daemon started"},
    {"shiptally_llm_errors_total", MetricType::counter, "", "app,provider,model,class",
     "Failed requests committed since the daemon started"},
    {"shiptally_llm_tokens_total", MetricType::counter, "", "app,provider,model,token_class",
     "Tokens committed since the daemon started"},
    {"shiptally_llm_cost_usd_total", MetricType::counter, "usd", "app,provider,model",
     "Computed cost committed since the daemon started"},
    {"shiptally_llm_unpriced_requests_total", MetricType::counter, "", "app,provider,model",
     "Requests without a price in force, committed since the daemon started"},
    {"shiptally_llm_latency_seconds", MetricType::gauge, "seconds", "app,provider,model,percentile",
     "Latency over the last hour"},
};

template <class Row, std::size_t N>
const Row& find(const Row (&table)[N], std::string_view name) {
  for (const Row& row : table)
    if (row.name == name) return row;
  std::fprintf(stderr, "not in the catalogue: %.*s\n", static_cast<int>(name.size()), name.data());
  std::abort();
}

}  // namespace

std::span<const Column> columns() { return kColumns; }
std::span<const Metric> exported_metrics() { return kMetrics; }
const Column& column(std::string_view name) { return find(kColumns, name); }
const Metric& metric(std::string_view name) { return find(kMetrics, name); }

}  // namespace shiptally
