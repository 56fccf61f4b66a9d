-- name: integers that cannot overflow are added as they are
SELECT clicks + clicks * 3 AS n, -clicks AS minus, clicks % 7 AS rest FROM impressions;
-- duckdb
SELECT
  "t1"."clicks" + "t1"."clicks" * 3 AS "c7",
  -"t1"."clicks" AS "c8",
  "t1"."clicks" % 7 AS "c9"
FROM "impressions" AS "t1";

-- name: integers that may overflow
SELECT user_id + 1 AS next, 1000 * user_id AS thousand, user_id * user_id AS square, -user_id AS minus, ABS(user_id) AS size FROM impressions;
-- duckdb
SELECT
  CASE WHEN "t1"."user_id" <= 9223372036854775806 THEN "t1"."user_id" + 1 END AS "c7",
  CASE WHEN "t1"."user_id" BETWEEN -9223372036854775 AND 9223372036854775 THEN 1000 * "t1"."user_id" END AS "c8",
  greatest(TRY_CAST(CAST("t1"."user_id" AS HUGEINT) * "t1"."user_id" AS BIGINT)) AS "c9",
  CASE WHEN "t1"."user_id" >= -9223372036854775807 THEN -"t1"."user_id" END AS "c10",
  CASE WHEN "t1"."user_id" >= -9223372036854775807 THEN abs("t1"."user_id") END AS "c11"
FROM "impressions" AS "t1";

-- name: division
SELECT user_id / 2 AS half, user_id / clicks AS share, user_id % clicks AS rest, cost / clicks AS price, cost / 2 AS less FROM impressions;
-- duckdb
SELECT
  "t1"."user_id" // 2 AS "c7",
  CASE WHEN "t1"."clicks" = -1 THEN CASE WHEN "t1"."user_id" >= -9223372036854775807 THEN -"t1"."user_id" END ELSE "t1"."user_id" // "t1"."clicks" END AS "c8",
  "t1"."user_id" % CASE WHEN "t1"."clicks" = -1 THEN 1 ELSE "t1"."clicks" END AS "c9",
  "t1"."cost" / NULLIF(CAST("t1"."clicks" AS DOUBLE), 0e0) AS "c10",
  "t1"."cost" / 2e0 AS "c11"
FROM "impressions" AS "t1";

-- name: decimals
SELECT amount + 1.50 AS more, amount * quantity AS total, amount * amount AS square, ROUND(amount) AS rounded, amount / 3 AS third FROM purchases;
-- duckdb
SELECT
  "t1"."amount" + 1.50 AS "c6",
  CAST(CAST("t1"."amount" AS DECIMAL(19,2)) * CAST("t1"."quantity" AS DECIMAL(10,0)) AS DECIMAL(20,2)) AS "c7",
  CAST(CAST("t1"."amount" AS DECIMAL(19,2)) * "t1"."amount" AS DECIMAL(20,4)) AS "c8",
  CAST("t1"."amount" AS DECIMAL(9,0)) AS "c9",
  CAST("t1"."amount" AS DOUBLE) / 3e0 AS "c10"
FROM "purchases" AS "t1";

-- name: decimals at their limit
SELECT budget + budget AS twice, -budget AS minus, budget * 2 AS doubled, ROUND(budget, -2) AS hundreds FROM campaigns;
-- duckdb
SELECT
  CASE WHEN CASE WHEN "t1"."budget" >= CAST(0.00 AS DECIMAL(38,2)) THEN "t1"."budget" <= 999999999999999999999999999999999999.99 - "t1"."budget" ELSE "t1"."budget" >= -999999999999999999999999999999999999.99 - "t1"."budget" END THEN "t1"."budget" + "t1"."budget" END AS "c5",
  -"t1"."budget" AS "c6",
  CAST("t1"."budget" AS DOUBLE) * 2e0 AS "c7",
  round(CAST(trunc("t1"."budget") AS DECIMAL(37,0)), -2) AS "c8"
FROM "campaigns" AS "t1";

