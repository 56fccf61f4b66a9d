-- name: equality joins stay bare
SELECT i.user_id, p.amount FROM impressions AS i JOIN purchases AS p ON i.user_id = p.user_id;
-- duckdb
SELECT
  "t1"."user_id" AS "c12",
  "t2"."amount" AS "c13"
FROM "impressions" AS "t1"
  JOIN "purchases" AS "t2" ON "t1"."user_id" = "t2"."user_id";

-- name: outer joins
SELECT i.user_id, p.amount FROM impressions AS i LEFT JOIN purchases AS p ON i.user_id = p.user_id AND p.amount > 10
FULL JOIN campaigns AS c ON c.campaign_id = i.campaign_id;
-- duckdb
SELECT
  "t1"."user_id" AS "c16",
  "t2"."amount" AS "c17"
FROM "impressions" AS "t1"
  LEFT JOIN "purchases" AS "t2" ON "t1"."user_id" = "t2"."user_id" AND "t2"."amount" > 10.00
  FULL JOIN "campaigns" AS "t3" ON "t3"."campaign_id" = "t1"."campaign_id";

-- name: a filtered side becomes a subselect
SELECT i.user_id, p.amount FROM (SELECT user_id FROM impressions WHERE clicks > 0) AS i
LEFT JOIN (SELECT user_id, amount * 2 AS amount FROM purchases) AS p ON i.user_id = p.user_id;
-- duckdb
SELECT
  "t3"."c7" AS "c15",
  "t4"."c14" AS "c16"
FROM (
  SELECT "t1"."user_id" AS "c7"
  FROM "impressions" AS "t1"
  WHERE "t1"."clicks" > 0
) AS "t3"
  LEFT JOIN (
    SELECT
      "t2"."user_id" AS "c13",
      "t2"."amount" * 2. AS "c14"
    FROM "purchases" AS "t2"
  ) AS "t4" ON "t3"."c7" = "t4"."c13";

-- name: comma joins
SELECT COUNT(*) AS n FROM impressions AS i, purchases AS p WHERE i.user_id = p.user_id AND i.event_date < p.bought;
-- duckdb
SELECT count(*) AS "c13"
FROM "impressions" AS "t1"
  CROSS JOIN "purchases" AS "t2"
WHERE "t1"."user_id" = "t2"."user_id" AND "t1"."event_date" < "t2"."bought";

-- name: common columns
SELECT user_id, cost, amount FROM impressions NATURAL JOIN purchases;
-- duckdb
SELECT
  "t1"."user_id" AS "c12",
  "t1"."cost" AS "c13",
  "t2"."amount" AS "c14"
FROM "impressions" AS "t1"
  JOIN "purchases" AS "t2" ON "t1"."user_id" = "t2"."user_id";

-- name: a full join has one column of both
SELECT user_id, COUNT(*) AS n FROM impressions FULL JOIN purchases USING (user_id) GROUP BY user_id;
-- duckdb
SELECT
  coalesce("t1"."user_id", "t2"."user_id") AS "c14",
  count(*) AS "c15"
FROM "impressions" AS "t1"
  FULL JOIN "purchases" AS "t2" ON "t1"."user_id" = "t2"."user_id"
GROUP BY coalesce("t1"."user_id", "t2"."user_id");
