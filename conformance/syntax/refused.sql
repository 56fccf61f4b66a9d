-- What the parser refuses, and where: «…» marks the places, `refuse` names their codes in the same order.

-- name: an expression is missing
SELECT a + «FROM» t
-- refuse: SQL_SYNTAX

-- name: a list ends with a comma
SELECT a, b, «FROM» t
-- refuse: SQL_SYNTAX

-- name: an item of the list is missing
SELECT a, «,» b FROM t
-- refuse: SQL_SYNTAX

-- name: the query ends too early
SELECT a FROM t WHERE«»
-- refuse: SQL_SYNTAX

-- name: a comma is missing
SELECT a b «c» FROM t
-- refuse: SQL_SYNTAX

-- name: mistakes in several items of a list are all reported
SELECT a b «c», d + «,» e, f g «h» FROM t
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX

-- name: mistakes in several clauses are all reported
SELECT a b «c» FROM t, «WHERE» a = «=» 1 GROUP BY «HAVING» b ORDER BY c «d» LIMIT «OFFSET» 1
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX

-- name: a mistake inside parentheses ends with them
SELECT f(a «b», c), g(1 +«)», (x «y») + 2 FROM t «1»
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX

-- name: a mistake inside a subquery ends with it
SELECT * FROM (SELECT a b «c» FROM u) AS x WHERE (SELECT «)» > 1 AND d «e»
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX

-- name: a parenthesis that is never closed ends at the next clause
SELECT (a + b «FROM» t WHERE c «d»
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX

-- name: a parenthesis too many
SELECT a«)» FROM t
-- refuse: SQL_SYNTAX

-- name: a bracket that closes a parenthesis
SELECT f(a«]») FROM t
-- refuse: SQL_SYNTAX

-- name: CASE without WHEN
SELECT CASE a «END» FROM t
-- refuse: SQL_SYNTAX

-- name: CASE without END
SELECT CASE WHEN a THEN b «FROM» t
-- refuse: SQL_SYNTAX

-- name: IS of something that it does not test
SELECT * FROM t WHERE a IS «unknown»
-- refuse: SQL_SYNTAX

-- name: BETWEEN without AND
SELECT * FROM t WHERE a BETWEEN 1 «,» 2
-- refuse: SQL_SYNTAX

-- name: IN without a list
SELECT * FROM t WHERE a IN «b»
-- refuse: SQL_SYNTAX

-- name: IN an empty list
SELECT * FROM t WHERE a IN («)»
-- refuse: SQL_SYNTAX

-- name: a cast to nothing
SELECT CAST(a AS «)», b::«1» FROM t
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX

-- name: a type with a width that is no number
SELECT CAST(a AS VARCHAR(«max»)) FROM t
-- refuse: SQL_SYNTAX

-- name: EXTRACT without FROM
SELECT EXTRACT(YEAR«,» a) FROM t
-- refuse: SQL_SYNTAX

-- name: CONVERT with its arguments in another form
SELECT CONVERT(a «USING» utf8) FROM t
-- refuse: SQL_SYNTAX

-- name: an interval without a unit
SELECT a + INTERVAL 7«»
-- refuse: SQL_SYNTAX

-- name: a keyword as a name
SELECT a FROM «select»
-- refuse: SQL_SYNTAX

-- name: a keyword as an alias of a table
SELECT a FROM t AS «where» b
-- refuse: SQL_SYNTAX

-- name: a star among operators
SELECT a + «*» FROM t
-- refuse: SQL_SYNTAX

-- name: a table's star in a call
SELECT COUNT(t.«*») FROM t
-- refuse: SQL_SYNTAX

-- name: a positional argument behind a named one
SELECT f(a => 1, «2») FROM t
-- refuse: SQL_SYNTAX

-- name: a subquery as an argument without parentheses of its own
SELECT f(«SELECT» 1) FROM t
-- refuse: SQL_SYNTAX

-- name: a subquery in FROM without parentheses
SELECT * FROM «SELECT» 1
-- refuse: SQL_SYNTAX

-- name: a WITH query without parentheses
WITH a AS «SELECT» 1 SELECT * FROM a
-- refuse: SQL_SYNTAX

-- name: a comma between WITH queries is missing
WITH a AS (SELECT 1) «b» AS (SELECT 2) SELECT x FROM b
-- refuse: SQL_SYNTAX

-- name: WITH and no query
WITH a AS (SELECT 1)«»
-- refuse: SQL_SYNTAX

-- name: JOIN of nothing
SELECT * FROM t JOIN «ON» a = b
-- refuse: SQL_SYNTAX

