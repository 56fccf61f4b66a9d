-- Aggregation thresholds of custom rules.

-- name: THR-01 people by day
SELECT event_date, COUNT(DISTINCT user_id) AS reach FROM impressions WHERE event_date >= '2026-01-01' AND campaign_id = 'Holiday Promotion' GROUP BY event_date
-- allow
-- withhold: 100 user_id of impressions

-- name: THR-03 a column with a threshold of its own
SELECT campaign_id, COUNT(DISTINCT user_id), COUNT(*) FROM impressions GROUP BY campaign_id
-- allow
-- withhold: 5 user_id of impressions

-- name: the strictest of the columns that are shown
SELECT campaign_id, event_date, COUNT(DISTINCT user_id) FROM impressions GROUP BY campaign_id, event_date
-- allow
-- withhold: 100 user_id of impressions

-- name: an aggregated column counts as shown
SELECT campaign_id, SUM(cost) FROM impressions GROUP BY campaign_id
-- allow
-- withhold: 100 user_id of impressions

-- name: a column in HAVING counts as shown
SELECT campaign_id, COUNT(*) FROM impressions GROUP BY campaign_id HAVING MIN(event_date) > '2026-01-01'
-- allow
-- withhold: 100 user_id of impressions

-- name: another column under the name of one with a lower threshold
SELECT zip_code AS campaign_id, COUNT(DISTINCT user_id) FROM impressions GROUP BY zip_code
-- allow
-- withhold: 100 user_id of impressions

-- name: a column of another table beside one with a lower threshold asks for the default
SELECT i.campaign_id, s.page, COUNT(*) FROM impressions i CROSS JOIN visits s GROUP BY i.campaign_id, s.page
-- allow
-- withhold: 100 user_id of impressions
-- withhold: 50 user_id of visits

-- name: an exempt column alone is withheld from nobody
SELECT page, COUNT(DISTINCT user_id) FROM visits GROUP BY page
-- allow
-- withhold: nothing

-- name: an exempt column beside another is not exempt
SELECT page, day, COUNT(DISTINCT user_id) FROM visits GROUP BY page, day
-- allow
-- withhold: 50 user_id of visits

-- name: a column with a higher threshold
SELECT page, COUNT(DISTINCT referrer) FROM visits GROUP BY page
-- allow
-- withhold: 200 user_id of visits

-- name: a count without columns takes the default
SELECT COUNT(*) FROM visits
-- allow
-- withhold: 50 user_id of visits

-- name: THR-05 a calculation inside an aggregate
SELECT SUM(«cost*quantity») FROM impressions
-- refuse: RULE_AGGREGATE_EXPRESSION impressions

-- name: THR-05 a function inside an aggregate
SELECT SUM(«ROUND(cost)») FROM impressions
-- refuse: RULE_AGGREGATE_EXPRESSION impressions

-- name: a calculation that a WITH query hides
WITH t AS (SELECT cost*quantity AS x FROM impressions) SELECT SUM(«x») FROM t
-- refuse: RULE_AGGREGATE_EXPRESSION impressions

-- name: a calculation that a UNION ALL hides
SELECT SUM(«x») FROM (SELECT cost AS x FROM impressions UNION ALL SELECT cost * 0 FROM impressions) t
-- refuse: RULE_AGGREGATE_EXPRESSION impressions

-- name: a calculation inside a window
SELECT event_date, COUNT(*), SUM(«COUNT(*) * 2») OVER (ORDER BY event_date) FROM impressions GROUP BY event_date
-- refuse: RULE_AGGREGATE_EXPRESSION impressions

-- name: columns, literals and aggregates inside aggregates
WITH t AS (SELECT user_id, event_date, SUM(cost) AS total, COUNT(1) AS n FROM impressions GROUP BY user_id, event_date) SELECT event_date, AVG(total), MAX(n), COUNT(*) FROM t GROUP BY event_date
-- allow
-- withhold: 100 user_id of impressions

-- name: calculating with aggregates is free
SELECT event_date, ROUND(SUM(cost) / COUNT(*), 2) FROM impressions GROUP BY event_date
-- allow

