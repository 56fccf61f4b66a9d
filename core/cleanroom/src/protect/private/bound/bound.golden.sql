-- counts and sums of private groups are one pass, and count one unit in two groups at most
SELECT page, COUNT(*), COUNT(DISTINCT person), SUM(seconds), SUM(cost) FROM visits GROUP BY page;
/*
SELECT
  "t2"."c29" AS "c34",
  count(*) AS "c35",
  CAST(sum("t2"."c30") AS DECIMAL(38,0)) AS "c36",
  CAST(sum("t2"."c31") AS DECIMAL(38,0)) AS "c37",
  CAST(sum("t2"."c32") AS DECIMAL(38,0)) AS "c38"
FROM (
  SELECT
    "t1"."person" AS "c28",
    "t1"."page" AS "c29",
    greatest(least(count(*), 3), 0) AS "c30",
    greatest(least(coalesce(greatest(TRY_CAST(sum("t1"."seconds") AS BIGINT)), 0), 30), -12) AS "c31",
    greatest(least(coalesce(greatest(TRY_CAST(sum(CASE WHEN "t1"."cost" <= 50e0 THEN greatest(TRY_CAST(round("t1"."cost" * 16777216e0) AS BIGINT)) END) AS BIGINT)), 0), 2516582400), 0) AS "c32",
    row_number() OVER (PARTITION BY "t1"."person" ORDER BY CAST(hash("t1"."person", "t1"."page", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t1"."page" ASC NULLS LAST) AS "c33"
  FROM "visits" AS "t1"
  WHERE "t1"."person" IS NOT NULL
  GROUP BY "t1"."person", "t1"."page"
) AS "t2"
WHERE "t2"."c33" <= 2
GROUP BY "t2"."c29"
*/

-- declared values are the groups; the rest is dropped before groups are chosen
SELECT country, COUNT(seconds), SUM(price) FROM visits GROUP BY country;
/*
SELECT
  "t2"."c24" AS "c28",
  CAST(sum("t2"."c25") AS DECIMAL(38,0)) AS "c29",
  CAST(sum("t2"."c26") AS DECIMAL(38,0)) AS "c30"
FROM (
  SELECT
    "t1"."person" AS "c23",
    "t1"."country" AS "c24",
    greatest(least(count(CASE WHEN "t1"."seconds" IS NOT NULL THEN CAST(1 AS BIGINT) END), 3), 0) AS "c25",
    greatest(least(coalesce(greatest(TRY_CAST(sum(CAST("t1"."price" * 100. AS BIGINT)) AS BIGINT)), 0), 2850), 0) AS "c26",
    row_number() OVER (PARTITION BY "t1"."person" ORDER BY CAST(hash("t1"."person", "t1"."country", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t1"."country" ASC NULLS LAST) AS "c27"
  FROM "visits" AS "t1"
  WHERE "t1"."person" IS NOT NULL AND "t1"."country" IN ('FR', 'DE', 'IT')
  GROUP BY "t1"."person", "t1"."country"
) AS "t2"
WHERE "t2"."c27" <= 2
GROUP BY "t2"."c24"
*/

-- without keys nothing is chosen, and sums of nothing are 0
SELECT COUNT(*), SUM(cost) FROM visits;
/*
SELECT
  coalesce(CAST(sum("t2"."c19") AS DECIMAL(38,0)), 0) AS "c23",
  coalesce(CAST(sum("t2"."c20") AS DECIMAL(38,0)), 0) AS "c24"
FROM (
  SELECT
    greatest(least(count(*), 3), 0) AS "c19",
    greatest(least(coalesce(greatest(TRY_CAST(sum(CASE WHEN "t1"."cost" <= 50e0 THEN greatest(TRY_CAST(round("t1"."cost" * 16777216e0) AS BIGINT)) END) AS BIGINT)), 0), 2516582400), 0) AS "c20"
  FROM "visits" AS "t1"
  WHERE "t1"."person" IS NOT NULL
  GROUP BY "t1"."person"
) AS "t2"
*/