-- name: USING without parentheses
SELECT * FROM t JOIN u USING «a»
-- refuse: SQL_SYNTAX

-- name: NATURAL CROSS
SELECT * FROM t NATURAL «CROSS» JOIN u
-- refuse: SQL_SYNTAX

-- name: VALUES without parentheses
VALUES «1», 2
-- refuse: SQL_SYNTAX

-- name: a bound of a frame that is no number
SELECT SUM(a) OVER (ORDER BY b ROWS «n» PRECEDING) FROM t
-- refuse: SQL_SYNTAX

-- name: a frame without a direction
SELECT SUM(a) OVER (ORDER BY b ROWS BETWEEN 1 «AND» 2 FOLLOWING) FROM t
-- refuse: SQL_SYNTAX

-- name: NULLS without an end
SELECT a FROM t ORDER BY a NULLS «LIMIT» 1
-- refuse: SQL_SYNTAX

-- name: FETCH without ONLY
SELECT a FROM t FETCH FIRST 5 ROWS«»
-- refuse: SQL_SYNTAX

-- name: FROM misspelt
SELECT a, COUNT(*) «FORM» t WHERE b «c»
-- refuse: SQL_MISSPELT
-- refuse: SQL_SYNTAX

-- name: FROM misspelt where it passes for an alias
SELECT a «FORM» t WHERE b «c»
-- refuse: SQL_MISSPELT
-- refuse: SQL_SYNTAX

-- name: SELECT misspelt
«SELCT» a FROM t WHERE b «c»
-- refuse: SQL_MISSPELT
-- refuse: SQL_SYNTAX

-- name: WHERE, GROUP, ORDER and LIMIT misspelt
SELECT a FROM t «WEHRE» b = 1 «GRUOP» BY a «ODRER» BY a «LIMT» 5
-- refuse: SQL_MISSPELT
-- refuse: SQL_MISSPELT
-- refuse: SQL_MISSPELT
-- refuse: SQL_MISSPELT

-- name: JOIN misspelt
SELECT a FROM t «JION» u ON t.a = u.a
-- refuse: SQL_MISSPELT

-- name: a table whose name is almost a keyword is no misspelt keyword
SELECT a FROM orders«)» 
-- refuse: SQL_SYNTAX

-- name: WHERE behind ORDER BY
SELECT a FROM t ORDER BY a «WHERE» b = 1
-- refuse: SQL_CLAUSE_ORDER

-- name: GROUP BY behind HAVING, and FROM behind WHERE
SELECT a WHERE x «FROM» t HAVING b «GROUP» BY c
-- refuse: SQL_CLAUSE_ORDER
-- refuse: SQL_CLAUSE_ORDER

-- name: ORDER BY behind LIMIT
SELECT a FROM t LIMIT 1 «ORDER» BY a
-- refuse: SQL_CLAUSE_ORDER

-- name: a second WHERE
SELECT a FROM t WHERE b «WHERE» c
-- refuse: SQL_CLAUSE_TWICE

-- name: a second ORDER BY and a second limit
SELECT a FROM t ORDER BY b «ORDER» BY c LIMIT 1 «FETCH» FIRST ROW ONLY OFFSET 1 «OFFSET» 2
-- refuse: SQL_CLAUSE_TWICE
-- refuse: SQL_CLAUSE_TWICE
-- refuse: SQL_CLAUSE_TWICE

-- name: an order inside and behind the parentheses of a call
SELECT f(a ORDER BY b) «WITHIN GROUP» (ORDER BY c) FROM t
-- refuse: SQL_CLAUSE_TWICE

-- name: LIMIT before UNION
SELECT a FROM t LIMIT 1 «UNION» SELECT b FROM u
-- refuse: SQL_SET_OPERAND

-- name: comparisons in a chain
SELECT * FROM t WHERE 1 < a «<» 2 AND b = c «=» d
-- refuse: SQL_OPERATOR_CHAIN
-- refuse: SQL_OPERATOR_CHAIN

-- name: predicates in a chain
SELECT * FROM t WHERE a LIKE b «LIKE» c AND d IS DISTINCT FROM e «IS» NULL
-- refuse: SQL_OPERATOR_CHAIN
-- refuse: SQL_OPERATOR_CHAIN

-- name: a frame that ends before it begins
SELECT SUM(a) OVER (ORDER BY b «ROWS BETWEEN CURRENT ROW AND 1 PRECEDING»), SUM(a) OVER («ROWS UNBOUNDED FOLLOWING») FROM t
-- refuse: SQL_WINDOW_FRAME
-- refuse: SQL_WINDOW_FRAME

-- name: a statement that is not a query
«INSERT» INTO t VALUES (1)
-- refuse: SQL_STATEMENT