-- name: functions with a domain
SELECT SQRT(cost) AS root, LN(cost) AS log, POWER(cost, 0.5) AS power, EXP(cost) AS exp FROM impressions;
-- duckdb
SELECT
  CASE WHEN "t1"."cost" >= 0e0 THEN sqrt("t1"."cost") END AS "c7",
  CASE WHEN "t1"."cost" > 0e0 THEN ln("t1"."cost") END AS "c8",
  CASE WHEN "t1"."cost" >= 0e0 THEN power("t1"."cost", 0.5e0) END AS "c9",
  exp("t1"."cost") AS "c10"
FROM "impressions" AS "t1";

-- name: casts of texts
SELECT CAST(note AS INTEGER) AS i, CAST(note AS DECIMAL(10, 2)) AS d, CAST(note AS DOUBLE) AS f, CAST(note AS DATE) AS day,
  CAST(note AS TIMESTAMP) AS moment, CAST(note AS BOOLEAN) AS truth FROM purchases;
-- duckdb
SELECT
  CASE WHEN regexp_full_match("t1"."note", '[ \t-\r]*[+-]?[0-9]+[ \t-\r]*') THEN TRY_CAST("t1"."note" AS BIGINT) END AS "c6",
  CASE WHEN regexp_full_match("t1"."note", '[ \t-\r]*[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)[ \t-\r]*') THEN TRY_CAST("t1"."note" AS DECIMAL(10,2)) END AS "c7",
  CASE WHEN regexp_full_match("t1"."note", '[ \t-\r]*[+-]?([nN][aA][nN]|[iI][nN][fF]([iI][nN][iI][tT][yY])?)[ \t-\r]*') THEN TRY_CAST("t1"."note" AS DOUBLE) WHEN regexp_full_match("t1"."note", '[ \t-\r]*[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?[ \t-\r]*') THEN CASE WHEN isfinite(TRY_CAST("t1"."note" AS DOUBLE)) THEN TRY_CAST("t1"."note" AS DOUBLE) END END AS "c8",
  CASE WHEN regexp_full_match("t1"."note", '[ \t-\r]*([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}[ \t-\r]*') THEN TRY_CAST("t1"."note" AS DATE) END AS "c9",
  CASE WHEN regexp_full_match("t1"."note", '[ \t-\r]*([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])-[0-9]{2}-[0-9]{2}([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?Z?)?[ \t-\r]*') THEN TRY_CAST(regexp_replace("t1"."note", '^[ \t-\r]*([0-9-]+([ T][0-9:.]+)?)Z?[ \t-\r]*$', '\1') AS TIMESTAMP) END AS "c10",
  CASE WHEN regexp_full_match("t1"."note", '[ \t-\r]*([tT][rR][uU][eE]|[tT]|[yY][eE][sS]|[yY]|1)[ \t-\r]*') THEN TRUE WHEN regexp_full_match("t1"."note", '[ \t-\r]*([fF][aA][lL][sS][eE]|[fF]|[nN][oO]|[nN]|0)[ \t-\r]*') THEN FALSE END AS "c11"
FROM "purchases" AS "t1";

-- name: casts of numbers
SELECT CAST(cost AS INTEGER) AS i, CAST(cost AS DECIMAL(10, 2)) AS d, CAST(amount AS INTEGER) AS whole, CAST(amount AS DECIMAL(5, 1)) AS short,
  CAST(cost AS VARCHAR) AS text FROM impressions, purchases;
-- duckdb
SELECT
  CASE WHEN "t1"."cost" >= -9223372036854775808e0 AND "t1"."cost" < 9223372036854775808e0 THEN CAST("t1"."cost" AS BIGINT) END AS "c12",
  CASE WHEN abs("t1"."cost") < 1e8 THEN greatest(TRY_CAST("t1"."cost" AS DECIMAL(10,2))) END AS "c13",
  CAST("t2"."amount" AS BIGINT) AS "c14",
  CASE WHEN "t2"."amount" BETWEEN -9999.94 AND 9999.94 THEN CAST("t2"."amount" AS DECIMAL(5,1)) END AS "c15",
  CASE WHEN "t1"."cost" = 0e0 THEN '0.0' WHEN isnan("t1"."cost") THEN 'nan' ELSE CAST("t1"."cost" AS VARCHAR) END AS "c16"
