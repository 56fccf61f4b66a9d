-- Comparison controls.

-- name: CMP-01 listed columns against literals, and grouping by one
SELECT campaign_id, COUNT(DISTINCT user_id) AS reach FROM impressions WHERE campaign_id = 'CMP-1024' AND event_date >= '2026-01-01' GROUP BY campaign_id
-- allow

-- name: grouping by a column in no list is no comparison
SELECT zip_code, COUNT(DISTINCT user_id) AS reach FROM impressions GROUP BY zip_code ORDER BY zip_code
-- allow

-- name: CMP-03 a listed column against a column
SELECT COUNT(DISTINCT p.user_id) FROM publisher_audience p JOIN audience a ON p.user_id = a.user_id
-- allow
-- withhold: 100 user_id of publisher_audience

-- name: CMP-05 a literal inside CASE inside an aggregate
SELECT SUM(CASE WHEN «zip_code» = '00001' THEN salary ELSE 0 END) FROM employees
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a column that is in no list against a literal
SELECT COUNT(*) FROM impressions WHERE «zip_code» = '00001'
-- refuse: RULE_LITERAL_COMPARISON impressions

-- name: the identity against a literal
SELECT COUNT(*) FROM impressions WHERE «user_id» = 'u1'
-- refuse: RULE_LITERAL_COMPARISON impressions

-- name: the identity against a literal, without comparison controls
SELECT COUNT(*) FROM visits WHERE «user_id» <> 'u1' AND page = 'home'
-- refuse: RULE_LITERAL_COMPARISON visits

-- name: the identity against a literal in disguise
SELECT COUNT(*) FROM visits WHERE «LOWER(user_id)» LIKE 'u1%' OR «user_id» IN ('a', 'b') OR 'z' < «user_id» OR «user_id» BETWEEN 'a' AND 'b'
-- refuse: RULE_LITERAL_COMPARISON visits

-- name: the identity against a literal in HAVING
SELECT page, COUNT(*) FROM visits GROUP BY page HAVING «MIN(user_id)» = 'u1'
-- refuse: RULE_LITERAL_COMPARISON visits

-- name: a count of people is no value of theirs
SELECT campaign_id, COUNT(*) FROM impressions GROUP BY campaign_id HAVING COUNT(DISTINCT user_id) >= 200 AND COUNT(*) > 300
-- allow

-- name: a count of people is no value of theirs in a WITH query either
WITH t AS (SELECT zip_code, COUNT(DISTINCT user_id) AS n FROM impressions GROUP BY zip_code) SELECT n FROM t WHERE n > 150
-- allow

-- name: a sum is made of the values
SELECT campaign_id, COUNT(*) FROM impressions GROUP BY campaign_id HAVING «SUM(cost)» > 10
-- refuse: RULE_LITERAL_COMPARISON impressions

-- name: CASE of a column
SELECT SUM(CASE zip_code WHEN '1' THEN 1 ELSE 0 END) FROM employees
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a bare truth value is compared with TRUE
SELECT COUNT(*) FROM employees WHERE «is_manager»
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a bare truth value in CASE, IS TRUE and NOT
SELECT SUM(CASE WHEN «is_manager» THEN 1 ELSE 0 END), COUNT(*) FROM employees WHERE «is_manager» IS TRUE OR NOT «is_manager»
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a bare truth value that was cast
SELECT COUNT(*) FROM employees WHERE «CAST(level AS BOOLEAN)»
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: arithmetic does not hide a column
SELECT SUM(salary) FROM employees WHERE «level - 1» = 0
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a truth value made by comparing
SELECT SUM(CAST(«zip_code» = '1' AS INTEGER)) FROM employees
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: functions that compare
SELECT SUM(SIGN(«salary - 5»)), SUM(LENGTH(REPLACE(«zip_code», '1', ''))), COUNT(NULLIF(«level», 3)), MAX(GREATEST(«salary», 100)) FROM employees
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: arithmetic that is NULL for one value
SELECT COUNT(1 / («level - 5»)) FROM employees
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a count of what is NULL for large values only
SELECT COUNT(*) FROM employees HAVING «COUNT(level + 9223372036854775800)» > 0
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a sum of what is NULL for large values only
SELECT SUM(«level + 9223372036854775800») FROM employees
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a number as a truth value
SELECT SUM(CAST(CAST(«level - 7» AS BOOLEAN) AS INTEGER)) FROM employees
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: NULL of a calculation is a comparison, NULL of a column is none
SELECT COUNT(*) FROM employees WHERE «SQRT(5 - level)» IS NULL AND zip_code IS NOT NULL
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: calculating without comparing
SELECT SUM(salary * 2 + level), AVG(salary / level), COUNT(DISTINCT COALESCE(zip_code, '')) FROM employees
-- allow