-- name: calculations where the owner allows them
SELECT day, SUM(seconds * 2), AVG(CASE WHEN page = 'home' THEN seconds END) FROM visits GROUP BY day
-- allow
-- withhold: 50 user_id of visits

-- name: THR-07 an extreme alone
SELECT campaign_id, «MAX(cost)» FROM impressions GROUP BY campaign_id
-- refuse: RULE_STANDALONE_EXTREME impressions

-- name: an extreme beside a total
SELECT campaign_id, MAX(cost), MEDIAN(cost), COUNT(DISTINCT user_id) FROM impressions GROUP BY campaign_id
-- allow

-- name: a total in HAVING is not beside
SELECT campaign_id, «MIN(cost)» FROM impressions GROUP BY campaign_id HAVING COUNT(*) > 1
-- refuse: RULE_STANDALONE_EXTREME impressions

-- name: a total that sorts is not beside
SELECT campaign_id, «PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY cost)» FROM impressions GROUP BY campaign_id ORDER BY COUNT(*)
-- refuse: RULE_STANDALONE_EXTREME impressions

-- name: an extreme in a WITH query that releases it
WITH t AS (SELECT campaign_id, «MAX(cost)» AS m FROM impressions GROUP BY campaign_id) SELECT campaign_id, m FROM t
-- refuse: RULE_STANDALONE_EXTREME impressions

-- name: an extreme of each person's totals, beside a total
WITH t AS (SELECT user_id, MAX(cost) AS m FROM impressions GROUP BY user_id) SELECT AVG(m) FROM t
-- allow

-- name: LAG beside a total
SELECT event_date, COUNT(*) AS n, LAG(COUNT(*)) OVER (ORDER BY event_date) AS before FROM impressions GROUP BY event_date
-- allow

-- name: LAG alone
SELECT event_date, «LAG(event_date) OVER (ORDER BY event_date)» AS before FROM impressions GROUP BY event_date
-- refuse: RULE_STANDALONE_EXTREME impressions

-- name: THR-09 a bare count is withheld too
SELECT COUNT(DISTINCT user_id) FROM impressions
-- allow
-- withhold: 100 user_id of impressions

-- name: rows as they are
SELECT «cost» FROM impressions
-- refuse: RULE_ROWS_NOT_AGGREGATED impressions

-- name: rows grouped by the person
SELECT «user_id, COUNT(*)» FROM impressions GROUP BY user_id
-- refuse: RULE_ROWS_NOT_AGGREGATED impressions

-- name: distinct people
SELECT DISTINCT «user_id» FROM impressions
-- refuse: RULE_ROWS_NOT_AGGREGATED impressions

-- name: distinct values of another column
SELECT DISTINCT event_date FROM impressions
-- allow
-- withhold: 100 user_id of impressions

-- name: people inside a subquery of a condition
SELECT COUNT(*) FROM audience WHERE user_id IN (SELECT user_id FROM clicks)
-- refuse: RULE_ROWS_NOT_AGGREGATED clicks

-- name: an aggregated subquery of a condition
SELECT segment, COUNT(*) FROM audience WHERE weight > (SELECT AVG(cost) FROM clicks) GROUP BY segment
-- allow
-- withhold: 20 user_id of clicks

-- name: THR-11 rows of one table put together by UNION ALL
SELECT day, COUNT(*) FROM (SELECT day, user_id FROM visits WHERE page = 'a' UNION ALL SELECT day, user_id FROM visits WHERE page = 'b') t GROUP BY day
-- allow
-- withhold: 50 user_id of visits

-- name: two tables put together by UNION ALL
SELECT user_id AS n, 1 AS one FROM (SELECT user_id FROM visits UNION ALL SELECT user_id FROM clicks) t
-- refuse: RULE_ROWS_NOT_AGGREGATED visits
-- refuse: RULE_ROWS_NOT_AGGREGATED clicks