FROM "impressions" AS "t1"
  CROSS JOIN "purchases" AS "t2";

-- name: dates
SELECT event_date + INTERVAL '7' DAY AS week_later, event_date - 1 AS before, DATEADD(month, clicks, event_date) AS later,
  DATEDIFF(day, event_date, '2026-01-01') AS days, EXTRACT(YEAR FROM event_date) AS year, DATE_TRUNC('week', shown_at) AS week,
  shown_at + INTERVAL '90' MINUTE AS soon FROM impressions;
-- duckdb
SELECT
  CASE WHEN "t1"."event_date" < DATE '9999-12-25' THEN "t1"."event_date" + 7 END AS "c7",
  CASE WHEN "t1"."event_date" >= DATE '0001-01-02' THEN "t1"."event_date" - 1 END AS "c8",
  CASE WHEN "t1"."clicks" BETWEEN -119987 AND 119987 THEN CASE WHEN year("t1"."event_date") * 12 + month("t1"."event_date") + "t1"."clicks" BETWEEN 13 AND 120000 THEN CAST("t1"."event_date" + to_months(CAST("t1"."clicks" AS INTEGER)) AS DATE) END END AS "c9",
  date_diff('day', "t1"."event_date", DATE '2026-01-01') AS "c10",
  date_part('year', "t1"."event_date") AS "c11",
  greatest(date_trunc('week', "t1"."shown_at")) AS "c12",
  CASE WHEN "t1"."shown_at" < TIMESTAMP '9999-12-31 22:30:00' THEN "t1"."shown_at" + to_microseconds(5400000000) END AS "c13"
FROM "impressions" AS "t1";

-- name: texts
SELECT SUBSTRING(campaign_id, 2, 3) AS part, LEFT(campaign_id, clicks) AS start, LPAD(campaign_id, 8, '0') AS padded,
  REPEAT(campaign_id, clicks) AS repeated, TRIM(campaign_id) AS trimmed, SPLIT_PART(campaign_id, '-', 2) AS field,
  campaign_id LIKE 'a%' AS a, campaign_id LIKE '50\%' AS b, campaign_id ILIKE '_x!_' ESCAPE '!' AS c, REVERSE(campaign_id) AS reversed FROM impressions;
-- duckdb
SELECT
  substring("t1"."campaign_id", 2, 3) AS "c7",
  left("t1"."campaign_id", "t1"."clicks") AS "c8",
  lpad("t1"."campaign_id", 8, '0') AS "c9",
  CASE WHEN length("t1"."campaign_id") * greatest(least("t1"."clicks", 10001), 0) <= 10000 THEN repeat("t1"."campaign_id", "t1"."clicks") END AS "c10",
  trim("t1"."campaign_id", ' ') AS "c11",
  split_part("t1"."campaign_id", '-', 2) AS "c12",
  "t1"."campaign_id" LIKE 'a%' AS "c13",
  "t1"."campaign_id" LIKE '50\%' ESCAPE '\' AS "c14",
  "t1"."campaign_id" ILIKE '_x\_' ESCAPE '\' AS "c15",
  array_to_string(list_reverse(string_split("t1"."campaign_id", '')), '') AS "c16"
FROM "impressions" AS "t1";

-- name: a long argument that is used twice gets a name
SELECT SQRT((cost + 1) * (cost + 2) * (cost + 3) * (cost + 4) * (cost + 5) * (cost + 6) * (cost + 7) * (cost + 8) * (cost + 9)) AS root FROM impressions;
-- duckdb
SELECT list_transform([("t1"."cost" + 1e0) * ("t1"."cost" + 2e0) * ("t1"."cost" + 3e0) * ("t1"."cost" + 4e0) * ("t1"."cost" + 5e0) * ("t1"."cost" + 6e0) * ("t1"."cost" + 7e0) * ("t1"."cost" + 8e0) * ("t1"."cost" + 9e0)], lambda v1: CASE WHEN v1 >= 0e0 THEN sqrt(v1) END)[1] AS "c7"
FROM "impressions" AS "t1";
