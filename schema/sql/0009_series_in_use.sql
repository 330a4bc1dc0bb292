-- When each series was last used, so that their number has a bound (limits.series) and what is no longer used does
-- not count.  Days since 1970 on which a request of the series last arrived; of series from before this migration
-- the day of their last request.

ALTER TABLE series ADD COLUMN last_day INTEGER NOT NULL DEFAULT 0;

UPDATE series SET last_day = used.day
FROM (SELECT series_id, max(start_ms) / 86400000 AS day FROM rollup_day GROUP BY series_id) AS used
WHERE series.id = used.series_id;

CREATE INDEX series_by_last_day ON series (last_day);