-- name: two tables put together and counted stand for enough people of each
SELECT COUNT(DISTINCT user_id) FROM (SELECT user_id FROM visits UNION SELECT user_id FROM clicks) t
-- allow
-- withhold: 50 user_id of visits
-- withhold: 20 user_id of clicks

-- name: THR-11 FULL JOIN
SELECT COUNT(*), COUNT(DISTINCT v.user_id) FROM visits v FULL JOIN clicks c ON v.user_id = c.user_id
-- allow
-- withhold: 50 user_id of visits
-- withhold: 20 user_id of clicks

-- name: each person's rows of two tables, joined on the person
SELECT AVG(t.n), COUNT(*) FROM (SELECT v.user_id, COUNT(c.cost) AS n FROM visits v LEFT JOIN clicks c ON v.user_id = c.user_id GROUP BY v.user_id) t
-- allow
-- withhold: 50 user_id of visits
-- withhold: 20 user_id of clicks

-- name: THR-11 LIMIT and ORDER BY
SELECT event_date, COUNT(*) AS n FROM impressions GROUP BY event_date ORDER BY n DESC NULLS LAST LIMIT 2
-- allow

-- name: a window over rows of several people
SELECT SUM(s) FROM (SELECT «SUM(cost) OVER (ORDER BY day)» AS s FROM clicks) t
-- refuse: RULE_WINDOW_OVER_ROWS clicks

-- name: a window over groups
SELECT day, COUNT(*) AS n, SUM(COUNT(*)) OVER (ORDER BY day) AS so_far, RANK() OVER (ORDER BY COUNT(*) DESC) FROM clicks GROUP BY day
-- allow
-- withhold: 20 user_id of clicks

-- name: no EXISTS
SELECT COUNT(*) FROM clicks WHERE EXISTS (SELECT segment FROM audience)
-- refuse: RULE_FEATURE clicks

-- name: no INTERSECT or EXCEPT
SELECT day FROM clicks GROUP BY day «INTERSECT» SELECT day FROM clicks GROUP BY day «EXCEPT» SELECT day FROM clicks GROUP BY day
-- refuse: RULE_FEATURE clicks

-- name: no OFFSET
SELECT day, COUNT(*) FROM clicks GROUP BY day OFFSET «1»
-- refuse: RULE_FEATURE clicks

-- name: no QUALIFY and no FILTER
SELECT day, COUNT(*) FILTER (WHERE «cost > 1») FROM clicks GROUP BY day QUALIFY RANK() OVER (ORDER BY day) = 1
-- refuse: RULE_FEATURE clicks

-- name: functions that AWS lists as refused
SELECT «SPLIT_PART(campaign_id, '-', 1)», COUNT(*) FROM clicks GROUP BY 1 HAVING MIN(«ADD_MONTHS(day, 1)») IS NOT NULL
-- refuse: RULE_FEATURE clicks

-- name: no FIRST_VALUE
SELECT day, COUNT(*), «FIRST_VALUE(day) OVER (ORDER BY day)» FROM clicks GROUP BY day
-- refuse: RULE_FEATURE clicks

-- name: the least and the last of the people are somebody
SELECT day, COUNT(*), «MIN(user_id)», «UPPER(MAX(user_id)) AS u» FROM visits GROUP BY day
-- refuse: RULE_IDENTITY_VALUE visits

-- name: the same through WITH, a window, UNION and a subquery
WITH t AS (SELECT day, COUNT(*) AS n, MAX(user_id) AS m FROM visits GROUP BY day UNION ALL SELECT day, 1, NULL FROM visits GROUP BY day) SELECT day, n, «LAG(m) OVER (ORDER BY day) AS l», «(SELECT MAX(m) FROM t) AS s», COUNT(*) OVER () FROM t
-- refuse: RULE_IDENTITY_VALUE visits
-- refuse: RULE_STANDALONE_EXTREME visits

-- name: what is counted, or only tested, names nobody
SELECT day, COUNT(DISTINCT user_id), MAX(CASE WHEN user_id IS NULL THEN 1 ELSE 0 END), MAX(seconds) FROM visits GROUP BY day
-- allow
