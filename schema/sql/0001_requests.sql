-- Calls to models: raw rows and what is summed from them.
--
-- Calls are kept some thousands at a time: a row of `request_chunk` holds the calls of (a part of) an hour in the
-- order of (ts, id), column by column, each column packed (daemon/store/requests/chunk.h says how).  A call costs some 60
-- bytes and a microsecond, a third of what it would cost as a row of its own; what repeats (service, model, price,
-- tags …) stands once in `series` or `label`.  `id` is a 128-bit hash of (source, event id).  To read them by SQL,
-- ask with `shiptally sql`, where `request` is a table like any other.
--
-- A chunk never changes; what is restated or retracted is appended as a further version.  A version belongs to a
-- `batch`, and a batch knows when it arrived; recorded_ms never decreases with id.  Of the versions of a call the
-- one of the latest batch is current, and a question `as_of` an instant looks no further than the batch of then.
--
-- Rollups hold the sums of each series by UTC minute, five minutes, hour and day, changed in the same transaction as the
-- rows.  Latencies are sketches (schema/base/sketch.cc says the format): mergeable, within 1 %.
--
-- Money is an integer of 10^-12 USD: INTEGER while it fits 64 bits, beyond that its decimal digits as TEXT.
-- Hence the type ANY, and money_sum() where SQLite's own sum() would overflow.

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

CREATE TABLE request_chunk (
  id INTEGER PRIMARY KEY,         -- hours since 1970 << 32 | number within the hour
  first_ms INTEGER NOT NULL,      -- ts of its first and last call
  last_ms INTEGER NOT NULL,
  first_batch INTEGER NOT NULL,   -- the lowest of its versions
  rows INTEGER NOT NULL CHECK (rows > 0),
  keys BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;

-- From when on each kind of raw rows is kept; what is older has expired, or is about to.
CREATE TABLE retention (
  name TEXT PRIMARY KEY,  -- 'request'
  kept_from_ms INTEGER NOT NULL
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

CREATE TABLE rollup_5m (
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
