-- The delivery definitions of metrics.md once more, in plain SQL over the stored revisions: what headline_test
-- holds the API's figures against.  Nothing here comes from daemon/metrics.

-- The current version of each fact: the newest by its own word, then the most final, then the highest hash.
CREATE TEMP TABLE deployment AS
SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY source, id
                               ORDER BY updated_ms DESC, finality DESC, content_hash DESC) AS place
  FROM deployment_revision)
WHERE place = 1 AND finality < 2;

CREATE TEMP TABLE incident AS
SELECT *, source || '/' || id AS name FROM (
  SELECT *, row_number() OVER (PARTITION BY source, id
                               ORDER BY updated_ms DESC, finality DESC, content_hash DESC) AS place
  FROM incident_revision)
WHERE place = 1 AND finality < 2;

CREATE TEMP TABLE git_commit AS
SELECT repo, sha, parents, authored_ms FROM (
  SELECT *, row_number() OVER (PARTITION BY repo, sha
                               ORDER BY updated_ms DESC, finality DESC, content_hash DESC, source DESC) AS place
  FROM commit_revision)
WHERE place = 1 AND finality < 2;
CREATE UNIQUE INDEX temp.by_sha ON git_commit (repo, sha);

-- What reached users, numbered within its stream (service and environment).
CREATE TEMP TABLE step AS
SELECT service || ' in ' || environment AS stream,
       row_number() OVER (PARTITION BY service, environment ORDER BY finished_ms, started_ms, source, id) AS n,
       source || '/' || id AS name, id, service, environment, team, kind, version, commits,
       finished_ms AS finished, remedies
FROM deployment WHERE status = 'success';
CREATE UNIQUE INDEX temp.by_place ON step (stream, n);

-- A version that ran before comes back and is not the one running.
CREATE TEMP TABLE rollback AS
SELECT s.stream, s.n, s.name,
       (SELECT max(n) FROM step AS b WHERE b.stream = s.stream AND b.n < s.n AND b.version = s.version) AS back_to
FROM step AS s JOIN step AS before ON before.stream = s.stream AND before.n = s.n - 1
WHERE s.kind <> 'baseline' AND before.version <> s.version AND back_to IS NOT NULL;

CREATE TEMP TABLE undone AS
SELECT s.stream, s.n, min(r.n) AS by_n
FROM step AS s JOIN rollback AS r ON r.stream = s.stream AND r.back_to < s.n AND s.n < r.n
WHERE s.kind <> 'baseline' AND s.name NOT IN (SELECT name FROM rollback)
GROUP BY 1, 2;

-- Why a deployment failed, with the instant that ended it for that reason (NULL: not yet).
CREATE TEMP TABLE reason AS
SELECT s.stream, s.n, 'undone' AS why, repair.finished AS ended
FROM (SELECT stream, min(n) AS n, by_n FROM undone GROUP BY stream, by_n) AS s
JOIN step AS repair ON repair.stream = s.stream AND repair.n = s.by_n
UNION ALL
SELECT s.stream, s.n, 'repaired', fix.finished
FROM step AS s JOIN step AS fix ON fix.stream = s.stream AND fix.n = s.n + 1
WHERE fix.kind IN ('hotfix', 'revert') AND s.kind <> 'baseline' AND fix.version <> s.version
  AND s.name NOT IN (SELECT name FROM rollback);

CREATE TEMP TABLE blame AS
SELECT i.name AS incident, i.id AS incident_id, i.resolved_ms, s.stream, s.n
FROM incident AS i JOIN step AS s ON CASE
  WHEN i.deployment <> '' THEN s.id = i.deployment
  ELSE s.stream = i.service || ' in ' || i.environment AND s.kind <> 'baseline'
       AND s.finished <= i.opened_ms AND i.opened_ms - s.finished <= 24 * 3600 * 1000
       AND NOT EXISTS (SELECT 1 FROM step AS later
                       WHERE later.stream = s.stream AND later.n > s.n AND later.finished <= i.opened_ms) END
WHERE NOT coalesce(i.external, 0);

INSERT INTO reason
SELECT stream, n, 'incident', CASE WHEN count(*) = count(resolved_ms) THEN max(resolved_ms) END
FROM blame GROUP BY stream, n
UNION ALL
SELECT b.stream, b.n, 'remedied', min(s.finished)
FROM blame AS b JOIN step AS s ON s.remedies IN (b.incident_id, b.incident) AND s.stream = b.stream AND s.n > b.n
GROUP BY b.stream, b.n;

CREATE TEMP TABLE failure AS
SELECT s.name, s.service, s.environment, s.finished, min(r.ended) AS recovered,
       s.name IN (SELECT name FROM rollback) AS is_rollback
FROM reason AS r JOIN step AS s ON s.stream = r.stream AND s.n = r.n
GROUP BY s.name;

CREATE TEMP TABLE rework AS
SELECT s.name, s.service, s.environment, s.finished FROM step AS s
WHERE s.kind IN ('rollback', 'hotfix', 'revert') OR s.remedies <> ''
   OR s.name IN (SELECT name FROM rollback)
   OR EXISTS (SELECT 1 FROM undone AS u JOIN undone AS older ON older.stream = u.stream AND older.by_n = u.by_n
              WHERE u.stream = s.stream AND u.n = s.n AND older.n < u.n);

-- Each commit with the first step of each stream that contains it: a walk through the parents.
CREATE TEMP TABLE first_step AS
WITH RECURSIVE reach(stream, n, repo, sha) AS (
  SELECT stream, n, c.value ->> 'repo', c.value ->> 'sha' FROM step, json_each(step.commits) AS c
  UNION
  SELECT r.stream, r.n, r.repo, p.value
  FROM reach AS r JOIN git_commit AS g ON g.repo = r.repo AND g.sha = r.sha, json_each(g.parents) AS p)
SELECT stream, repo, sha, min(n) AS n FROM reach GROUP BY 1, 2, 3;

-- Merge commits aside, what each deployment brought; `known` tells whether its repository was live before.
CREATE TEMP TABLE brought AS
SELECT s.service, s.environment, s.finished, s.finished - g.authored_ms AS lead_ms,
       EXISTS (SELECT 1 FROM step AS b, json_each(b.commits) AS c
               WHERE b.stream = s.stream AND b.n < s.n AND c.value ->> 'repo' = f.repo) AS known
FROM first_step AS f JOIN step AS s ON s.stream = f.stream AND s.n = f.n
JOIN git_commit AS g ON g.repo = f.repo AND g.sha = f.sha
WHERE s.kind <> 'baseline' AND json_array_length(g.parents) <= 1;
