-- Custom rules: disallowed output columns, and the open surface.

-- name: DIS-01 a disallowed column is not selected
SELECT «age» FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: DIS-03 not counted
SELECT «COUNT(age)» FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: DIS-05 not transformed
SELECT CONCAT(«name», email) FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: DIS-07 not a key of a window that is selected
SELECT «COUNT(*) OVER (PARTITION BY age)», «ROW_NUMBER() OVER (ORDER BY name)» FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: DIS-09 filtered and sorted by
SELECT email, gender FROM users WHERE name = 'Mike' ORDER BY name
-- allow
-- withhold: nothing

-- name: joined and grouped by
SELECT COUNT(*) FROM users u JOIN pets p ON u.name = p.owner_name GROUP BY u.age HAVING MIN(u.age) > 3
-- allow

-- name: not through star
SELECT «*» FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: not renamed in a WITH query
WITH u AS (SELECT age + 1 AS years FROM users) SELECT «years» FROM u
-- refuse: RULE_OUTPUT_COLUMN users

-- name: used in a WITH query without reaching the output
WITH u AS (SELECT email, age FROM users) SELECT email FROM u WHERE age > 18
-- allow

-- name: not through CASE
SELECT CASE WHEN «age» > 18 THEN 'adult' ELSE 'minor' END FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: not through a scalar subquery
SELECT p.gender, «(SELECT MAX(age) FROM users)» FROM pets p
-- refuse: RULE_OUTPUT_COLUMN users

-- name: not through IN in the projection
SELECT p.gender, «p.owner_name IN (SELECT name FROM users)» FROM pets p
-- refuse: RULE_OUTPUT_COLUMN users

-- name: through IN in a filter
SELECT p.gender FROM pets p WHERE p.owner_name IN (SELECT name FROM users)
-- allow

-- name: not through either branch of a UNION
SELECT owner_name FROM pets UNION SELECT name FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: not as the second operand of INTERSECT
SELECT owner_name FROM pets INTERSECT SELECT name FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: not as the second operand of EXCEPT
SELECT owner_name FROM pets EXCEPT SELECT name FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: not through FILTER
SELECT «COUNT(*) FILTER (WHERE age > 18)» FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: not through a window's argument
SELECT «LAG(name) OVER (ORDER BY email)» FROM users
-- refuse: RULE_OUTPUT_COLUMN users

-- name: not as a merged column of USING
SELECT «age» FROM users JOIN pets USING (age)
-- refuse: RULE_OUTPUT_COLUMN users

-- name: another table's column of the same name
SELECT p.age FROM users u JOIN pets p ON u.name = p.owner_name
-- allow

-- name: everything else of SQL
WITH a AS (SELECT gender, COUNT(*) AS n FROM users GROUP BY gender), b AS (VALUES ('F', 1), ('M', 2)) SELECT a.gender, n, column2, RANK() OVER (ORDER BY n) AS r FROM a LEFT JOIN b ON a.gender = column1 WHERE EXISTS (SELECT email FROM users) QUALIFY r = 1 ORDER BY n DESC LIMIT 5 OFFSET 1
-- allow