-- name: a literal from a WITH query is a literal
WITH k AS (SELECT '00001' AS zip) SELECT COUNT(*) FROM impressions i JOIN k ON «i.zip_code» = k.zip
-- refuse: RULE_LITERAL_COMPARISON impressions

-- name: a literal from VALUES is a literal
SELECT COUNT(*) FROM impressions WHERE «zip_code» IN (SELECT column1 FROM (VALUES ('1')) AS k)
-- refuse: RULE_LITERAL_COMPARISON impressions

-- name: a column through a WITH query is the column
WITH t AS (SELECT user_id, zip_code AS place FROM impressions) SELECT COUNT(*) FROM t WHERE «place» = '1'
-- refuse: RULE_LITERAL_COMPARISON impressions

-- name: columns against columns that are not listed
SELECT COUNT(DISTINCT p.user_id) FROM publisher_audience p JOIN audience a ON «p.email» = a.email
-- refuse: RULE_COLUMN_COMPARISON publisher_audience

-- name: USING compares columns
SELECT COUNT(*) FROM publisher_audience p JOIN audience a USING (email)
-- refuse: RULE_COLUMN_COMPARISON publisher_audience

-- name: NATURAL JOIN compares columns
SELECT COUNT(*) FROM publisher_audience NATURAL JOIN audience
-- refuse: RULE_COLUMN_COMPARISON publisher_audience

-- name: IN with a subquery compares columns
SELECT COUNT(*) FROM publisher_audience WHERE user_id IN (SELECT user_id FROM audience) AND «email» IN (SELECT email FROM audience)
-- refuse: RULE_COLUMN_COMPARISON publisher_audience

-- name: a column against another of its own table
SELECT COUNT(*) FROM publisher_audience WHERE campaign_id = 'a' AND «campaign_id» = «email»
-- refuse: RULE_COLUMN_COMPARISON publisher_audience

-- name: a window's keys are no comparison
WITH t AS (SELECT user_id, cost, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY cost) AS n FROM impressions) SELECT SUM(cost), COUNT(*) FROM t WHERE n = 1
-- allow
-- withhold: 100 user_id of impressions

-- name: comparison controls without a threshold
SELECT p.sku, p.price FROM prices p JOIN prices q ON p.sku = q.sku WHERE p.stock > 3 AND p.price > q.price ORDER BY p.price
-- allow
-- withhold: nothing

-- name: comparison controls without a threshold refuse what is not listed
SELECT sku FROM prices WHERE «price» > 3 AND «is_hidden» = FALSE AND «stock» = price
-- refuse: RULE_LITERAL_COMPARISON prices
-- refuse: RULE_COLUMN_COMPARISON prices

-- name: the surface of comparison controls
SELECT sku FROM prices WHERE EXISTS (SELECT sku FROM prices) «EXCEPT» SELECT «REVERSE(sku)» FROM prices
-- refuse: RULE_FEATURE prices

-- name: comparison controls of one table do not bind another
SELECT COUNT(DISTINCT p.user_id) FROM publisher_audience p JOIN audience a ON p.user_id = a.user_id WHERE a.segment = 'x' AND a.weight > 1
-- allow