-- so few public groups need no choice
SELECT member, COUNT(*) FROM visits WHERE member IN (TRUE, FALSE) GROUP BY member;
/*
SELECT
  "t2"."c19" AS "c21",
  CAST(sum("t2"."c20") AS DECIMAL(38,0)) AS "c22"
FROM (
  SELECT
    "t1"."member" AS "c19",
    greatest(least(count(*), 3), 0) AS "c20"
  FROM "visits" AS "t1"
  WHERE "t1"."person" IS NOT NULL AND "t1"."member" IN (TRUE, FALSE) AND "t1"."member" IN (FALSE, TRUE)
  GROUP BY "t1"."person", "t1"."member"
) AS "t2"
GROUP BY "t2"."c19"
*/

-- a mean of rows is a sum about the middle, scaled to the rows that count
SELECT AVG(seconds), COUNT(seconds) FROM visits;
/*
SELECT
  coalesce(CAST(sum("t2"."c20") AS DECIMAL(38,0)), 0) AS "c24",
  coalesce(CAST(sum("t2"."c21") AS DECIMAL(38,0)), 0) AS "c25"
FROM (
  SELECT
    greatest(least(count(CASE WHEN "t1"."seconds" IS NOT NULL THEN CAST(1 AS BIGINT) END), 3), 0) AS "c20",
    greatest(least(coalesce(CASE WHEN count(CASE WHEN "t1"."seconds" IS NOT NULL THEN CAST(1 AS BIGINT) END) > 3 THEN greatest(TRY_CAST(trunc(CAST(greatest(TRY_CAST(sum("t1"."seconds" - 3) AS BIGINT)) AS DOUBLE) * (3e0 / NULLIF(CAST(count(CASE WHEN "t1"."seconds" IS NOT NULL THEN CAST(1 AS BIGINT) END) AS DOUBLE), 0e0))) AS BIGINT)) ELSE greatest(TRY_CAST(sum("t1"."seconds" - 3) AS BIGINT)) END, 0), 21), -21) AS "c21"
  FROM "visits" AS "t1"
  WHERE "t1"."person" IS NOT NULL
  GROUP BY "t1"."person"
) AS "t2"
*/

-- a mean of means, with bounds of the clause
SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1) AVG(free, contribution_bounds_per_group => (0, 2)) FROM visits;
/*
SELECT
  coalesce(CAST(sum("t3"."c17") AS DECIMAL(38,0)), 0) AS "c21",
  coalesce(CAST(sum("t3"."c18") AS DECIMAL(38,0)), 0) AS "c22"
FROM (
  SELECT
    greatest(least(count("t2"."c12"), 1), 0) AS "c17",
    greatest(least(coalesce(CASE WHEN count("t2"."c12") > 0 THEN greatest(TRY_CAST(greatest(least(round((CAST(greatest(TRY_CAST(sum("t2"."c12") AS BIGINT)) AS DOUBLE) / NULLIF(CAST(count("t2"."c12") AS DOUBLE), 0e0) * 1.862645149230957e-9 - 1e0) * 1073741824e0), 1073741824e0), -1073741824e0) AS BIGINT)) END, 0), 1073741824), -1073741824) AS "c18"
  FROM (
    SELECT
      "t1"."person" AS "c11",
      CASE WHEN "t1"."free" < -2048e0 THEN CAST(-1099511627776 AS BIGINT) WHEN "t1"."free" <= 2048e0 THEN greatest(TRY_CAST(round("t1"."free" * 536870912e0) AS BIGINT)) WHEN "t1"."free" <= CAST('Infinity' AS DOUBLE) THEN CAST(1099511627776 AS BIGINT) END AS "c12"
    FROM "visits" AS "t1"
    WHERE "t1"."person" IS NOT NULL
  ) AS "t2"
  GROUP BY "t2"."c11"
) AS "t3"
*/

