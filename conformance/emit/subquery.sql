-- name: common tables
WITH buyers AS (SELECT user_id, SUM(amount) AS spent FROM purchases GROUP BY user_id),
big AS (SELECT user_id FROM buyers WHERE spent > 100)
SELECT COUNT(DISTINCT i.user_id) AS n FROM impressions AS i JOIN big USING (user_id);
-- duckdb
SELECT count(DISTINCT "t1"."user_id") AS "c18"
FROM "impressions" AS "t1"
  JOIN (
    SELECT "t2"."user_id" AS "c10"
    FROM "purchases" AS "t2"
    GROUP BY "t2"."user_id"
    HAVING sum("t2"."amount") > 100.00
  ) AS "t3" ON "t1"."user_id" = "t3"."c10";

-- name: in, exists and scalar subqueries
SELECT COUNT(*) AS n FROM impressions
WHERE user_id IN (SELECT user_id FROM purchases WHERE amount > 5) AND EXISTS (SELECT 1 FROM campaigns WHERE active)
AND cost > (SELECT AVG(cost) FROM impressions);
-- duckdb
SELECT count(*) AS "c27"
FROM "impressions" AS "t1"
WHERE "t1"."user_id" IN (
  SELECT "t2"."user_id" AS "c12"
  FROM "purchases" AS "t2"
  WHERE "t2"."amount" > 5.00
) AND EXISTS (
  SELECT TRUE AS "c0"
  FROM "campaigns" AS "t3"
  WHERE "t3"."active"
) AND "t1"."cost" > (
  SELECT avg("t4"."cost") AS "c25"
  FROM "impressions" AS "t4"
);

-- name: not in a subquery
SELECT campaign_id FROM campaigns WHERE campaign_id NOT IN (SELECT campaign_id FROM impressions);
-- duckdb
SELECT "t1"."campaign_id" AS "c12"
FROM "campaigns" AS "t1"
WHERE "t1"."campaign_id" NOT IN (
  SELECT "t2"."campaign_id" AS "c11"
  FROM "impressions" AS "t2"
);

-- name: set operations
SELECT user_id FROM impressions UNION SELECT user_id FROM purchases ORDER BY user_id;
-- duckdb
SELECT DISTINCT "t3"."c14" AS "c15"
FROM (
  SELECT "t1"."user_id" AS "c7"
  FROM "impressions" AS "t1"
  UNION ALL
  SELECT "t2"."user_id" AS "c13"
  FROM "purchases" AS "t2"
) AS "t3"("c14")
ORDER BY "t3"."c14" ASC NULLS LAST;

-- name: bags and their limits
(SELECT user_id FROM impressions ORDER BY user_id, cost, clicks, campaign_id, event_date, shown_at LIMIT 2)
UNION ALL SELECT user_id FROM purchases EXCEPT ALL SELECT 1;
-- duckdb
SELECT "t4"."c21" AS "c21"
FROM (
  SELECT "t3"."c19" AS "c19"
  FROM (
    (
      SELECT "t1"."user_id" AS "c7"
      FROM "impressions" AS "t1"
      ORDER BY "t1"."user_id" ASC NULLS LAST, "t1"."cost" ASC NULLS LAST, "t1"."clicks" ASC NULLS LAST, "t1"."campaign_id" ASC NULLS LAST, "t1"."event_date" ASC NULLS LAST, "t1"."shown_at" ASC NULLS LAST
      LIMIT 2
    )
    UNION ALL
    SELECT "t2"."user_id" AS "c18"
    FROM "purchases" AS "t2"
  ) AS "t3"("c19")
  EXCEPT ALL
  SELECT CAST(1 AS BIGINT) AS "c20"
) AS "t4"("c21");

-- name: a subquery in a window
SELECT RANK() OVER (ORDER BY clicks > (SELECT AVG(clicks) FROM impressions)) AS r FROM impressions;
-- duckdb
SELECT rank() OVER (ORDER BY "t3"."x1" ASC NULLS LAST) AS "c16"
FROM (
  SELECT
    "t1"."clicks" AS "c6",
    CAST("t1"."clicks" AS DOUBLE) > (
      SELECT avg("t2"."clicks") AS "c14"
      FROM "impressions" AS "t2"
    ) AS "x1"
  FROM "impressions" AS "t1"
) AS "t3";
