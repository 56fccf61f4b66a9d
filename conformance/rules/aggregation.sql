-- Aggregation rules: what may be selected, counted, filtered, grouped and sorted.

-- name: AGG-01 sums and counts by a dimension over a join, filtered
SELECT T.state, SUM(T.returns), COUNT(DISTINCT S.identifier) FROM sales S INNER JOIN returns T ON S.hashedemail = T.hashedemail WHERE S.purchasedate >= '2022-01-01' AND TRUNC(T.returndate) > S.purchasedate GROUP BY T.state
-- allow
-- withhold: 2 hashedemail of sales
-- withhold: 100 hashedemail of returns
-- withhold: 2 producttype of returns

-- name: AGG-03 counting a join column that is no aggregate column
SELECT T.state, COUNT(DISTINCT «S.hashedemail») FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail GROUP BY T.state
-- refuse: RULE_AGGREGATE_COLUMN sales

-- name: AGG-05 one table alone, where no join is required
SELECT SUM(purchases) FROM sales
-- allow
-- withhold: 2 hashedemail of sales

-- name: AGG-13 rows are no result
SELECT «gender», «salary» FROM members
-- refuse: RULE_AGGREGATE_REQUIRED members
-- refuse: RULE_GROUP_BY members

-- name: a column outside every category cannot be selected or grouped
SELECT producttype, SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail GROUP BY «producttype»
-- refuse: RULE_COLUMN_POSITION returns

-- name: AGG-17 an aggregate's alias sorts
SELECT city, AVG(points_redeemed) AS a FROM my_members m JOIN flight_history h ON m.loyalty_number = h.loyalty_number GROUP BY city ORDER BY a DESC
-- allow

-- name: an aggregate that is not selected sorts too
SELECT city FROM my_members m JOIN flight_history h ON m.loyalty_number = h.loyalty_number GROUP BY city ORDER BY AVG(points_redeemed) DESC NULLS LAST
-- allow

-- name: sorting by a calculation is refused
SELECT city, AVG(clv) AS a FROM my_members m JOIN flight_history h ON m.loyalty_number = h.loyalty_number GROUP BY city ORDER BY «AVG(clv) * -1»
-- refuse: RULE_EXPRESSION my_members
-- refuse: RULE_EXPRESSION flight_history

-- name: AGG-23 a join column filters nothing
SELECT SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail WHERE «T.hashedemail» = 'x'
-- refuse: RULE_COLUMN_POSITION returns

-- name: an aggregate column filters nothing
SELECT SUM(purchases) FROM sales WHERE «purchases» > 1000
-- refuse: RULE_COLUMN_POSITION sales

-- name: an aggregate column groups nothing
SELECT COUNT(DISTINCT identifier) FROM sales GROUP BY «purchases»
-- refuse: RULE_COLUMN_POSITION sales

-- name: an aggregate column is not selected bare
SELECT purchases, SUM(purchases) FROM sales GROUP BY «purchases»
-- refuse: RULE_COLUMN_POSITION sales

-- name: AGG-25 an aggregate that the rule does not list
SELECT «MAX(purchases)» FROM sales
-- refuse: RULE_AGGREGATE_FUNCTION sales

-- name: AGG-25 an aggregate that is listed for other columns
SELECT COUNT(DISTINCT «purchases») FROM sales
-- refuse: RULE_AGGREGATE_COLUMN sales

-- name: a plain count is no distinct count
SELECT «COUNT(identifier)» FROM sales
-- refuse: RULE_AGGREGATE_FUNCTION sales

-- name: a distinct sum is no plain sum
SELECT «SUM(units)» FROM stock
-- refuse: RULE_AGGREGATE_FUNCTION stock

-- name: a distinct sum and a plain count where they are listed
SELECT region, SUM(DISTINCT units), COUNT(units) FROM stock GROUP BY region
-- allow
-- withhold: 150 identifier of stock

-- name: a distinct average is none that a rule can list
SELECT «AVG(DISTINCT purchases)» FROM sales
-- refuse: RULE_AGGREGATE_FUNCTION sales

-- name: rows are not counted
SELECT «COUNT(*)» FROM sales
-- refuse: RULE_COUNT_ROWS sales

-- name: rows are not counted in HAVING
SELECT SUM(purchases) FROM sales GROUP BY demoseg HAVING «COUNT(*)» > 1
-- refuse: RULE_COUNT_ROWS sales

-- name: a literal is no column to count
SELECT COUNT(«1») FROM sales
-- refuse: RULE_AGGREGATE_ARGUMENT sales

-- name: an aggregate takes a bare column
SELECT SUM(«purchases * 2») FROM sales
-- refuse: RULE_AGGREGATE_ARGUMENT sales

-- name: an aggregate takes no function
SELECT SUM(«COALESCE(purchases, 0)») FROM sales
-- refuse: RULE_AGGREGATE_ARGUMENT sales

