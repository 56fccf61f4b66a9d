-- name: columns, conditions and literals
SELECT user_id, cost FROM impressions WHERE event_date >= '2026-01-01' AND campaign_id IN ('a', 'b') AND clicks > 0;
-- duckdb
SELECT
  "t1"."user_id" AS "c7",
  "t1"."cost" AS "c8"
FROM "impressions" AS "t1"
WHERE "t1"."event_date" >= DATE '2026-01-01' AND "t1"."campaign_id" IN ('a', 'b') AND "t1"."clicks" > 0;

-- name: an expression is written once where it is short
SELECT user_id, clicks * 2 AS twice, cost / clicks AS price FROM impressions WHERE cost BETWEEN 1 AND 2.5;
-- duckdb
SELECT
  "t1"."user_id" AS "c7",
  "t1"."clicks" * 2 AS "c8",
  "t1"."cost" / NULLIF(CAST("t1"."clicks" AS DOUBLE), 0e0) AS "c9"
FROM "impressions" AS "t1"
WHERE "t1"."cost" >= 1e0 AND "t1"."cost" <= 2.5e0;

-- name: a subquery in FROM that only names columns vanishes
SELECT u FROM (SELECT user_id AS u, cost FROM impressions) AS i WHERE cost > 1;
-- duckdb
SELECT "t1"."user_id" AS "c9"
FROM "impressions" AS "t1"
WHERE "t1"."cost" > 1e0;

-- name: names are quoted
SELECT "Full ""Name""" FROM campaigns WHERE active;
-- duckdb
SELECT "t1"."Full ""Name""" AS "c5"
FROM "campaigns" AS "t1"
WHERE "t1"."active";

-- name: a text with quotes, line breaks and backslashes
SELECT 'it''s', 'a\b', 'two
lines' FROM campaigns;
-- duckdb
SELECT
  'it''s' AS "c5",
  'a\b' AS "c6",
  ('two' || chr(10) || 'lines') AS "c7"
FROM "campaigns" AS "t1";

-- name: order, limit and offset stay outermost
SELECT user_id, cost * 2 AS twice FROM impressions ORDER BY twice DESC, user_id LIMIT 10 OFFSET 5;
-- duckdb
SELECT
  "t1"."user_id" AS "c7",
  "t1"."cost" * 2e0 AS "c8"
FROM "impressions" AS "t1"
ORDER BY "c8" DESC NULLS FIRST, "t1"."user_id" ASC NULLS LAST
LIMIT 10
OFFSET 5;

-- name: ordered by what is not selected
SELECT user_id FROM impressions ORDER BY cost + 1 NULLS FIRST LIMIT 3;
-- duckdb
SELECT "t1"."user_id" AS "c7"
FROM "impressions" AS "t1"
ORDER BY "t1"."cost" + 1e0 ASC NULLS FIRST
LIMIT 3;

-- name: a limit below a filter closes its block
SELECT user_id FROM (SELECT user_id, cost FROM impressions ORDER BY cost, user_id, clicks LIMIT 3) AS top WHERE cost > 0;
-- duckdb
SELECT "t2"."c7" AS "c10"
FROM (
  SELECT
    "t1"."user_id" AS "c7",
    "t1"."cost" AS "c8",
    "t1"."clicks" AS "c9"
  FROM "impressions" AS "t1"
  ORDER BY "t1"."cost" ASC NULLS LAST, "t1"."user_id" ASC NULLS LAST, "t1"."clicks" ASC NULLS LAST
  LIMIT 3
) AS "t2"
WHERE "t2"."c8" > 0e0;

-- name: distinct rows
SELECT DISTINCT campaign_id, event_date FROM impressions ORDER BY campaign_id, event_date;
-- duckdb
SELECT DISTINCT
  "t1"."campaign_id" AS "c9",
  "t1"."event_date" AS "c10"
FROM "impressions" AS "t1"
ORDER BY "t1"."campaign_id" ASC NULLS LAST, "t1"."event_date" ASC NULLS LAST;

-- name: without a table
SELECT 1 + 2 AS three, NULL AS nothing;
-- duckdb
SELECT
  CAST(1 AS BIGINT) + CAST(2 AS BIGINT) AS "c1",
  CAST(NULL AS VARCHAR) AS "c2";

-- name: literal rows
SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, NULL)) AS v(a, b) WHERE v.a > 1;
-- duckdb
SELECT
  "t1"."c1" AS "c3",
  "t1"."c2" AS "c4"
FROM (
  VALUES
    (CAST(1 AS BIGINT), 'x'),
    (CAST(2 AS BIGINT), CAST(NULL AS VARCHAR))
) AS "t1"("c1", "c2")
WHERE "t1"."c1" > 1;
