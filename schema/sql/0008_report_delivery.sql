-- Which reports were delivered to whom.  A stream is what one place gets each month: a report in a format (of a
-- mail: in several).  What is delivered is written down after the receiver had it, so after a crash in between
-- it is sent again, under the same id.

-- From which month on a stream is owed: set when the configuration first names it, gone when it no longer does.
CREATE TABLE report_start (
  report TEXT NOT NULL, target TEXT NOT NULL, format TEXT NOT NULL,
  first_month_ms INTEGER NOT NULL,
  PRIMARY KEY (report, target, format)
) STRICT, WITHOUT ROWID;

-- A row from the first attempt on, kept for ever: some dozens a year.
CREATE TABLE report_delivery (
  report TEXT NOT NULL, target TEXT NOT NULL, format TEXT NOT NULL,
  month_ms INTEGER NOT NULL,
  edition INTEGER NOT NULL CHECK (edition > 0),   -- up by one each time it is sent anew by hand
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  begun_ms INTEGER NOT NULL,
  next_try_ms INTEGER,
  last_error TEXT NOT NULL,                       -- without secrets; empty: none
  failed INTEGER NOT NULL CHECK (failed IN (0, 1)),
  delivered_ms INTEGER,
  sha256 TEXT NOT NULL,                           -- hex, of each document, with commas between
  PRIMARY KEY (report, target, format, month_ms)
) STRICT, WITHOUT ROWID;
