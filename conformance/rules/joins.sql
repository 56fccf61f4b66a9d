-- Join conditions and required joins of aggregation rules.

-- name: AGG-07 a join with a third member's table does not reach the asker
SELECT SUM(T.returns) FROM «returns T» JOIN stock K ON T.hashedemail = K.hashedemail
-- refuse: RULE_JOIN_REQUIRED returns

-- name: a chain of joins reaches the asker
SELECT SUM(T.returns) FROM returns T JOIN stock K ON T.hashedemail = K.hashedemail JOIN sales S ON K.hashedemail = S.hashedemail
-- allow

-- name: AGG-15 a table that requires a join is not asked alone
SELECT COUNT(DISTINCT loyalty_number), year FROM «flight_history» GROUP BY year
-- refuse: RULE_JOIN_REQUIRED flight_history

-- name: the asker's own table requires another one
SELECT AVG(salary) FROM «my_members»
-- refuse: RULE_JOIN_REQUIRED my_members

-- name: a table joined with itself is no other table
SELECT AVG(a.salary) FROM «my_members a» JOIN «my_members b» ON a.loyalty_number = b.loyalty_number
-- refuse: RULE_JOIN_REQUIRED my_members

-- name: a public table is no other table
SELECT SUM(T.returns) FROM «returns T» JOIN regions R ON T.hashedemail = R.hashedemail
-- refuse: RULE_JOIN_REQUIRED returns

-- name: a public table may stand in between
SELECT SUM(T.returns) FROM returns T JOIN regions R ON T.hashedemail = R.hashedemail JOIN sales S ON R.hashedemail = S.hashedemail
-- allow

-- name: the roles change with who asks
-- as: owner
SELECT COUNT(DISTINCT T.identifier) FROM returns T JOIN sales S ON T.hashedemail = S.hashedemail
-- allow

-- name: the join condition may be written either way round
SELECT SUM(T.returns) FROM sales S JOIN returns T ON T.hashedemail = S.hashedemail
-- allow

-- name: AGG-19 only = joins
SELECT SUM(S.purchases) FROM sales S JOIN contacts C ON «S.hashedemail <> C.hashedemail»
-- refuse: RULE_JOIN_CONDITION sales
-- refuse: RULE_JOIN_CONDITION contacts

-- name: a function does not join
SELECT COUNT(DISTINCT C.identifier) FROM stock K JOIN contacts C ON «UPPER(K.phone) = C.phone»
-- refuse: RULE_JOIN_CONDITION stock
-- refuse: RULE_JOIN_CONDITION contacts

-- name: a literal does not join
SELECT COUNT(DISTINCT C.identifier) FROM stock K JOIN contacts C ON K.phone = C.phone AND «K.hashedemail = 'x'»
-- refuse: RULE_JOIN_CONDITION stock
-- refuse: RULE_JOIN_CONDITION contacts

-- name: a condition on one side does not join
SELECT COUNT(DISTINCT C.identifier) FROM stock K JOIN contacts C ON K.phone = C.phone OR «K.hashedemail = K.phone»
-- refuse: RULE_JOIN_CONDITION stock
-- refuse: RULE_JOIN_CONDITION contacts

-- name: any other column does not join
SELECT COUNT(DISTINCT C.identifier) FROM stock K JOIN contacts C ON «K.region» = «C.segment»
-- refuse: RULE_JOIN_COLUMN stock
-- refuse: RULE_JOIN_COLUMN contacts

-- name: a table without join columns cannot be joined
SELECT COUNT(DISTINCT M.loyalty_number) FROM members M JOIN my_members N ON «M.loyalty_number» = N.loyalty_number
-- refuse: RULE_JOIN_COLUMN members

-- name: AGG-21 OR where both rules allow it
SELECT COUNT(DISTINCT C.identifier) FROM stock K JOIN contacts C ON K.hashedemail = C.hashedemail OR K.phone = C.phone
-- allow

-- name: AND and OR where both rules allow them
SELECT COUNT(DISTINCT C.identifier) FROM stock K JOIN contacts C ON (K.hashedemail = C.hashedemail AND K.phone = C.phone) OR K.phone = C.hashedemail
-- allow

-- name: OR where one rule does not allow it
SELECT COUNT(DISTINCT C.identifier) FROM sales S JOIN contacts C ON «S.hashedemail = C.hashedemail OR S.hashedemail = C.phone»
-- refuse: RULE_JOIN_OPERATOR sales

-- name: OR that a table's own join does not use does not concern it
SELECT COUNT(DISTINCT C.identifier) FROM stock K JOIN contacts C ON K.hashedemail = C.hashedemail OR K.phone = C.phone JOIN sales S ON S.hashedemail = C.hashedemail
-- allow

-- name: outer joins are refused
SELECT SUM(S.purchases) FROM sales S «LEFT JOIN» contacts C ON S.hashedemail = C.hashedemail
-- refuse: RULE_FEATURE sales
-- refuse: RULE_FEATURE contacts

-- name: CROSS JOIN is refused
SELECT SUM(S.purchases) FROM sales S «CROSS JOIN» contacts C
-- refuse: RULE_FEATURE sales
-- refuse: RULE_FEATURE contacts

-- name: USING is refused, ON says the same
SELECT SUM(S.purchases) FROM sales S JOIN contacts C USING (hashedemail)
-- refuse: RULE_FEATURE sales
-- refuse: RULE_FEATURE contacts

-- name: NATURAL JOIN is refused, with the columns that it would match
SELECT SUM(S.purchases) FROM sales S «NATURAL JOIN» contacts C
-- refuse: RULE_FEATURE sales
-- refuse: RULE_FEATURE contacts
-- refuse: RULE_JOIN_COLUMN sales
-- refuse: RULE_JOIN_COLUMN contacts

-- name: a join by comma is refused, and WHERE joins nothing
SELECT SUM(S.purchases) FROM sales S«,» contacts C WHERE «S.hashedemail» = «C.hashedemail»
-- refuse: RULE_FEATURE sales
-- refuse: RULE_FEATURE contacts
-- refuse: RULE_COLUMN_POSITION sales
-- refuse: RULE_COLUMN_POSITION contacts

-- name: a condition without columns joins everything with everything
SELECT COUNT(DISTINCT C.identifier) FROM stock K JOIN contacts C ON «1 = 1»
-- refuse: RULE_JOIN_CONDITION stock
-- refuse: RULE_JOIN_CONDITION contacts

-- name: a constant joins everything with everything
SELECT COUNT(K.units) FROM stock K JOIN regions R ON «TRUE»
-- refuse: RULE_JOIN_CONDITION stock

-- name: a public table that is compared with itself is not joined
SELECT COUNT(K.units) FROM stock K JOIN regions R ON «R.state = R.state»
-- refuse: RULE_JOIN_CONDITION stock

-- name: a public table joins another as it likes
SELECT COUNT(K.units) FROM stock K JOIN regions R ON K.hashedemail = R.hashedemail JOIN regions Q ON LOWER(Q.state) = R.region
-- allow
