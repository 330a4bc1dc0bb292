-- Which price book priced what, and requests priced again.

-- New requests are priced by this book from then on; its version is a date and a hash of its prices.
CREATE TABLE price_book_since (
  since_ms INTEGER PRIMARY KEY,
  version TEXT NOT NULL
) STRICT;

-- A run of `shiptally prices reprice`.  done_to_ms moves with each transaction; below to_ms it was interrupted.
CREATE TABLE repricing (
  number INTEGER PRIMARY KEY,
  recorded_ms INTEGER NOT NULL,
  from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL,
  price_book TEXT NOT NULL,
  unprices INTEGER NOT NULL,
  done_to_ms INTEGER NOT NULL,
  requests INTEGER NOT NULL,    -- looked at
  left_priced INTEGER NOT NULL  -- kept a price that the book no longer has
) STRICT;

-- What a run changed on a UTC day, of a model; summed in the transactions that changed it.  Money as in
-- 0001_requests.sql.
CREATE TABLE repricing_change (
  number INTEGER NOT NULL REFERENCES repricing (number),
  day_ms INTEGER NOT NULL, provider TEXT NOT NULL, model TEXT NOT NULL,
  requests INTEGER NOT NULL, newly_priced INTEGER NOT NULL, newly_unpriced INTEGER NOT NULL,
  old_cost_pico ANY NOT NULL, new_cost_pico ANY NOT NULL,
  PRIMARY KEY (number, day_ms, provider, model)
) STRICT, WITHOUT ROWID;
