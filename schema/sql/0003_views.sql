-- Views for people: names instead of ids, current versions only, retracted facts left out.  `shiptally sql` answers
-- from all of them; sqlite3 or an SQL data source, which must open the file read-only while the daemon runs, from
-- all but `requests`, since it cannot unpack a call.  The daemon itself does not read them.
--
-- Times are milliseconds since 1970 and, beside them, UTC text.  cost_usd is exact decimal text; NULL is unpriced
-- (in a rollup: all of it) or, beyond 9.2 million USD, too large for plain SQL: the columns …_cost_pico still hold
-- it.
-- Latencies of rollups are sketches, which plain SQL cannot read: `shiptally sql` has sketch_quantile() for them,
-- and `requests` has each call's own.

CREATE VIEW deployments AS
SELECT source, id, service, environment, status, kind, version, commits, started_ms, finished_ms,
  strftime('%Y-%m-%dT%H:%M:%fZ', finished_ms / 1000.0, 'unixepoch') AS finished,
  team, url, strategy, rollout_percent, remedies,
  nullif(updated_ms, -9223372036854775808) AS updated_ms, recorded_ms
FROM deployment_revision AS r
WHERE finality < 2 AND NOT EXISTS (
  SELECT 1 FROM deployment_revision AS later
  WHERE later.source = r.source AND later.id = r.id AND (later.updated_ms, later.finality, later.content_hash)
        > (r.updated_ms, r.finality, r.content_hash));

CREATE VIEW commits AS
SELECT repo, sha, source, parents, authored_ms, committed_ms, paths,
  strftime('%Y-%m-%dT%H:%M:%fZ', authored_ms / 1000.0, 'unixepoch') AS authored, recorded_ms
FROM commit_revision AS r
WHERE finality < 2 AND NOT EXISTS (
  SELECT 1 FROM commit_revision AS later
  WHERE later.repo = r.repo AND later.sha = r.sha AND (later.updated_ms, later.finality, later.content_hash, later.source)
        > (r.updated_ms, r.finality, r.content_hash, r.source));

CREATE VIEW changes AS
SELECT source, id, repo, opened_ms, merged_ms, merge_sha, author, first_review_ms, commits, branch, closed, url,
  strftime('%Y-%m-%dT%H:%M:%fZ', merged_ms / 1000.0, 'unixepoch') AS merged,
  nullif(updated_ms, -9223372036854775808) AS updated_ms, recorded_ms
FROM change_revision AS r
WHERE finality < 2 AND NOT EXISTS (
  SELECT 1 FROM change_revision AS later
  WHERE later.source = r.source AND later.id = r.id AND (later.updated_ms, later.finality, later.content_hash)
        > (r.updated_ms, r.finality, r.content_hash));

CREATE VIEW reviews AS
SELECT source, id, change, author, submitted_ms,
  strftime('%Y-%m-%dT%H:%M:%fZ', submitted_ms / 1000.0, 'unixepoch') AS submitted,
  nullif(updated_ms, -9223372036854775808) AS updated_ms, recorded_ms
FROM review_revision AS r
WHERE finality < 2 AND NOT EXISTS (
  SELECT 1 FROM review_revision AS later
  WHERE later.source = r.source AND later.id = r.id AND (later.updated_ms, later.finality, later.content_hash)
        > (r.updated_ms, r.finality, r.content_hash));

CREATE VIEW incidents AS
SELECT source, id, service, environment, team, opened_ms, resolved_ms, severity, deployment, external, url,
  strftime('%Y-%m-%dT%H:%M:%fZ', opened_ms / 1000.0, 'unixepoch') AS opened,
  nullif(updated_ms, -9223372036854775808) AS updated_ms, recorded_ms
FROM incident_revision AS r
WHERE finality < 2 AND NOT EXISTS (
  SELECT 1 FROM incident_revision AS later
  WHERE later.source = r.source AND later.id = r.id AND (later.updated_ms, later.finality, later.content_hash)
        > (r.updated_ms, r.finality, r.content_hash));

CREATE VIEW charges AS
SELECT source, id, provider, from_ms, to_ms, billing_ms, category, charge_class, description, service_name, sku, model,
  region, account, sub_account, invoice, currency, list_cost, contracted_cost, billed_cost, effective_cost,
  quantity, unit, team, service,
  strftime('%Y-%m-%dT%H:%M:%fZ', from_ms / 1000.0, 'unixepoch') AS charge_period_start,
  nullif(updated_ms, -9223372036854775808) AS updated_ms, recorded_ms
FROM charge_revision AS r
WHERE finality < 2 AND NOT EXISTS (
  SELECT 1 FROM charge_revision AS later
  WHERE later.source = r.source AND later.id = r.id AND (later.updated_ms, later.finality, later.content_hash)
        > (r.updated_ms, r.finality, r.content_hash));

