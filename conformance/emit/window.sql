-- name: numbered rows and running sums
SELECT user_id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY event_date, cost, clicks, campaign_id, shown_at) AS nth,
  SUM(clicks) OVER (PARTITION BY user_id ORDER BY event_date, cost, clicks, campaign_id, shown_at ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS recent
FROM impressions;
-- duckdb
SELECT
  "t1"."user_id" AS "c9",
  row_number() OVER (PARTITION BY "t1"."user_id" ORDER BY "t1"."event_date" ASC NULLS LAST, "t1"."cost" ASC NULLS LAST, "t1"."clicks" ASC NULLS LAST, "t1"."campaign_id" ASC NULLS LAST, "t1"."shown_at" ASC NULLS LAST) AS "c10",
  CAST(sum("t1"."clicks") OVER (PARTITION BY "t1"."user_id" ORDER BY "t1"."event_date" ASC NULLS LAST, "t1"."cost" ASC NULLS LAST, "t1"."clicks" ASC NULLS LAST, "t1"."campaign_id" ASC NULLS LAST, "t1"."shown_at" ASC NULLS LAST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS DECIMAL(38,0)) AS "c11"
FROM "impressions" AS "t1";

-- name: qualified rows
SELECT user_id, cost FROM impressions QUALIFY RANK() OVER (PARTITION BY user_id ORDER BY cost DESC) = 1;
-- duckdb
SELECT
  "t2"."c1" AS "c8",
  "t2"."c5" AS "c9"
FROM (
  SELECT
    "t1"."user_id" AS "c1",
    "t1"."cost" AS "c5",
    rank() OVER (PARTITION BY "t1"."user_id" ORDER BY "t1"."cost" DESC NULLS FIRST) AS "c7"
  FROM "impressions" AS "t1"
) AS "t2"
WHERE "t2"."c7" = 1;

-- name: over groups
SELECT campaign_id, SUM(clicks) AS clicks, RANK() OVER (ORDER BY SUM(clicks) DESC) AS place FROM impressions GROUP BY campaign_id;
-- duckdb
SELECT
  "t1"."campaign_id" AS "c10",
  CAST(sum("t1"."clicks") AS DECIMAL(38,0)) AS "c11",
  rank() OVER (ORDER BY CAST(sum("t1"."clicks") AS DECIMAL(38,0)) DESC NULLS FIRST) AS "c12"
FROM "impressions" AS "t1"
GROUP BY "t1"."campaign_id";

-- name: neighbours
SELECT event_date, LAG(event_date) OVER (ORDER BY event_date, user_id, cost, clicks, campaign_id, shown_at) AS before,
  LEAD(clicks, 2, 0) OVER (ORDER BY event_date, user_id, cost, clicks, campaign_id, shown_at) AS later FROM impressions;
-- duckdb
SELECT
  "t1"."event_date" AS "c9",
  lag("t1"."event_date", 1, CAST(NULL AS DATE)) OVER (ORDER BY "t1"."event_date" ASC NULLS LAST, "t1"."user_id" ASC NULLS LAST, "t1"."cost" ASC NULLS LAST, "t1"."clicks" ASC NULLS LAST, "t1"."campaign_id" ASC NULLS LAST, "t1"."shown_at" ASC NULLS LAST) AS "c10",
  lead("t1"."clicks", 2, CAST(0 AS BIGINT)) OVER (ORDER BY "t1"."event_date" ASC NULLS LAST, "t1"."user_id" ASC NULLS LAST, "t1"."cost" ASC NULLS LAST, "t1"."clicks" ASC NULLS LAST, "t1"."campaign_id" ASC NULLS LAST, "t1"."shown_at" ASC NULLS LAST) AS "c11"
FROM "impressions" AS "t1";