-- name: a statement behind WITH
WITH a AS (SELECT 1) «DELETE» FROM a
-- refuse: SQL_STATEMENT

-- name: several statements
SELECT 1; «SELECT» 2; SELECT 3
-- refuse: SQL_SEVERAL_STATEMENTS

-- name: mistakes in the first of several statements are reported too
SELECT a b «c»; «DROP» TABLE t
-- refuse: SQL_SYNTAX
-- refuse: SQL_SEVERAL_STATEMENTS

-- name: WITH RECURSIVE
«WITH RECURSIVE» a AS (SELECT 1) SELECT * FROM a
-- refuse: SQL_RECURSIVE

-- name: names of too many parts
SELECT «s.t.a», «s.f»(x), «s.t.*» FROM «s.t», «c.s.u» AS u
-- refuse: SQL_QUALIFIED_NAME
-- refuse: SQL_QUALIFIED_NAME
-- refuse: SQL_QUALIFIED_NAME
-- refuse: SQL_QUALIFIED_NAME
-- refuse: SQL_QUALIFIED_NAME

-- name: table functions
SELECT * FROM «read_csv»('a'), «s.f»(1) AS x JOIN «unnest»(y) WITH ORDINALITY ON TRUE
-- refuse: SQL_TABLE_FUNCTION
-- refuse: SQL_TABLE_FUNCTION
-- refuse: SQL_TABLE_FUNCTION

-- name: files as tables
SELECT * FROM «'a.csv'», «'b.parquet'» AS b
-- refuse: SQL_FILE_AS_TABLE
-- refuse: SQL_FILE_AS_TABLE

-- name: other privacy clauses
SELECT «WITH AGGREGATION_THRESHOLD OPTIONS (threshold = 3)» a, «WITH ANONYMIZATION OPTIONS (kappa = 1)» b FROM t
-- refuse: SQL_PRIVACY_CLAUSE
-- refuse: SQL_PRIVACY_CLAUSE

-- name: a privacy clause that is none
SELECT «WITH "DIFFERENTIAL_PRIVACY"» COUNT(*) FROM t
-- refuse: SQL_PRIVACY_CLAUSE

-- name: two privacy clauses
SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1) a, «WITH DIFFERENTIAL_PRIVACY» COUNT(*) FROM t
-- refuse: SQL_CLAUSE_TWICE

-- name: a privacy clause before nothing
SELECT a, WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1) «FROM» t
-- refuse: SQL_SYNTAX

-- name: a privacy clause with DISTINCT
SELECT WITH DIFFERENTIAL_PRIVACY «DISTINCT» a FROM t
-- refuse: SQL_FORM

-- name: options of a privacy clause that are no pairs
SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon «1», delta «=>» 0, «2») COUNT(*) FROM t
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX

-- name: a star with more arguments
SELECT COUNT(*, «a»), COUNT(*, b => 1, «c») FROM t
-- refuse: SQL_SYNTAX
-- refuse: SQL_SYNTAX

-- name: a tuple that is not all of a named argument
SELECT f(a => «(1, 2)» + 1), f(«(1, 2)») FROM t
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: parameters in other forms
SELECT «@a», «@@b», «$1», «$c», «?», «?2» FROM t
-- refuse: SQL_PARAMETER_FORM
-- refuse: SQL_PARAMETER_FORM
-- refuse: SQL_PARAMETER_FORM
-- refuse: SQL_PARAMETER_FORM
-- refuse: SQL_PARAMETER_FORM
-- refuse: SQL_PARAMETER_FORM

-- name: strings in other forms
SELECT «E'a\'b'», «N'a'», «x'41'», «R'a'», «U&'a'», «$$a'b$$», «$q$ $$ $q$» FROM t
-- refuse: SQL_STRING_FORM
-- refuse: SQL_STRING_FORM
-- refuse: SQL_STRING_FORM
-- refuse: SQL_STRING_FORM
-- refuse: SQL_STRING_FORM
-- refuse: SQL_STRING_FORM
-- refuse: SQL_STRING_FORM

-- name: numbers in other forms
SELECT «0x1F», «1_000», «12abc», «1e» FROM t
-- refuse: SQL_NUMBER
-- refuse: SQL_NUMBER
-- refuse: SQL_NUMBER
-- refuse: SQL_NUMBER

