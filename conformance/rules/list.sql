-- List rules.

-- name: LIST-01 distinct rows of the overlap
SELECT DISTINCT L1.internalid, L2.segment3, L2.segment4 FROM crm L1 INNER JOIN segments L2 ON L1.identifier2 = L2.identifier2 WHERE L1.customercategory > 'xxx'
-- allow
-- withhold: nothing

-- name: LIST-03 a table alone
SELECT DISTINCT segment3 FROM «segments»
-- refuse: RULE_JOIN_REQUIRED segments

-- name: the asker's own table alone
SELECT DISTINCT segment1 FROM «crm»
-- refuse: RULE_JOIN_REQUIRED crm

-- name: two tables without the asker's
SELECT DISTINCT L2.segment3 FROM «segments L2» JOIN «audiences A» ON L2.identifier2 = A.identifier2
-- refuse: RULE_JOIN_REQUIRED segments
-- refuse: RULE_JOIN_REQUIRED audiences

-- name: the asker's table reached through another
SELECT DISTINCT L2.segment3 FROM segments L2 JOIN audiences A ON L2.identifier2 = A.identifier2 JOIN crm L1 ON A.identifier1 = L1.identifier1
-- allow

-- name: LIST-05 a join column is not shown
SELECT DISTINCT «L2.identifier2», L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2
-- refuse: RULE_COLUMN_POSITION segments

-- name: a column outside both lists is not shown
SELECT DISTINCT «L2.note» FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2
-- refuse: RULE_COLUMN_POSITION segments

-- name: a join column does not filter
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 WHERE «L1.identifier1» = 'x'
-- refuse: RULE_COLUMN_POSITION crm

-- name: a list column does not join
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON «L1.segment1» = «L2.segment3»
-- refuse: RULE_JOIN_COLUMN crm
-- refuse: RULE_JOIN_COLUMN segments

-- name: LIST-07 rows are not counted
SELECT DISTINCT «COUNT(*)» FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2
-- refuse: RULE_EXPRESSION crm
-- refuse: RULE_EXPRESSION segments

-- name: LIST-07 functions do not show
SELECT DISTINCT «UPPER(L2.segment3)» FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2
-- refuse: RULE_EXPRESSION segments

-- name: functions do not filter
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 WHERE «LOWER(L2.segment3)» = 'ny' AND «L1.visits % 2» = 1
-- refuse: RULE_FUNCTION segments
-- refuse: RULE_FUNCTION crm

-- name: calculated columns and literals do not show
SELECT DISTINCT «L1.visits + 1», «'x'» FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2
-- refuse: RULE_EXPRESSION crm
-- refuse: RULE_EXPRESSION segments

-- name: DISTINCT is required
SELECT «segment3» FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2
-- refuse: RULE_DISTINCT_REQUIRED crm
-- refuse: RULE_DISTINCT_REQUIRED segments

-- name: GROUP BY is not DISTINCT
SELECT «L2.segment3» FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 GROUP BY L2.segment3
-- refuse: RULE_DISTINCT_REQUIRED crm
-- refuse: RULE_DISTINCT_REQUIRED segments
-- refuse: RULE_FEATURE crm
-- refuse: RULE_FEATURE segments

-- name: a privacy clause is not DISTINCT
SELECT «WITH DIFFERENTIAL_PRIVACY» L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 GROUP BY L2.segment3
-- refuse: RULE_DISTINCT_REQUIRED crm
-- refuse: RULE_DISTINCT_REQUIRED segments
-- refuse: RULE_FEATURE crm
-- refuse: RULE_FEATURE segments

-- name: DISTINCT inside a subquery is not DISTINCT
SELECT «segment3» FROM (SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2) t
-- refuse: RULE_DISTINCT_REQUIRED crm
-- refuse: RULE_DISTINCT_REQUIRED segments
-- refuse: RULE_FEATURE crm
-- refuse: RULE_FEATURE segments

-- name: LIST-09 LIMIT
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 LIMIT 100
-- allow

-- name: no OFFSET
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 LIMIT 100 OFFSET «5»
-- refuse: RULE_FEATURE crm
-- refuse: RULE_FEATURE segments

-- name: no ORDER BY
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 ORDER BY L2.segment3
-- refuse: RULE_FEATURE crm
-- refuse: RULE_FEATURE segments

-- name: LIST-11 texts are put together with + or || in a filter
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 WHERE L2.segment3 + '_' + L2.segment4 = 'NY_NYC' AND L2.segment3 || L2.segment4 <> 'x'
-- allow

-- name: numbers are calculated with in a filter
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 WHERE (L1.visits + 1) * 2 - 4 / 2 > 6 AND L1.visits BETWEEN 1 AND 9 AND L1.segment1 IN ('a', 'b') AND L1.segment1 LIKE 'a%' AND L2.segment4 IS NOT NULL
-- allow

-- name: OR where a rule does not list it
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON «L1.identifier2 = L2.identifier2 OR L1.identifier1 = L2.identifier2»
-- refuse: RULE_JOIN_OPERATOR crm
-- refuse: RULE_JOIN_OPERATOR segments

-- name: AND where a rule lists OR only
SELECT DISTINCT A.audience FROM crm L1 JOIN audiences A ON «L1.identifier1 = A.identifier1 AND L1.identifier2 = A.identifier2»
-- refuse: RULE_JOIN_OPERATOR audiences

-- name: no set operations
SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 «INTERSECT» SELECT DISTINCT L2.segment3 FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2
-- refuse: RULE_FEATURE crm
-- refuse: RULE_FEATURE segments

-- name: no outer joins
SELECT DISTINCT L1.internalid FROM crm L1 «LEFT JOIN» segments L2 ON L1.identifier2 = L2.identifier2
-- refuse: RULE_FEATURE crm
-- refuse: RULE_FEATURE segments

-- name: a public table's columns may be shown and calculated with
SELECT DISTINCT L2.segment3, UPPER(R.region) FROM crm L1 JOIN segments L2 ON L1.identifier2 = L2.identifier2 JOIN regions R ON L2.identifier2 = R.hashedemail WHERE LENGTH(R.state) = 2
-- allow
