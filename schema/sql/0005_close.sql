-- Closed months: what a month's statement said when it was closed.  Whatever arrives later is a correction line
-- of a month closed later, or of the open one; nothing here is ever changed.  Each hash covers the one before
-- it, so a change anywhere shows from there on (`shiptally close verify`).

CREATE TABLE closed_month (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  month_ms INTEGER NOT NULL UNIQUE,
  closed_ms INTEGER NOT NULL,
  facts_until_ms INTEGER NOT NULL,
  rules TEXT NOT NULL,
  lines TEXT NOT NULL,     -- TAB between fields, LF after each line: daemon/metrics/money/statement.h
  previous TEXT NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;

CREATE TRIGGER closed_month_follows BEFORE INSERT ON closed_month
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM closed_month)
  OR NEW.previous <> coalesce((SELECT hash FROM closed_month ORDER BY number DESC LIMIT 1), '')
BEGIN SELECT raise(ABORT, 'a closed month follows the one closed before it'); END;
CREATE TRIGGER closed_month_stays BEFORE UPDATE ON closed_month
BEGIN SELECT raise(ABORT, 'a closed month is never changed'); END;
CREATE TRIGGER closed_month_is_kept BEFORE DELETE ON closed_month
BEGIN SELECT raise(ABORT, 'a closed month is never deleted'); END;