-- a variance shares its count and sum with the mean
SELECT AVG(cost), VAR_POP(cost) FROM visits;
/*
SELECT
  coalesce(CAST(sum("t3"."c21") AS DECIMAL(38,0)), 0) AS "c27",
  coalesce(CAST(sum("t3"."c22") AS DECIMAL(38,0)), 0) AS "c28",
  coalesce(CAST(sum("t3"."c23") AS DECIMAL(38,0)), 0) AS "c29"
FROM (
  SELECT
    greatest(least(count("t2"."c14"), 3), 0) AS "c21",
    greatest(least(coalesce(CASE WHEN count("t2"."c14") > 3 THEN greatest(TRY_CAST(trunc(CAST(greatest(TRY_CAST(sum("t2"."c14") AS BIGINT)) AS DOUBLE) * (3e0 / NULLIF(CAST(count("t2"."c14") AS DOUBLE), 0e0))) AS BIGINT)) ELSE greatest(TRY_CAST(sum("t2"."c14") AS BIGINT)) END, 0), 1258291200), -1258291200) AS "c22",
    greatest(least(coalesce(CASE WHEN count("t2"."c14") > 3 THEN greatest(TRY_CAST(trunc(CAST(greatest(TRY_CAST(sum("t2"."c15") AS BIGINT)) AS DOUBLE) * (3e0 / NULLIF(CAST(count("t2"."c14") AS DOUBLE), 0e0))) AS BIGINT)) ELSE greatest(TRY_CAST(sum("t2"."c15") AS BIGINT)) END, 0), 263882790666240000), -263882790666240000) AS "c23"
  FROM (
    SELECT
      "t1"."person" AS "c13",
      CASE WHEN "t1"."cost" <= 50e0 THEN greatest(TRY_CAST(round("t1"."cost" * 16777216e0) AS BIGINT)) END - 419430400 AS "c14",
      (CASE WHEN "t1"."cost" <= 50e0 THEN greatest(TRY_CAST(round("t1"."cost" * 16777216e0) AS BIGINT)) END - 419430400) * (CASE WHEN "t1"."cost" <= 50e0 THEN greatest(TRY_CAST(round("t1"."cost" * 16777216e0) AS BIGINT)) END - 419430400) - 87960930222080000 AS "c15"
    FROM "visits" AS "t1"
    WHERE "t1"."person" IS NOT NULL
  ) AS "t2"
  GROUP BY "t2"."c13"
) AS "t3"
*/

