-- Calls to models: raw rows and what is summed from them.
--
-- One call is one row of `request`, about 90 bytes: what repeats (service, model, price, tags …) stands once
-- in `series` or `label`.  The table is clustered on its key, time first, so that a sorted batch lands on
-- neighbouring pages and one b-tree serves for storage, dedupe and the time index; each further index would
-- cost a third of the ingest rate.  `id` is a 128-bit hash of (source, event id).
--
-- A row belongs to a `batch`, and a batch knows when it arrived; recorded_ms never decreases with id.  Where a
-- newer version replaces a row, the old one moves to `request_superseded`, so that a question `as_of` any
-- instant is still answered from what was known then.
--
-- Rollups hold the sums of each series by UTC minute, hour and day, changed in the same transaction as the
-- rows.  Latencies are sketches (schema/sketch.cc says the format): mergeable, within 1 %.
--
-- Money is an integer of 10^-12 USD: INTEGER while it fits 64 bits, beyond that its decimal digits as TEXT.
-- Hence the type ANY, and money_add() and money_sum() where SQLite's own + and sum() would overflow.

CREATE TABLE batch (
  id INTEGER PRIMARY KEY,
  recorded_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX batch_by_time ON batch (recorded_ms);

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL, team TEXT NOT NULL, environment TEXT NOT NULL, provider TEXT NOT NULL,
  model TEXT NOT NULL, route TEXT NOT NULL, tier TEXT NOT NULL, region TEXT NOT NULL,
  UNIQUE (service, team, environment, provider, model, route, tier, region)
) STRICT;

CREATE TABLE label (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE request (
  ts_ms INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  batch_id INTEGER NOT NULL,
  series_id INTEGER,  -- NULL: taken back before it arrived
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 999),
  error INTEGER NOT NULL CHECK (error BETWEEN 0 AND 5),  -- ErrorClass in schema/request.h
  flags INTEGER NOT NULL CHECK (flags BETWEEN 0 AND 3),  -- 1 final, 2 retracted
  latency_us INTEGER NOT NULL CHECK (latency_us >= 0),
  ttft_us INTEGER CHECK (ttft_us >= 0),
  input_tokens INTEGER NOT NULL,
  cache_read_tokens INTEGER NOT NULL,
  cache_write_5m_tokens INTEGER NOT NULL,
  cache_write_1h_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  web_searches INTEGER NOT NULL,
  input_cost_pico ANY, cache_read_cost_pico ANY, cache_write_5m_cost_pico ANY,  -- all NULL: unpriced
  cache_write_1h_cost_pico ANY, output_cost_pico ANY, other_cost_pico ANY,
  price_label INTEGER,    -- the dated price that priced it
  user BLOB,              -- keyed HMAC-SHA256, never the name
  trace ANY,              -- 16 bytes when it is 32 hex digits in lower case, else the text as sent
  version_label INTEGER,
  tags_label INTEGER,     -- canonical JSON object
  PRIMARY KEY (ts_ms, id),
  -- All counts in [0, 2^40), so that no sum of them overflows: one test of their bits costs the ingest path
  -- less than seven ranges.  (The collectors' own bound is 10^12.)
  CHECK ((input_tokens | cache_read_tokens | cache_write_5m_tokens | cache_write_1h_tokens | output_tokens |
          reasoning_tokens | web_searches) BETWEEN 0 AND 1099511627775)
) STRICT, WITHOUT ROWID;

-- Columns of `request` in the same order; superseded_batch is the one whose arrival ended the version.
CREATE TABLE request_superseded (
  ts_ms INTEGER NOT NULL, id BLOB NOT NULL, batch_id INTEGER NOT NULL, series_id INTEGER,
  status INTEGER NOT NULL, error INTEGER NOT NULL, flags INTEGER NOT NULL, latency_us INTEGER NOT NULL,
  ttft_us INTEGER, input_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL,
  cache_write_5m_tokens INTEGER NOT NULL, cache_write_1h_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL, reasoning_tokens INTEGER NOT NULL, web_searches INTEGER NOT NULL,
  input_cost_pico ANY, cache_read_cost_pico ANY, cache_write_5m_cost_pico ANY,
  cache_write_1h_cost_pico ANY, output_cost_pico ANY, other_cost_pico ANY, price_label INTEGER, user BLOB,
  trace ANY, version_label INTEGER, tags_label INTEGER, superseded_batch INTEGER NOT NULL,
  PRIMARY KEY (ts_ms, id, superseded_batch)
) STRICT, WITHOUT ROWID;

-- No CHECK against negative sums here: a restated row arrives as a difference.
CREATE TABLE rollup_minute (
  start_ms INTEGER NOT NULL, series_id INTEGER NOT NULL, requests INTEGER NOT NULL,
  client_errors INTEGER NOT NULL, rate_limited_errors INTEGER NOT NULL, provider_errors INTEGER NOT NULL,
  timeout_errors INTEGER NOT NULL, content_filter_errors INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL,
  cache_write_5m_tokens INTEGER NOT NULL, cache_write_1h_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL, reasoning_tokens INTEGER NOT NULL, web_searches INTEGER NOT NULL,
  input_cost_pico ANY NOT NULL, cache_read_cost_pico ANY NOT NULL, cache_write_5m_cost_pico ANY NOT NULL,
  cache_write_1h_cost_pico ANY NOT NULL, output_cost_pico ANY NOT NULL, other_cost_pico ANY NOT NULL,
  latency BLOB NOT NULL, ttft BLOB NOT NULL,
  PRIMARY KEY (start_ms, series_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_hour (
  start_ms INTEGER NOT NULL, series_id INTEGER NOT NULL, requests INTEGER NOT NULL,
  client_errors INTEGER NOT NULL, rate_limited_errors INTEGER NOT NULL, provider_errors INTEGER NOT NULL,
  timeout_errors INTEGER NOT NULL, content_filter_errors INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL,
  cache_write_5m_tokens INTEGER NOT NULL, cache_write_1h_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL, reasoning_tokens INTEGER NOT NULL, web_searches INTEGER NOT NULL,
  input_cost_pico ANY NOT NULL, cache_read_cost_pico ANY NOT NULL, cache_write_5m_cost_pico ANY NOT NULL,
  cache_write_1h_cost_pico ANY NOT NULL, output_cost_pico ANY NOT NULL, other_cost_pico ANY NOT NULL,
  latency BLOB NOT NULL, ttft BLOB NOT NULL,
  PRIMARY KEY (start_ms, series_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup_day (
  start_ms INTEGER NOT NULL, series_id INTEGER NOT NULL, requests INTEGER NOT NULL,
  client_errors INTEGER NOT NULL, rate_limited_errors INTEGER NOT NULL, provider_errors INTEGER NOT NULL,
  timeout_errors INTEGER NOT NULL, content_filter_errors INTEGER NOT NULL, unpriced INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL, cache_read_tokens INTEGER NOT NULL,
  cache_write_5m_tokens INTEGER NOT NULL, cache_write_1h_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL, reasoning_tokens INTEGER NOT NULL, web_searches INTEGER NOT NULL,
  input_cost_pico ANY NOT NULL, cache_read_cost_pico ANY NOT NULL, cache_write_5m_cost_pico ANY NOT NULL,
  cache_write_1h_cost_pico ANY NOT NULL, output_cost_pico ANY NOT NULL, other_cost_pico ANY NOT NULL,
  latency BLOB NOT NULL, ttft BLOB NOT NULL,
  PRIMARY KEY (start_ms, series_id)
) STRICT, WITHOUT ROWID;