-- name: an aggregate takes no CASE
SELECT SUM(«CASE WHEN demoseg = 'a' THEN purchases END») FROM sales
-- refuse: RULE_AGGREGATE_ARGUMENT sales

-- name: AGG-27 functions do not nest
SELECT COALESCE(RTRIM(demoseg), 'none'), SUM(purchases) FROM sales GROUP BY «COALESCE(RTRIM(demoseg), 'none')»
-- refuse: RULE_NESTED_FUNCTION sales

-- name: a function does not nest over a group key
SELECT «UPPER(LOWER(T.state))», SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail GROUP BY LOWER(T.state)
-- refuse: RULE_NESTED_FUNCTION returns

-- name: a function does not take a calculation
SELECT SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail WHERE «UPPER(T.state + 'x')» = 'NYX'
-- refuse: RULE_NESTED_FUNCTION returns

-- name: a function does not take an aggregate
SELECT «CAST(SUM(purchases) AS VARCHAR)» FROM sales
-- refuse: RULE_NESTED_FUNCTION sales

-- name: a listed function on a dimension column
SELECT UPPER(T.state) AS state, SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail GROUP BY UPPER(T.state)
-- allow

-- name: a listed function over the key that it is selected with
SELECT UPPER(T.state) AS state, SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail GROUP BY T.state
-- allow

-- name: a function that the column's own table does not list
SELECT SUM(S.purchases) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail WHERE «UPPER(S.demoseg)» = 'A'
-- refuse: RULE_FUNCTION sales

-- name: a function that no rule can list
SELECT SUM(S.purchases) FROM sales S WHERE «REPLACE(S.demoseg, 'a', 'b')» = 'b'
-- refuse: RULE_FUNCTION sales

-- name: CASE is no function that a rule can list
SELECT «CASE WHEN demoseg = 'a' THEN 1 ELSE 2 END», SUM(purchases) FROM sales GROUP BY 1
-- refuse: RULE_EXPRESSION sales

-- name: CASE does not filter
SELECT SUM(purchases) FROM sales WHERE «CASE WHEN demoseg = 'a' THEN 1 ELSE 2 END» = 1
-- refuse: RULE_FUNCTION sales

-- name: a cast is the function CAST
SELECT SUM(points_redeemed) FROM my_members m JOIN flight_history h ON m.loyalty_number = h.loyalty_number WHERE «CAST(h.year AS VARCHAR)» = '2018'
-- refuse: RULE_FUNCTION flight_history
-- refuse: RULE_AGGREGATE_FUNCTION flight_history

-- name: a cast of a literal is a literal
SELECT SUM(purchases) FROM sales WHERE purchasedate >= CAST('2022-01-01' AS DATE) AND purchasedate < DATE '2023-01-01'
-- allow

-- name: AGG-37 RTRIM trims no other characters
SELECT «RTRIM(demoseg, 'xyz')», SUM(purchases) FROM sales GROUP BY 1
-- refuse: RULE_TRIM_CHARACTERS sales

-- name: RTRIM trims spaces
SELECT RTRIM(demoseg), SUM(purchases) FROM sales GROUP BY RTRIM(demoseg)
-- allow

-- name: AGG-29 a condition on an aggregate
SELECT T.state, SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail GROUP BY T.state HAVING SUM(T.returns) > 500 AND (AVG(T.returns) BETWEEN 1 AND 9 OR 5 <> SUM(S.purchases))
-- allow

-- name: a condition on two aggregates is refused
SELECT demoseg, SUM(purchases) FROM sales GROUP BY demoseg HAVING «SUM(purchases) > AVG(purchases)»
-- refuse: RULE_HAVING sales

-- name: a condition on a group key belongs to WHERE
SELECT demoseg, SUM(purchases) FROM sales GROUP BY demoseg HAVING «demoseg = 'a'»
-- refuse: RULE_HAVING sales

-- name: a condition on a calculation is refused
SELECT demoseg, SUM(purchases) FROM sales GROUP BY demoseg HAVING «SUM(purchases) % 2 = 1»
-- refuse: RULE_HAVING sales

-- name: a condition on an aggregate that is not listed is refused
SELECT demoseg, SUM(purchases) FROM sales GROUP BY demoseg HAVING «MIN(purchases)» > 1
-- refuse: RULE_AGGREGATE_FUNCTION sales

-- name: NOT around a condition on groups is refused
SELECT demoseg, SUM(purchases) FROM sales GROUP BY demoseg HAVING «NOT SUM(purchases) > 1»
-- refuse: RULE_HAVING sales

-- name: AGG-31 LIMIT
SELECT SUM(purchases) FROM sales LIMIT «10»
-- refuse: RULE_FEATURE sales

