-- Deployments, commits, changes, reviews, incidents and charges as append-only revisions, and the access tokens.
--
-- A revision is one version of a fact as a sender told it; nothing is ever overwritten.  The key orders the
-- versions of a fact by the fact's own word: `updated_ms` (the sender's time or version; the lowest integer when
-- it gave none), then finality (0 in progress, 1 final, 2 retracted), then a hash of the content.  So the last of
-- each (source, id) in key order is the current one whatever the order of arrival, the same version sent twice
-- meets its own key, and `as_of` is the same rule over rows with recorded_ms <= as_of.
--
-- A retraction is a revision with finality 2 and no content.  Without a time of its own it takes the highest
-- updated_ms, so that it takes back every version, also those that arrive after it.
--
-- Lists are JSON text.  Amounts of charges are decimal text in the charge's currency: exact, and readable by any tool.

CREATE TABLE deployment_revision (
  source TEXT NOT NULL, id TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  finality INTEGER NOT NULL CHECK (finality BETWEEN 0 AND 2), content_hash BLOB NOT NULL,
  recorded_ms INTEGER NOT NULL,
  service TEXT, environment TEXT,
  status TEXT CHECK (status IN ('in_progress', 'success', 'failure', 'cancelled')),
  kind TEXT CHECK (kind IN ('deploy', 'rollback', 'hotfix', 'revert', 'baseline', 'model_switch')),
  version TEXT,
  commits TEXT,  -- [{"repo":…,"sha":…,"finished_ms":…}, …], the last where that part of the rollout has a time
  started_ms INTEGER, finished_ms INTEGER,
  team TEXT, url TEXT, strategy TEXT,
  rollout_percent INTEGER CHECK (rollout_percent BETWEEN 0 AND 100),
  remedies TEXT,  -- id of the incident that it repairs
  PRIMARY KEY (source, id, updated_ms, finality, content_hash),
  CHECK (finality = 2 OR (service IS NOT NULL AND environment IS NOT NULL AND status IS NOT NULL AND
                          kind IS NOT NULL AND commits IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Two senders may tell the same commit; `source` closes the key, so that which of them is shown does not depend
-- on who came first.
CREATE TABLE commit_revision (
  repo TEXT NOT NULL, sha TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  finality INTEGER NOT NULL CHECK (finality BETWEEN 0 AND 2), content_hash BLOB NOT NULL,
  recorded_ms INTEGER NOT NULL,
  source TEXT NOT NULL,
  parents TEXT,  -- ["sha", …]; NULL when the source does not tell
  authored_ms INTEGER, committed_ms INTEGER,
  paths TEXT,  -- ["file", …] that it touched; NULL when the source does not tell, or there are more than 1000
  PRIMARY KEY (repo, sha, updated_ms, finality, content_hash, source),
  CHECK (finality = 2 OR authored_ms IS NOT NULL)
) STRICT, WITHOUT ROWID;

CREATE TABLE change_revision (
  source TEXT NOT NULL, id TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  finality INTEGER NOT NULL CHECK (finality BETWEEN 0 AND 2), content_hash BLOB NOT NULL,
  recorded_ms INTEGER NOT NULL,
  repo TEXT, opened_ms INTEGER, merged_ms INTEGER, merge_sha TEXT, author TEXT, first_review_ms INTEGER,
  commits TEXT,  -- ["sha", …]
  branch TEXT, closed INTEGER CHECK (closed IN (0, 1)), url TEXT,
  PRIMARY KEY (source, id, updated_ms, finality, content_hash),
  CHECK (finality = 2 OR (repo IS NOT NULL AND opened_ms IS NOT NULL AND commits IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE review_revision (
  source TEXT NOT NULL, id TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  finality INTEGER NOT NULL CHECK (finality BETWEEN 0 AND 2), content_hash BLOB NOT NULL,
  recorded_ms INTEGER NOT NULL,
  change TEXT,  -- id of the change, of the same source
  author TEXT, submitted_ms INTEGER,
  PRIMARY KEY (source, id, updated_ms, finality, content_hash),
  CHECK (finality = 2 OR (change IS NOT NULL AND submitted_ms IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE incident_revision (
  source TEXT NOT NULL, id TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  finality INTEGER NOT NULL CHECK (finality BETWEEN 0 AND 2), content_hash BLOB NOT NULL,
  recorded_ms INTEGER NOT NULL,
  service TEXT, environment TEXT, team TEXT, opened_ms INTEGER, resolved_ms INTEGER, severity TEXT,
  deployment TEXT,  -- its cause
  external INTEGER CHECK (external IN (0, 1)), url TEXT,
  PRIMARY KEY (source, id, updated_ms, finality, content_hash),
  CHECK (finality = 2 OR (service IS NOT NULL AND opened_ms IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE charge_revision (
  source TEXT NOT NULL, id TEXT NOT NULL, updated_ms INTEGER NOT NULL,
  finality INTEGER NOT NULL CHECK (finality BETWEEN 0 AND 2), content_hash BLOB NOT NULL,
  recorded_ms INTEGER NOT NULL,
  provider TEXT, from_ms INTEGER, to_ms INTEGER,
  billing_ms INTEGER,  -- start of the UTC month whose invoice it is on, where the bill tells it
  category TEXT, charge_class TEXT, description TEXT,
  service_name TEXT, sku TEXT, model TEXT, region TEXT, account TEXT, sub_account TEXT, invoice TEXT,
  currency TEXT, list_cost TEXT, contracted_cost TEXT, billed_cost TEXT, effective_cost TEXT,
  quantity TEXT, unit TEXT, team TEXT, service TEXT,
  PRIMARY KEY (source, id, updated_ms, finality, content_hash),
  CHECK (finality = 2 OR (provider IS NOT NULL AND from_ms IS NOT NULL AND to_ms IS NOT NULL AND
                          billed_cost IS NOT NULL AND currency IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- The charges of a month out of millions.  A period that overlaps a window begins in it, or no longer before it
-- than it lasts: so charges are found by when they begin, apart for those of up to a day (0), of up to 32 days (1)
-- and longer ones (2), which are few.
CREATE INDEX charge_by_period ON charge_revision
  ((to_ms - from_ms > 86400000) + (to_ms - from_ms > 2764800000), from_ms) WHERE finality < 2;

-- Those that may begin in another month than the one whose invoice they are on: not in its first 28 days.
CREATE INDEX charge_by_invoice ON charge_revision (billing_ms)
  WHERE finality < 2 AND (from_ms < billing_ms OR from_ms >= billing_ms + 2419200000);

-- Bearer tokens: what is kept is their SHA-256, never the token.
CREATE TABLE token (
  name TEXT PRIMARY KEY,
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  scopes TEXT NOT NULL,  -- ["ingest", …]
  created_ms INTEGER NOT NULL,
  revoked INTEGER NOT NULL CHECK (revoked IN (0, 1))
) STRICT, WITHOUT ROWID;

-- How far each source has been read, written in the transaction of the rows it stands for.
CREATE TABLE cursor (
  name TEXT PRIMARY KEY,
  position TEXT NOT NULL,
  recorded_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