-- name: a column meets a literal in a UNION ALL, and groups tell which are equal
WITH t AS (SELECT user_id, zip, COUNT(*) AS n FROM (SELECT user_id, zip_code AS zip FROM employees UNION ALL SELECT user_id, '00001' FROM employees) u GROUP BY user_id, «zip») SELECT COUNT(*) FROM t WHERE n = 2
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: the same by counting distinct values, by an extreme, by a rank and by UNION
WITH u AS (SELECT user_id, zip_code AS zip FROM employees UNION ALL SELECT user_id, '00001' FROM employees), t AS (SELECT user_id, COUNT(DISTINCT «zip») AS n, MAX(«zip») AS m FROM u GROUP BY user_id), w AS (SELECT user_id, RANK() OVER (PARTITION BY user_id ORDER BY «zip») AS n FROM u) SELECT COUNT(*) FROM t JOIN w ON t.n = w.n
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: the same by CASE, by COALESCE and by a calculation over VALUES
SELECT user_id, «CASE WHEN p.i = 1 THEN zip_code ELSE '00001' END», «COALESCE(p.zip, zip_code)», «level * p.i + p.j», COUNT(*) FROM employees CROSS JOIN (VALUES (1, 0, NULL), (0, 7, '00001')) AS p(i, j, zip) GROUP BY 1, 2, 3, 4
-- refuse: RULE_LITERAL_COMPARISON employees
-- refuse: RULE_ROWS_NOT_AGGREGATED employees

-- name: the default of LAG meets its column
WITH t AS (SELECT user_id, LAG(level, 1, 7) OVER (PARTITION BY user_id ORDER BY salary) AS l FROM employees) SELECT COUNT(DISTINCT «l») FROM t
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: a hidden column meets a literal where there is no threshold
SELECT sku FROM (SELECT sku, is_hidden AS h FROM prices UNION ALL SELECT sku, TRUE FROM prices) t GROUP BY sku, «h» HAVING COUNT(*) = 2
-- refuse: RULE_LITERAL_COMPARISON prices

-- name: the identity meets a literal
SELECT COUNT(*) FROM (SELECT user_id FROM visits UNION ALL SELECT 'u1') t GROUP BY «user_id»
-- refuse: RULE_LITERAL_COMPARISON visits
-- refuse: RULE_ROWS_NOT_AGGREGATED visits

-- name: columns of two tables meet
SELECT COUNT(DISTINCT user_id), COUNT(DISTINCT «email») FROM (SELECT user_id, email FROM publisher_audience UNION ALL SELECT user_id, email FROM audience) t
-- refuse: RULE_COLUMN_COMPARISON publisher_audience

-- name: tags, NULLs, defaults of NULL and calculations over one table meet nothing
SELECT tag, zip, ROUND(level / 10.0) * -1, COALESCE(zip, 'none'), zip || level, COUNT(*) FROM (SELECT 'a' AS tag, user_id, zip_code AS zip, level FROM employees UNION ALL SELECT 'b', user_id, NULL, level FROM employees) t GROUP BY 1, 2, 3, 4, 5
-- allow

-- name: functions that look a value up, and those that bend at one
SELECT SUM(salary * LENGTH(REPEAT('x', «level - 6»))), COUNT(SUBSTRING('0000001', «level», 1)), SUM(LENGTH(LPAD('', «level», 'x'))), SUM(salary * ABS(«level - 7»)), SUM(EXP(«100 * level»)) FROM employees
-- refuse: RULE_LITERAL_COMPARISON employees

-- name: cutting a text at a place that is written tells nothing of other columns
SELECT LEFT(zip_code, 2), SUBSTRING(zip_code, 1, 3), LPAD(zip_code, 9, '0'), COUNT(ABS(level)) FROM employees GROUP BY 1, 2, 3
-- allow
