-- What providers' own meters counted, one row a span of time and what their report divides it by.  Revisions as in
-- 0002_facts.sql; a report is asked for again while it may still change, and only what differs is a new revision.

CREATE TABLE usage_revision (
  source TEXT NOT NULL, id TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  finality INTEGER NOT NULL CHECK (finality BETWEEN 0 AND 2), content_hash BLOB NOT NULL,
  recorded_ms INTEGER NOT NULL,
  provider TEXT, from_ms INTEGER, to_ms INTEGER,
  model TEXT, tier TEXT, region TEXT, account TEXT, sub_account TEXT,
  api_key TEXT,  -- the key's id, never the key
  context_window TEXT,
  -- Disjoint, but for reasoning_tokens, which are a part of output_tokens.
  input_tokens INTEGER, cache_read_tokens INTEGER, cache_write_5m_tokens INTEGER, cache_write_1h_tokens INTEGER,
  output_tokens INTEGER, reasoning_tokens INTEGER, web_searches INTEGER,
  requests INTEGER,  -- NULL: the provider does not count them
  PRIMARY KEY (source, id, updated_ms, finality, content_hash),
  CHECK (finality = 2 OR (provider IS NOT NULL AND from_ms IS NOT NULL AND to_ms IS NOT NULL AND
                          input_tokens IS NOT NULL AND output_tokens IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Reads ask for a span of time.  The end comes first, because most of them ask for the latest.
CREATE INDEX usage_revision_time ON usage_revision (to_ms, from_ms);

CREATE VIEW provider_usage AS
SELECT source, id, provider, from_ms, to_ms, model, tier, region, account, sub_account, api_key, context_window,
  input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
  output_tokens, reasoning_tokens, web_searches, requests,
  strftime('%Y-%m-%dT%H:%M:%fZ', from_ms / 1000.0, 'unixepoch') AS start,
  nullif(updated_ms, -9223372036854775808) AS updated_ms, recorded_ms
FROM usage_revision AS r
WHERE finality < 2 AND NOT EXISTS (
  SELECT 1 FROM usage_revision AS later
  WHERE later.source = r.source AND later.id = r.id AND (later.updated_ms, later.finality, later.content_hash)
        > (r.updated_ms, r.finality, r.content_hash));