-- quantiles of one column are one tree
SELECT page, MEDIAN(cost), MAX(cost) FROM visits GROUP BY page;
/*
SELECT
  "t2"."c20" AS "c22",
  count(*) AS "c23"
FROM (
  SELECT
    "t1"."person" AS "c19",
    "t1"."page" AS "c20",
    row_number() OVER (PARTITION BY "t1"."person" ORDER BY CAST(hash("t1"."person", "t1"."page", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t1"."page" ASC NULLS LAST) AS "c21"
  FROM "visits" AS "t1"
  WHERE "t1"."person" IS NOT NULL
  GROUP BY "t1"."person", "t1"."page"
) AS "t2"
WHERE "t2"."c21" <= 2
GROUP BY "t2"."c20"
;
SELECT
  "t4"."c33" AS "c36",
  "t4"."c34" AS "c37",
  CAST(sum("t4"."c35") AS DECIMAL(38,0)) AS "c38"
FROM (
  SELECT
    "t3"."c28" AS "c33",
    "t3"."c29" AS "c34",
    greatest(least(least("t3"."c30", 3 - (CAST(least(CAST(sum("t3"."c30") OVER (PARTITION BY "t3"."c27", "t3"."c28" ORDER BY CAST(hash("t3"."c27", "t3"."c28", "t3"."c29", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t3"."c29" ASC NULLS LAST ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS DECIMAL(38,0)), 4611686018427387904) AS BIGINT) - "t3"."c30")), 3), 0) AS "c35"
  FROM (
    SELECT
      "t2"."c24" AS "c27",
      "t2"."c25" AS "c28",
      "t2"."c26" AS "c29",
      count(*) AS "c30",
      dense_rank() OVER (PARTITION BY "t2"."c24" ORDER BY CAST(hash("t2"."c24", "t2"."c25", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t2"."c25" ASC NULLS LAST) AS "c31"
    FROM (
      SELECT
        "t1"."person" AS "c24",
        "t1"."page" AS "c25",
        CASE WHEN "t1"."cost" < 0e0 THEN CAST(0 AS BIGINT) WHEN "t1"."cost" < 50e0 THEN greatest(least(greatest(TRY_CAST(floor(("t1"."cost" - 0e0) * 1310.72e0) AS BIGINT)), 65535), 0) WHEN "t1"."cost" <= CAST('Infinity' AS DOUBLE) THEN CAST(65535 AS BIGINT) END AS "c26"
      FROM "visits" AS "t1"
      WHERE "t1"."person" IS NOT NULL
    ) AS "t2"
    GROUP BY "t2"."c24", "t2"."c25", "t2"."c26"
  ) AS "t3"
  WHERE "t3"."c31" <= 2 AND "t3"."c29" IS NOT NULL
) AS "t4"
GROUP BY "t4"."c33", "t4"."c34"
*/

-- different values of each unit are limited before they are counted
SELECT page, COUNT(DISTINCT country) FROM visits GROUP BY page;
/*
SELECT
  "t2"."c18" AS "c20",
  count(*) AS "c21"
FROM (
  SELECT
    "t1"."person" AS "c17",
    "t1"."page" AS "c18",
    row_number() OVER (PARTITION BY "t1"."person" ORDER BY CAST(hash("t1"."person", "t1"."page", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t1"."page" ASC NULLS LAST) AS "c19"
  FROM "visits" AS "t1"
  WHERE "t1"."person" IS NOT NULL
  GROUP BY "t1"."person", "t1"."page"
) AS "t2"
WHERE "t2"."c19" <= 2
GROUP BY "t2"."c18"
;
SELECT
  "t3"."c26" AS "c30",
  count(DISTINCT "t3"."c27") AS "c31"
FROM (
  SELECT
    "t2"."c25" AS "c25",
    "t2"."c26" AS "c26",
    "t2"."c27" AS "c27",
    "t2"."c28" AS "c28",
    row_number() OVER (PARTITION BY "t2"."c25", "t2"."c26" ORDER BY CAST(hash("t2"."c25", "t2"."c26", "t2"."c27", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t2"."c27" ASC NULLS LAST) AS "c29"
  FROM (
    SELECT
      "t1"."person" AS "c25",
      "t1"."page" AS "c26",
      "t1"."country" AS "c27",
      dense_rank() OVER (PARTITION BY "t1"."person" ORDER BY CAST(hash("t1"."person", "t1"."page", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t1"."page" ASC NULLS LAST) AS "c28"
    FROM "visits" AS "t1"
    WHERE "t1"."person" IS NOT NULL
    GROUP BY "t1"."person", "t1"."page", "t1"."country"
  ) AS "t2"
  WHERE "t2"."c28" <= 2 AND "t2"."c27" IS NOT NULL
) AS "t3"
WHERE "t3"."c29" <= 3
GROUP BY "t3"."c26"
*/

