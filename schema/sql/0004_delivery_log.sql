-- What delivery figures need of deployments, commits, changes, reviews and incidents, once more and packed:
-- reading a million deployments from their own tables takes longer than a dashboard waits.
--
-- Every revision is appended in the transaction that stores it, in the order of arrival, retractions included.
-- A chunk holds the revisions number `first` to `first` + `revisions` - 1, in the form that
-- daemon/store/facts/delivery_chunk.cc writes and reads; small neighbours are merged as more come.  So whoever has
-- read n revisions goes on at number n.  Everything in it stands in the revision tables, too, and a log that is
-- missing is made from them when the daemon starts.

CREATE TABLE delivery_log (
  first INTEGER PRIMARY KEY CHECK (first >= 0),
  revisions INTEGER NOT NULL CHECK (revisions > 0),
  -- How many of the revisions are of each kind.
  deployments INTEGER NOT NULL, commits INTEGER NOT NULL, incidents INTEGER NOT NULL,
  changes INTEGER NOT NULL, reviews INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
