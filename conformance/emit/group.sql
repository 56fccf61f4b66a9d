-- name: counts per group, people counted once
SELECT campaign_id, COUNT(*) AS n, COUNT(DISTINCT user_id) AS reach FROM impressions GROUP BY campaign_id;
-- duckdb
SELECT
  "t1"."campaign_id" AS "c10",
  count(*) AS "c11",
  count(DISTINCT "t1"."user_id") AS "c12"
FROM "impressions" AS "t1"
GROUP BY "t1"."campaign_id";

-- name: a join, then groups, then a threshold on them
SELECT c."Full ""Name""" AS name, COUNT(DISTINCT i.user_id) AS people, SUM(p.amount) AS revenue
FROM impressions AS i JOIN purchases AS p ON i.user_id = p.user_id JOIN campaigns AS c USING (campaign_id)
WHERE i.event_date BETWEEN '2026-01-01' AND '2026-03-31'
GROUP BY c."Full ""Name""" HAVING COUNT(DISTINCT i.user_id) >= 100 ORDER BY revenue DESC;
-- duckdb
SELECT
  "t3"."Full ""Name""" AS "c19",
  count(DISTINCT "t1"."user_id") AS "c20",
  sum("t2"."amount") AS "c21"
FROM "impressions" AS "t1"
  JOIN "purchases" AS "t2" ON "t1"."user_id" = "t2"."user_id"
  JOIN "campaigns" AS "t3" ON "t1"."campaign_id" = "t3"."campaign_id"
WHERE "t1"."event_date" >= DATE '2026-01-01' AND "t1"."event_date" <= DATE '2026-03-31'
GROUP BY "t3"."Full ""Name"""
HAVING count(DISTINCT "t1"."user_id") >= 100
ORDER BY "c21" DESC NULLS FIRST;

-- name: groups by a computed key
SELECT DATE_TRUNC('month', event_date) AS month, AVG(cost) AS mean FROM impressions GROUP BY 1;
-- duckdb
SELECT
  CAST(date_trunc('month', "t1"."event_date") AS DATE) AS "c9",
  avg("t1"."cost") AS "c10"
FROM "impressions" AS "t1"
GROUP BY CAST(date_trunc('month', "t1"."event_date") AS DATE);

-- name: aggregates of aggregates
SELECT n, COUNT(*) AS users FROM (SELECT user_id, COUNT(*) AS n FROM impressions GROUP BY user_id) AS per_user GROUP BY n;
-- duckdb
SELECT
  "t2"."c10" AS "c13",
  count(*) AS "c14"
FROM (
  SELECT count(*) AS "c10"
  FROM "impressions" AS "t1"
  GROUP BY "t1"."user_id"
) AS "t2"
GROUP BY "t2"."c10";

-- name: computed from aggregates
SELECT SUM(amount * quantity) / COUNT(*) AS each, SUM(quantity) + 1 AS items FROM purchases;
-- duckdb
SELECT
  CAST(sum(CAST(CAST("t1"."amount" AS DECIMAL(19,2)) * CAST("t1"."quantity" AS DECIMAL(10,0)) AS DECIMAL(20,2))) AS DOUBLE) / NULLIF(CAST(count(*) AS DOUBLE), 0e0) AS "c9",
  CAST(sum("t1"."quantity") AS DECIMAL(38,0)) + 1. AS "c10"
FROM "purchases" AS "t1";

-- name: an aggregate that nothing reads still makes one row
SELECT 1 AS one FROM (SELECT COUNT(*) AS n FROM impressions) AS counted;
-- duckdb
SELECT CAST(1 AS BIGINT) AS "c9"
FROM "impressions" AS "t1"
GROUP BY ();

-- name: filtered aggregates
SELECT COUNT(*) FILTER (WHERE clicks > 0) AS clicked, MAX(cost) FILTER (WHERE campaign_id = 'a') AS dearest FROM impressions;
-- duckdb
SELECT
  count(*) FILTER (WHERE "t1"."clicks" > 0) AS "c9",
  max("t1"."cost") FILTER (WHERE "t1"."campaign_id" = 'a') AS "c10"
FROM "impressions" AS "t1";

-- name: spreads and quantiles of doubles
SELECT STDDEV(cost) AS spread, VAR_POP(clicks) AS variance, MEDIAN(cost) AS middle,
  PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY amount) AS high
FROM impressions, purchases;
-- duckdb
SELECT
  CASE WHEN max(abs("t1"."cost")) > 1e140 AND count("t1"."cost") > 1 THEN CAST('nan' AS DOUBLE) ELSE stddev_samp(CASE WHEN abs("t1"."cost") <= 1e140 THEN "t1"."cost" END) END AS "c16",
  var_pop("t1"."clicks") AS "c17",
  median("t1"."cost") AS "c18",
  quantile_cont(CAST("t2"."amount" AS DOUBLE), 0.9e0) AS "c19"
FROM "impressions" AS "t1"
  CROSS JOIN "purchases" AS "t2";

-- name: sums of wide decimals are doubles
SELECT SUM(budget) AS total, AVG(budget) AS mean FROM campaigns;
-- duckdb
SELECT
  sum(CAST("t1"."budget" AS DOUBLE)) AS "c7",
  avg(CAST("t1"."budget" AS DOUBLE)) AS "c8"
FROM "campaigns" AS "t1";

-- name: a key that is a condition is read from below
SELECT clicks > 0 AS clicked, NOT (clicks > 0) AS unclicked, COUNT(*) AS n FROM impressions GROUP BY clicks > 0;
-- duckdb
SELECT
  "t2"."c8" AS "c9",
  NOT "t2"."c8" AS "c10",
  "t2"."c7" AS "c11"
FROM (
  SELECT
    "t1"."clicks" > 0 AS "c8",
    count(*) AS "c7"
  FROM "impressions" AS "t1"
  GROUP BY "t1"."clicks" > 0
) AS "t2";