-- name: a string that never ends hides nothing before it and invents nothing behind it
SELECT a b «c» FROM t WHERE f(«'x»
-- refuse: SQL_SYNTAX
-- refuse: SQL_UNTERMINATED

-- name: an empty quoted name
SELECT «""» FROM t
-- refuse: SQL_NAME_EMPTY

-- name: operators of other dialects
SELECT a «~» b, c «^» 2, d «&» e, f «->>» 'g', h «==» i, j «<=>» k, «!»l, m «RLIKE» 'n', o NOT «REGEXP» 'p', q «||/» 2 FROM t
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR

-- name: mistakes behind an operator of another dialect are reported too
SELECT a «~» (b «c») FROM t
-- refuse: SQL_OPERATOR
-- refuse: SQL_SYNTAX

-- name: an assignment for a named argument, and a pipe
SELECT f(a «:=» 1) FROM t «|>» LIMIT 1
-- refuse: SQL_OPERATOR
-- refuse: SQL_OPERATOR

-- name: forms of SELECT
SELECT «DISTINCT ON (a)» b, «* EXCEPT (c)», «t.* REPLACE (d AS e)», f «'g'» «INTO h» FROM t
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: TOP and SELECT AS
SELECT «TOP 5» a FROM (SELECT «TOP (5)» b FROM t) AS x, (SELECT «AS STRUCT» c FROM t) AS y
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: forms of FROM
SELECT * FROM «LATERAL» (SELECT 1) AS a, «ONLY» b, «:c», d «TABLESAMPLE BERNOULLI (10) REPEATABLE (1)», e «PIVOT» (SUM(x) FOR y IN (1)), (f JOIN g ON TRUE) AS «h»
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: forms of joins
SELECT * FROM a «LEFT SEMI JOIN» b ON TRUE «ANTI JOIN» c ON TRUE «ASOF JOIN» d ON TRUE «POSITIONAL JOIN» e «CROSS APPLY» f CROSS JOIN g «ON TRUE» NATURAL JOIN h «USING (x)»
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: UNPIVOT
SELECT * FROM t «UNPIVOT» (v FOR n IN (a, b)) AS u
-- refuse: SQL_FORM

-- name: an alias of USING
SELECT * FROM a JOIN b USING (x) AS «j»
-- refuse: SQL_FORM

-- name: VALUES and LATERAL VIEW in FROM
SELECT * FROM «VALUES» (1) AS t (x) WHERE EXISTS (SELECT 1 FROM «LATERAL» VIEW explode(a) AS b)
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: groupings
SELECT a FROM t GROUP BY «ROLLUP (a)», «CUBE (b)», «GROUPING SETS ((c), ())», «()»
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: GROUP BY WITH ROLLUP
SELECT a FROM t GROUP BY a «WITH ROLLUP» ORDER BY a
-- refuse: SQL_FORM

-- name: forms behind a query
SELECT a FROM t ORDER BY «ALL» LIMIT 1 «FOR UPDATE SKIP LOCKED»
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: LIMIT with a comma, and WITH TIES
SELECT a FROM (SELECT b FROM t «LIMIT 10, 5») AS x FETCH FIRST 5 ROWS «WITH TIES»
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: sorting as in Spark
SELECT a FROM t «DISTRIBUTE BY a» «SORT BY b»
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: set operations of other dialects
SELECT a FROM t «MINUS» SELECT b FROM u UNION ALL «BY NAME» SELECT c FROM v
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: materialized WITH queries
WITH a AS «MATERIALIZED» (SELECT 1), b AS «NOT MATERIALIZED» (SELECT 2) SELECT 3
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: FROM first
«FROM» t SELECT a
-- refuse: SQL_FORM

-- name: forms of expressions
SELECT a = «ANY (SELECT 1)», «(b, c)» = «ROW (1, 2)», e «AT TIME ZONE» 'UTC', «f[1]», «(g).h», «ARRAY [1]», «[1, 2]», «{'a': 1}», «STRUCT (1)» FROM t
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: COLLATE
SELECT d «COLLATE "C"» FROM t
-- refuse: SQL_FORM

-- name: predicates that are not there
SELECT * FROM t WHERE a «SIMILAR TO» 'b' AND c NOT «SIMILAR TO» 'd' AND e «OVERLAPS» f AND INTERVAL «g» DAY > h
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: types with types inside
SELECT a::«INT[]», CAST(b AS «STRUCT<x INT, y ARRAY<INT>>»), c::«MAP» FROM t
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: forms of windows
SELECT LAG(a «IGNORE NULLS») OVER («w» ORDER BY b), LAG(c) «RESPECT NULLS» OVER (ORDER BY d «GROUPS» BETWEEN 1 PRECEDING AND 1 FOLLOWING «EXCLUDE CURRENT ROW») FROM t
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM
-- refuse: SQL_FORM

-- name: a quoted function
SELECT «"lower"»(a) FROM t
-- refuse: SQL_FORM