-- name: AGG-31 OFFSET
SELECT SUM(purchases) FROM sales OFFSET «1»
-- refuse: RULE_FEATURE sales

-- name: AGG-33 groups without an aggregate are no result
SELECT «demoseg» FROM sales GROUP BY demoseg
-- refuse: RULE_AGGREGATE_REQUIRED sales

-- name: the conditions of a filter
SELECT SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail WHERE T.state IN ('NY', 'CA') AND T.state NOT IN ('TX') AND (T.productline LIKE 'sh%' OR T.productline NOT LIKE '%x') AND T.popularpurchases * 2 + 1 - 3 / 2 >= 7 AND T.returndate BETWEEN '2022-01-01' AND '2022-12-31' AND T.state IS NOT NULL AND NOT T.state <> 'NY' AND T.customerserviceuser = TRUE AND T.customerserviceuser AND S.productline = T.productline
-- allow

-- name: conditions that are not listed
SELECT SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail WHERE «T.state ILIKE 'ny'» AND «T.state IS DISTINCT FROM 'NY'» AND «T.customerserviceuser IS TRUE» AND «T.popularpurchases % 2» = 1
-- refuse: RULE_FUNCTION returns

-- name: columns and expressions outside the grammar of SELECT
SELECT «T.popularpurchases + 1», SUM(T.returns) FROM sales S JOIN returns T ON S.hashedemail = T.hashedemail GROUP BY 1
-- refuse: RULE_EXPRESSION returns

-- name: an aggregate is not calculated with
SELECT «SUM(purchases) / 2» FROM sales
-- refuse: RULE_EXPRESSION sales

-- name: literals may be selected beside an aggregate
SELECT 'all' AS who, 1 AS n, SUM(purchases) FROM sales
-- allow

-- name: no WITH
WITH «t AS (SELECT purchases FROM sales)» SELECT SUM(purchases) FROM t
-- refuse: RULE_FEATURE sales

-- name: no subquery in FROM
SELECT SUM(purchases) FROM «(SELECT purchases FROM sales) t»
-- refuse: RULE_FEATURE sales

-- name: no scalar subquery
SELECT SUM(purchases) FROM sales WHERE purchasedate > «(SELECT MAX(purchasedate) FROM sales)»
-- refuse: RULE_FEATURE sales
-- refuse: RULE_AGGREGATE_FUNCTION sales

-- name: no IN subquery
SELECT SUM(purchases) FROM sales WHERE demoseg IN (SELECT region FROM regions)
-- refuse: RULE_FEATURE sales

-- name: no EXISTS
SELECT SUM(purchases) FROM sales WHERE EXISTS (SELECT region FROM regions)
-- refuse: RULE_FEATURE sales

-- name: no privacy clause
SELECT «WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1)» SUM(purchases) FROM sales
-- refuse: RULE_FEATURE sales

-- name: no bounds of an aggregate
SELECT SUM(purchases, «contribution_bounds_per_group» => (0, 10)) FROM sales
-- refuse: RULE_FEATURE sales

-- name: no set operations
SELECT SUM(purchases) FROM sales «UNION ALL» SELECT SUM(purchases) FROM sales
-- refuse: RULE_FEATURE sales

-- name: no EXCEPT
SELECT SUM(purchases) FROM sales «EXCEPT» SELECT 1
-- refuse: RULE_FEATURE sales

-- name: no window functions
SELECT demoseg, SUM(purchases), «RANK() OVER (ORDER BY demoseg)» FROM sales GROUP BY demoseg
-- refuse: RULE_FEATURE sales

-- name: no DISTINCT
SELECT «DISTINCT» SUM(purchases) FROM sales
-- refuse: RULE_FEATURE sales

-- name: no star
SELECT «*» FROM sales
-- refuse: RULE_FEATURE sales
-- refuse: RULE_AGGREGATE_REQUIRED sales
-- refuse: RULE_GROUP_BY sales
-- refuse: RULE_COLUMN_POSITION sales

-- name: no FILTER
SELECT SUM(purchases) FILTER (WHERE «demoseg = 'a'») FROM sales
-- refuse: RULE_FEATURE sales

-- name: no QUALIFY
SELECT demoseg, SUM(purchases) FROM sales GROUP BY demoseg QUALIFY RANK() OVER (ORDER BY demoseg) = 1
-- refuse: RULE_FEATURE sales

-- name: columns of a public table stand anywhere
SELECT R.region, SUM(T.returns), MAX(R.weight) FROM returns T JOIN sales S ON S.hashedemail = T.hashedemail JOIN regions R ON T.hashedemail = R.hashedemail WHERE LENGTH(R.state) = 2 AND R.weight % 2 = 0 GROUP BY R.region
-- allow
-- withhold: 2 hashedemail of sales
-- withhold: 100 hashedemail of returns
-- withhold: 2 producttype of returns