CREATE VIEW requests AS
SELECT ts_ms, strftime('%Y-%m-%dT%H:%M:%fZ', ts_ms / 1000.0, 'unixepoch') AS time,
  lower(hex(r.id)) AS id, service, team, environment, provider, model, route, tier, region, status,
  CASE error WHEN 0 THEN 'none' WHEN 1 THEN 'client' WHEN 2 THEN 'rate_limited' WHEN 3 THEN 'provider'
             WHEN 4 THEN 'timeout' ELSE 'content_filter' END AS error,
  flags & 1 AS final, latency_us, ttft_us,
  input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
  output_tokens, reasoning_tokens, web_searches,
  CASE typeof(cost_pico) WHEN 'integer' THEN
    rtrim(rtrim(printf('%s%d.%012d', iif(cost_pico < 0, '-', ''), abs(cost_pico) / 1000000000000,
                       abs(cost_pico) % 1000000000000), '0'), '.') END AS cost_usd,
  input_cost_pico, cache_read_cost_pico, cache_write_5m_cost_pico, cache_write_1h_cost_pico,
  output_cost_pico, other_cost_pico,
  price.text AS price_id, lower(hex(user)) AS user,
  iif(typeof(trace) = 'blob', lower(hex(trace)), trace) AS trace_id,
  version.text AS version, tags.text AS tags, recorded_ms
FROM (SELECT *, input_cost_pico + cache_read_cost_pico + cache_write_5m_cost_pico +
         cache_write_1h_cost_pico + output_cost_pico + other_cost_pico AS cost_pico
      FROM request) AS r
JOIN series ON series.id = series_id
JOIN batch ON batch.id = batch_id
LEFT JOIN label AS price ON price.id = price_label
LEFT JOIN label AS version ON version.id = version_label
LEFT JOIN label AS tags ON tags.id = tags_label
WHERE flags < 2;

CREATE VIEW requests_by_minute AS
SELECT start_ms, strftime('%Y-%m-%dT%H:%M:%fZ', start_ms / 1000.0, 'unixepoch') AS start,
  service, team, environment, provider, model, route, tier, region, requests,
  client_errors, rate_limited_errors, provider_errors, timeout_errors, content_filter_errors, unpriced,
  input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
  output_tokens, reasoning_tokens, web_searches,
  CASE WHEN unpriced < requests AND typeof(cost_pico) = 'integer' THEN
    rtrim(rtrim(printf('%s%d.%012d', iif(cost_pico < 0, '-', ''), abs(cost_pico) / 1000000000000,
                       abs(cost_pico) % 1000000000000), '0'), '.') END AS cost_usd,
  input_cost_pico, cache_read_cost_pico, cache_write_5m_cost_pico, cache_write_1h_cost_pico,
  output_cost_pico, other_cost_pico
FROM (SELECT *, input_cost_pico + cache_read_cost_pico + cache_write_5m_cost_pico +
         cache_write_1h_cost_pico + output_cost_pico + other_cost_pico AS cost_pico
      FROM rollup_minute)
JOIN series ON series.id = series_id;

CREATE VIEW requests_by_hour AS
SELECT start_ms, strftime('%Y-%m-%dT%H:%M:%fZ', start_ms / 1000.0, 'unixepoch') AS start,
  service, team, environment, provider, model, route, tier, region, requests,
  client_errors, rate_limited_errors, provider_errors, timeout_errors, content_filter_errors, unpriced,
  input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
  output_tokens, reasoning_tokens, web_searches,
  CASE WHEN unpriced < requests AND typeof(cost_pico) = 'integer' THEN
    rtrim(rtrim(printf('%s%d.%012d', iif(cost_pico < 0, '-', ''), abs(cost_pico) / 1000000000000,
                       abs(cost_pico) % 1000000000000), '0'), '.') END AS cost_usd,
  input_cost_pico, cache_read_cost_pico, cache_write_5m_cost_pico, cache_write_1h_cost_pico,
  output_cost_pico, other_cost_pico
FROM (SELECT *, input_cost_pico + cache_read_cost_pico + cache_write_5m_cost_pico +
         cache_write_1h_cost_pico + output_cost_pico + other_cost_pico AS cost_pico
      FROM rollup_hour)
JOIN series ON series.id = series_id;

CREATE VIEW requests_by_day AS
SELECT start_ms, strftime('%Y-%m-%dT%H:%M:%fZ', start_ms / 1000.0, 'unixepoch') AS start,
  service, team, environment, provider, model, route, tier, region, requests,
  client_errors, rate_limited_errors, provider_errors, timeout_errors, content_filter_errors, unpriced,
  input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
  output_tokens, reasoning_tokens, web_searches,
  CASE WHEN unpriced < requests AND typeof(cost_pico) = 'integer' THEN
    rtrim(rtrim(printf('%s%d.%012d', iif(cost_pico < 0, '-', ''), abs(cost_pico) / 1000000000000,
                       abs(cost_pico) % 1000000000000), '0'), '.') END AS cost_usd,
  input_cost_pico, cache_read_cost_pico, cache_write_5m_cost_pico, cache_write_1h_cost_pico,
  output_cost_pico, other_cost_pico
FROM (SELECT *, input_cost_pico + cache_read_cost_pico + cache_write_5m_cost_pico +
         cache_write_1h_cost_pico + output_cost_pico + other_cost_pico AS cost_pico
      FROM rollup_day)
JOIN series ON series.id = series_id;