-- rows that a unit was reduced to before are bounded again
SELECT k, SUM(n) FROM (SELECT person, page AS k, MAX(seconds) AS n FROM visits GROUP BY person, page) AS t GROUP BY k;
/*
SELECT
  "t3"."c26" AS "c29",
  count(*) AS "c30",
  CAST(sum("t3"."c27") AS DECIMAL(38,0)) AS "c31"
FROM (
  SELECT
    "t2"."c19" AS "c25",
    "t2"."c20" AS "c26",
    greatest(least(coalesce(greatest(TRY_CAST(sum("t2"."c21") AS BIGINT)), 0), 30), -12) AS "c27",
    row_number() OVER (PARTITION BY "t2"."c19" ORDER BY CAST(hash("t2"."c19", "t2"."c20", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t2"."c20" ASC NULLS LAST) AS "c28"
  FROM (
    SELECT
      "t1"."person" AS "c19",
      "t1"."page" AS "c20",
      max("t1"."seconds") AS "c21"
    FROM "visits" AS "t1"
    WHERE "t1"."person" IS NOT NULL
    GROUP BY "t1"."person", "t1"."page"
  ) AS "t2"
  GROUP BY "t2"."c19", "t2"."c20"
) AS "t3"
WHERE "t3"."c28" <= 2
GROUP BY "t3"."c26"
*/

-- tuples that are not all combinations of their values are joined
SELECT country, country = 'FR' AS is_fr, COUNT(*) FROM visits GROUP BY country, country = 'FR';
/*
SELECT
  "t4"."c31" AS "c35",
  "t4"."c32" AS "c36",
  CAST(sum("t4"."c33") AS DECIMAL(38,0)) AS "c37"
FROM (
  SELECT
    "t3"."c18" AS "c30",
    "t3"."c19" AS "c31",
    "t3"."c20" AS "c32",
    greatest(least(count(*), 3), 0) AS "c33",
    row_number() OVER (PARTITION BY "t3"."c18" ORDER BY CAST(hash("t3"."c18", "t3"."c19", "t3"."c20", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t3"."c19" ASC NULLS LAST, "t3"."c20" ASC NULLS LAST) AS "c34"
  FROM (
    SELECT
      "t1"."person" AS "c18",
      "t1"."country" AS "c19",
      "t1"."country" = 'FR' AS "c20"
    FROM "visits" AS "t1"
    WHERE "t1"."person" IS NOT NULL AND ("t1"."country" IN ('FR', 'DE', 'IT') AND ("t1"."country" = 'FR') IN (TRUE, FALSE))
  ) AS "t3"
    JOIN (
      VALUES
        ('FR', TRUE),
        ('DE', FALSE),
        ('IT', FALSE)
    ) AS "t2"("c21", "c22") ON "t3"."c19" IS NOT DISTINCT FROM "t2"."c21" AND "t3"."c20" IS NOT DISTINCT FROM "t2"."c22"
  GROUP BY "t3"."c18", "t3"."c19", "t3"."c20"
) AS "t4"
WHERE "t4"."c34" <= 2
GROUP BY "t4"."c31", "t4"."c32"
*/

-- groups of a public table
SELECT topic, COUNT(*) FROM visits AS v JOIN pages AS p ON v.page = p.page GROUP BY topic;
/*
SELECT
  "t4"."c25" AS "c28",
  CAST(sum("t4"."c26") AS DECIMAL(38,0)) AS "c29"
FROM (
  SELECT
    "t3"."c1" AS "c24",
    "t2"."topic" AS "c25",
    greatest(least(count(*), 3), 0) AS "c26",
    row_number() OVER (PARTITION BY "t3"."c1" ORDER BY CAST(hash("t3"."c1", "t2"."topic", '<bounding key>') // 2 AS BIGINT) ASC NULLS LAST, "t2"."topic" ASC NULLS LAST) AS "c27"
  FROM (
    SELECT
      "t1"."person" AS "c1",
      "t1"."page" AS "c2"
    FROM "visits" AS "t1"
    WHERE "t1"."person" IS NOT NULL
  ) AS "t3"
    JOIN "pages" AS "t2" ON "t3"."c2" = "t2"."page"
  GROUP BY "t3"."c1", "t2"."topic"
) AS "t4"
WHERE "t4"."c27" <= 2
GROUP BY "t4"."c25"
*/
