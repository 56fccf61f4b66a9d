-- Who may ask what of which tables.

-- name: CUS-05 a member that every table names as a provider asks its own SQL
SELECT u.gender, p.age FROM users u JOIN pets p ON u.name = p.owner_name
-- allow
-- withhold: nothing

-- name: a member without the ability to query is refused
-- as: guest
SELECT gender FROM «pets»
-- refuse: MEMBER_MAY_NOT_QUERY
-- refuse: RULE_QUERY_NOT_ALLOWED pets

-- name: a name that is no member is refused
-- as: stranger
SELECT state FROM regions
-- refuse: MEMBER_UNKNOWN

-- name: a member that the rule does not name as a provider is refused at each such table
-- as: owner
SELECT p.gender FROM «users u» JOIN «pets p» ON u.name = p.owner_name
-- refuse: RULE_QUERY_NOT_ALLOWED users
-- refuse: RULE_QUERY_NOT_ALLOWED pets

-- name: CUS-01 a template that one of two owners allows is refused by the other
-- template: both
-- refuse: RULE_TEMPLATE_NOT_ALLOWED carts

-- name: a template that every owner lists runs with its default
-- template: big
-- allow

-- name: a template runs with a given value
-- template: big least=3
-- allow

-- name: a template's parameter that is not of its type is refused
-- template: big least=three
-- refuse: TEMPLATE_PARAMETER_VALUE

-- name: a parameter that the template does not have is refused
-- template: big most=3
-- refuse: TEMPLATE_PARAMETER_UNKNOWN

-- name: a template that is not there is refused
-- template: bigger
-- refuse: TEMPLATE_UNKNOWN

-- name: CUS-07 the author of the text counts, not who runs it
-- template: scores
-- allow

-- name: a template of the asker is refused where only another author is a provider
-- template: own_scores
-- refuse: RULE_TEMPLATE_NOT_ALLOWED surveys

-- name: what the author of a template may ask, the asker may not ask in its own words
SELECT SUM(score) AS score FROM «surveys»
-- refuse: RULE_QUERY_NOT_ALLOWED surveys

-- name: a table that lists only templates cannot be asked directly
SELECT COUNT(*) AS n FROM «orders» WHERE amount >= 15
-- refuse: RULE_QUERY_NOT_ALLOWED orders

-- name: a rule that allows nothing refuses everything
SELECT COUNT(*) FROM «closed»
-- refuse: RULE_QUERY_NOT_ALLOWED closed

-- name: a template over an aggregation rule is refused
-- template: totals
-- refuse: RULE_TEMPLATE_KIND sales

-- name: thresholds and comparison controls bind templates too
-- template: reach
-- refuse: RULE_LITERAL_COMPARISON impressions

-- name: a parameter is a literal, allowed where literals are
-- template: campaign campaign=a
-- allow
-- withhold: 100 user_id of impressions

-- name: CUS-11 results that must feed an additional analysis do not leave directly
SELECT COUNT(*) FROM «leads»
-- refuse: RULE_ADDITIONAL_ANALYSIS leads

-- name: a table without a rule cannot be read
SELECT COUNT(*) FROM «unruled»
-- refuse: RULE_MISSING unruled

-- name: a table without a rule cannot be read beside a public one
SELECT r.state FROM regions r, «unruled u»
-- refuse: RULE_MISSING unruled

-- name: a public table alone may be read as it is
SELECT state, region FROM regions WHERE weight > 1 ORDER BY state LIMIT 3 OFFSET 1
-- allow
-- withhold: nothing

-- name: tables with different kinds of rule do not meet in one query
SELECT SUM(s.purchases) FROM «sales s» JOIN «pets p» ON s.hashedemail = p.owner_name
-- refuse: RULE_KINDS_DIFFER sales
-- refuse: RULE_KINDS_DIFFER pets

-- name: not in a subquery either
SELECT gender FROM users WHERE name IN (SELECT segment3 FROM «segments»)
-- refuse: RULE_KINDS_DIFFER users
-- refuse: RULE_KINDS_DIFFER segments
-- refuse: RULE_FEATURE segments
-- refuse: RULE_DISTINCT_REQUIRED segments
-- refuse: RULE_JOIN_REQUIRED segments

-- name: not in a WITH query that is not used for the result
WITH t AS (SELECT SUM(purchases) AS n FROM «sales») SELECT gender FROM pets, t
-- refuse: RULE_KINDS_DIFFER sales
-- refuse: RULE_KINDS_DIFFER pets
-- refuse: RULE_FEATURE sales

-- name: results whose table lets them go to nobody able to receive are refused
SELECT COUNT(*) FROM «letters»
-- refuse: RULE_RECEIVERS letters

-- name: a table whose results may go to a receiver may be read
SELECT page, COUNT(DISTINCT user_id) AS people FROM visits GROUP BY page
-- allow

-- name: a table that is for purposes is refused where none is named
SELECT COUNT(*) FROM «consents»
-- refuse: RULE_PURPOSE consents

-- name: a table is refused for a purpose that it is not for
-- for: marketing
SELECT COUNT(*) FROM «consents»
-- refuse: RULE_PURPOSE consents

-- name: a purpose is meant as it is written
-- for: Measurement
SELECT COUNT(*) FROM «consents»
-- refuse: RULE_PURPOSE consents

-- name: a table may be analysed for a purpose that it is for
-- for: fraud detection
SELECT COUNT(*) FROM consents
-- allow

-- name: tables meet for a purpose that all of them are for
-- for: measurement
SELECT COUNT(*) FROM consents c JOIN panel p ON c.user_id = p.user_id
-- allow

-- name: tables that are for different purposes do not meet
-- for: fraud detection
SELECT COUNT(*) FROM consents c JOIN «accounts a» ON c.user_id = a.user_id
-- refuse: RULE_PURPOSE accounts

-- name: a table in a subquery is asked for the same purpose
-- for: measurement
SELECT COUNT(*) FROM users WHERE name IN (SELECT user_id FROM «accounts»)
-- refuse: RULE_PURPOSE accounts

-- name: a purpose is no matter to tables that are for anything
-- for: whatever
SELECT gender FROM pets
-- allow

-- name: a protected table whose owner has set no budget is refused
SELECT COUNT(*) FROM «diagnoses»
-- refuse: PRIVACY_BUDGET_MISSING diagnoses

-- name: a question that asks for differential privacy itself needs a protected table
SELECT «WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1)» gender, AVG(age, contribution_bounds => (0, 20)) FROM pets GROUP BY gender
-- refuse: PRIVACY_CLAUSE_UNPROTECTED

-- name: so does a subquery that asks for it
SELECT n FROM (SELECT «WITH DIFFERENTIAL_PRIVACY» COUNT(*) AS n FROM regions) q
-- refuse: PRIVACY_CLAUSE_UNPROTECTED

-- name: bounds of an aggregate are refused where nothing is protected, over no table too
SELECT SUM(x, contribution_bounds => «(0, 20)», report_format => 'JSON') FROM (VALUES (1)) AS v(x)
-- refuse: PRIVACY_CLAUSE_UNPROTECTED

-- name: everything that is wrong is said at once
SELECT d.code, «u.age» FROM «diagnoses d», users u, «unruled» WHERE u.name = 'x'
-- refuse: PRIVACY_BUDGET_MISSING diagnoses
-- refuse: RULE_OUTPUT_COLUMN users
-- refuse: RULE_MISSING unruled
