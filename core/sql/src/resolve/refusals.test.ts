import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compiled, marked } from '../example.fixture.ts'

// Each row: SQL with every refused place between «», and the codes in the order of the places.
const rows: readonly (readonly [sql: string, ...codes: string[]])[] = [
  // tables and aliases
  ['SELECT x FROM «impresions»', 'SQL_TABLE_UNKNOWN'],
  ['SELECT x FROM «"IMPRESSIONS"»', 'SQL_TABLE_UNKNOWN'],
  ['SELECT x.a, b FROM «nowhere» x WHERE c = 1 GROUP BY d', 'SQL_TABLE_UNKNOWN'],
  ['SELECT «impressions».day FROM impressions i', 'SQL_ALIAS_UNKNOWN'],
  ['SELECT «p».* FROM impressions i', 'SQL_ALIAS_UNKNOWN'],
  ['SELECT 1 FROM impressions, «impressions»', 'SQL_ALIAS_DUPLICATE'],
  ['SELECT 1 FROM impressions a JOIN «purchases "A"» ON true', 'SQL_ALIAS_DUPLICATE'],
  ['WITH «impressions» AS (SELECT 1 AS x) SELECT x FROM impressions', 'SQL_CTE_SHADOWS'],
  ['WITH «"Impressions"» AS (SELECT 1 AS x) SELECT 1', 'SQL_CTE_SHADOWS'],
  ['SELECT 1 WHERE EXISTS (WITH «PURCHASES» AS (SELECT 1 AS x) SELECT x FROM purchases)', 'SQL_CTE_SHADOWS'],
  ['WITH a AS (SELECT 1 AS x), «A» AS (SELECT 2 AS x) SELECT x FROM a', 'SQL_CTE_DUPLICATE'],
  ['WITH a AS (SELECT x FROM «a») SELECT 1', 'SQL_TABLE_UNKNOWN'],
  ['WITH a AS (SELECT «x» FROM impressions) SELECT 1', 'SQL_COLUMN_UNKNOWN'],
  ['WITH a AS (SELECT «x» FROM impressions) SELECT a.x FROM a JOIN a AS b ON a.x = b.x', 'SQL_COLUMN_UNKNOWN'],
  ['WITH «a(b, c) AS (SELECT 1)» SELECT b FROM a', 'SQL_COLUMN_COUNT'],
  ['SELECT 1 FROM «impressions i(a, b, c, d, e)»', 'SQL_COLUMN_COUNT'],
  ['SELECT «*»', 'SQL_STAR_WITHOUT_FROM'],
  // joins
  ['SELECT 1 FROM impressions «JOIN» purchases', 'SQL_JOIN_CONDITION'],
  ['SELECT 1 FROM impressions «NATURAL JOIN» Members', 'SQL_JOIN_NATURAL'],
  ['SELECT 1 FROM impressions JOIN purchases USING («cost»)', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT 1 FROM impressions CROSS JOIN purchases JOIN purchases x USING («user_id»)', 'SQL_COLUMN_AMBIGUOUS'],
  ['SELECT 1 FROM impressions i JOIN purchases p ON «i.cost»', 'SQL_NOT_BOOLEAN'],
  [
    'SELECT 1 FROM impressions i JOIN purchases p ON p.user_id = «x».user_id JOIN Members x ON true',
    'SQL_ALIAS_UNKNOWN',
  ],
  ['SELECT 1 FROM impressions i JOIN purchases p ON «SUM»(i.cost) > 1', 'SQL_AGGREGATE_MISPLACED'],
  // columns
  ['SELECT «usr_id» FROM impressions', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT i.«usr_id» FROM impressions i', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT «"USER_ID"» FROM impressions', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT «user_id» FROM impressions, purchases', 'SQL_COLUMN_AMBIGUOUS'],
  ['SELECT «city» FROM members', 'SQL_COLUMN_AMBIGUOUS'],
  ['SELECT cost AS c FROM impressions WHERE «c» > 1', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT cost AS c, «c» + 1 FROM impressions', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT x FROM (SELECT «x» FROM impressions) AS q', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT «cost» FROM (SELECT day FROM impressions) AS q', 'SQL_COLUMN_UNKNOWN'],
  // correlated subqueries
  [
    'SELECT 1 FROM impressions i WHERE EXISTS (SELECT 1 FROM purchases p WHERE p.user_id = «i.user_id»)',
    'SQL_CORRELATED',
  ],
  ["SELECT (SELECT MAX(amount) FROM purchases WHERE «campaign» = 'a') FROM impressions", 'SQL_CORRELATED'],
  [
    'SELECT 1 FROM impressions i WHERE user_id IN (SELECT user_id FROM (SELECT «i.cost», user_id FROM purchases) q)',
    'SQL_CORRELATED',
  ],
  ['SELECT 1 FROM impressions i, (SELECT «i.cost») AS q', 'SQL_CORRELATED'],
  ['SELECT 1 FROM impressions i WHERE EXISTS (SELECT «i.*» FROM purchases)', 'SQL_CORRELATED'],
  // types
  ['SELECT 1 FROM impressions WHERE «cost»', 'SQL_NOT_BOOLEAN'],
  ['SELECT 1 FROM impressions HAVING «COUNT(*)»', 'SQL_NOT_BOOLEAN'],
  ['SELECT CASE WHEN «cost» THEN 1 END FROM impressions', 'SQL_NOT_BOOLEAN'],
  ['SELECT day = «campaign» FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT campaign = «:count» FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT day = «:name» FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT LOWER(«cost») FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT «LOWER()» FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT NOT «cost», -«campaign» FROM impressions', 'SQL_ARGUMENT', 'SQL_ARGUMENT'],
  ["SELECT CASE WHEN true THEN 1 ELSE «'b'» END", 'SQL_LITERAL'],
  ['SELECT CASE WHEN true THEN cost ELSE «campaign» END FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT cost IN (1, «campaign», 3) FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT CAST(day AS «BLOB»), «CAST(day AS BIGINT)» FROM impressions', 'SQL_TYPE_UNKNOWN', 'SQL_CAST'],
  ['SELECT CAST(cost AS «DECIMAL(50, 2)») FROM impressions', 'SQL_TYPE_UNKNOWN'],
  ["SELECT «INTERVAL '1' DAY»", 'SQL_ARGUMENT'],
  ["SELECT 1 FROM impressions GROUP BY «INTERVAL '1' DAY»", 'SQL_ARGUMENT'],
  // literals
  ["SELECT day >= «'2024-02-30'» FROM impressions", 'SQL_LITERAL'],
  ["SELECT day BETWEEN '2024-01-01' AND «'soon'» FROM impressions", 'SQL_LITERAL'],
  ["SELECT user_id IN (1, «'two'») FROM impressions", 'SQL_LITERAL'],
  ["SELECT user_id + «'1.5'» FROM impressions", 'SQL_LITERAL'],
  ["SELECT «DATE '2023-02-29'», «TIMESTAMP 'noon'», «1e999»", 'SQL_LITERAL', 'SQL_LITERAL', 'SQL_LITERAL'],
  ["SELECT day + «INTERVAL '1 fortnight'» FROM impressions", 'SQL_LITERAL'],
  [
    "SELECT date_trunc(«'fortnight'», day), DATEADD(«constructor», 1, day) FROM impressions",
    'SQL_LITERAL',
    'SQL_LITERAL',
  ],
  // functions
  ['SELECT «lowr»(campaign) FROM impressions', 'SQL_FUNCTION_UNKNOWN'],
  ['SELECT «constructor»(campaign) FROM impressions', 'SQL_FUNCTION_UNKNOWN'],
  ['SELECT «random»(), «NOW»(), «uuid»()', 'SQL_FUNCTION_REFUSED', 'SQL_FUNCTION_REFUSED', 'SQL_FUNCTION_REFUSED'],
  [
    'SELECT «current_date», «CURRENT_TIMESTAMP», «current_user»',
    'SQL_FUNCTION_REFUSED',
    'SQL_FUNCTION_REFUSED',
    'SQL_FUNCTION_REFUSED',
  ],
  [
    "SELECT «getenv»('HOME'), «pg_read_file»('x'), «read_csv»('x')",
    'SQL_FUNCTION_REFUSED',
    'SQL_FUNCTION_REFUSED',
    'SQL_FUNCTION_REFUSED',
  ],
  ['SELECT «LOWER(DISTINCT campaign)» FROM impressions', 'SQL_FUNCTION_FORM'],
  ['SELECT «ABS»(cost) OVER () FROM impressions', 'SQL_FUNCTION_FORM'],
  ['SELECT «row_number»() FROM impressions', 'SQL_FUNCTION_FORM'],
  ['SELECT SUM(cost, «bound» => 1) FROM impressions', 'SQL_FUNCTION_FORM'],
  [
    'SELECT ABS(«contribution_bounds» => (0, 1)), COALESCE(cost, «x» => 1) FROM impressions',
    'SQL_FUNCTION_FORM',
    'SQL_FUNCTION_FORM',
  ],
  ['SELECT SUM(cost, «contribution_bounds» => (0, 1)) OVER () FROM impressions', 'SQL_FUNCTION_FORM'],
  ['SELECT SUM(cost, contribution_bounds => «5») FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT SUM(cost, contribution_bounds => «(0, 1, 2)») FROM impressions', 'SQL_ARGUMENT'],
  ['SELECT SUM(cost, contribution_bounds => «(2, 1)») FROM impressions', 'SQL_ARGUMENT'],
  ["SELECT SUM(cost, contribution_bounds => («cost», «'1'»)) FROM impressions", 'SQL_ARGUMENT', 'SQL_ARGUMENT'],
  ['SELECT SUM(cost, contribution_bounds => («NULL», «1 + 1»)) FROM impressions', 'SQL_ARGUMENT', 'SQL_ARGUMENT'],
  ['SELECT SUM(cost, contribution_bounds => («:since», «1e999»)) FROM impressions', 'SQL_ARGUMENT', 'SQL_LITERAL'],
  [
    'SELECT SUM(cost, contribution_bounds => (0, 1), «contribution_bounds_per_row» => (0, 1)) FROM impressions',
    'SQL_FUNCTION_FORM',
  ],
  [
    'SELECT SUM(cost, report_format => «\'PROTO\'»), SUM(cost, report_format => «"proto"») FROM impressions',
    'SQL_ARGUMENT',
    'SQL_ARGUMENT',
  ],
  ["SELECT SUM(cost, report_format => «('JSON', 'JSON')») FROM impressions", 'SQL_ARGUMENT'],
  ["SELECT ABS(«SUM(cost, report_format => 'JSON')») FROM impressions", 'SQL_ARGUMENT'],
  [
    'SELECT «APPROX_QUANTILES»(cost, 4, contribution_bounds_per_row => (0, 1)) FROM impressions',
    'SQL_FUNCTION_UNKNOWN',
  ],
  // aggregates
  ['SELECT 1 FROM impressions WHERE «SUM»(cost) > 1', 'SQL_AGGREGATE_MISPLACED'],
  ['SELECT SUM(«AVG»(cost)) FROM impressions', 'SQL_AGGREGATE_MISPLACED'],
  ['SELECT SUM(cost) FILTER (WHERE «SUM»(cost) > 1) FROM impressions', 'SQL_AGGREGATE_MISPLACED'],
  ['SELECT 1 FROM impressions GROUP BY «SUM»(cost)', 'SQL_AGGREGATE_MISPLACED'],
  ['SELECT SUM(cost) AS s FROM impressions GROUP BY «s»', 'SQL_AGGREGATE_MISPLACED'],
  ['SELECT SUM(cost) AS s FROM impressions GROUP BY «1»', 'SQL_AGGREGATE_MISPLACED'],
  ['SELECT «cost», COUNT(*) FROM impressions', 'SQL_NOT_GROUPED'],
  ['SELECT «*», COUNT(*) FROM impressions', 'SQL_NOT_GROUPED'],
  ['SELECT campaign, «cost» FROM impressions GROUP BY campaign', 'SQL_NOT_GROUPED'],
  [
    'SELECT campaign FROM impressions GROUP BY campaign HAVING «cost» > 1 ORDER BY «day»',
    'SQL_NOT_GROUPED',
    'SQL_NOT_GROUPED',
  ],
  ['SELECT cost + 1, «cost» FROM impressions GROUP BY cost + 1', 'SQL_NOT_GROUPED'],
  ['SELECT campaign, cost FROM impressions GROUP BY campaign, «x»', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT «COUNT(DISTINCT user_id, day)» FROM impressions', 'SQL_COUNT_DISTINCT'],
  [
    'SELECT «SUM(*)», «COUNT()», «MEDIAN(DISTINCT cost)» FROM impressions',
    'SQL_FUNCTION_FORM',
    'SQL_ARGUMENT',
    'SQL_FUNCTION_FORM',
  ],
  ['SELECT SUM(«campaign»), MIN(«returned») FROM impressions, purchases', 'SQL_ARGUMENT', 'SQL_ARGUMENT'],
  ['SELECT PERCENTILE_CONT(«1.5») WITHIN GROUP (ORDER BY cost) FROM impressions', 'SQL_FRACTION'],
  ['SELECT PERCENTILE_CONT(«cost») WITHIN GROUP (ORDER BY cost) FROM impressions', 'SQL_FRACTION'],
  // windows
  ['SELECT 1 FROM impressions WHERE «row_number»() OVER (ORDER BY cost) = 1', 'SQL_WINDOW_MISPLACED'],
  ['SELECT row_number() OVER (ORDER BY day) AS r FROM impressions GROUP BY day HAVING «r» = 1', 'SQL_WINDOW_MISPLACED'],
  ['SELECT SUM(«COUNT»(*) OVER ()) FROM impressions', 'SQL_WINDOW_MISPLACED'],
  ['SELECT SUM(cost) OVER «w» FROM impressions', 'SQL_WINDOW_UNKNOWN'],
  ['SELECT 1 FROM impressions WINDOW w AS (ORDER BY «x»), «W» AS ()', 'SQL_COLUMN_UNKNOWN', 'SQL_WINDOW_DUPLICATE'],
  ['SELECT «rank»() OVER (PARTITION BY day) FROM impressions', 'SQL_WINDOW_ORDER'],
  [
    'SELECT SUM(cost) OVER (ORDER BY day «RANGE BETWEEN 1 PRECEDING AND CURRENT ROW») FROM impressions',
    'SQL_WINDOW_FRAME',
  ],
  ['SELECT «COUNT(DISTINCT cost) OVER ()» FROM impressions', 'SQL_FUNCTION_FORM'],
  ['SELECT LAG(cost, «user_id») OVER (ORDER BY day) FROM impressions', 'SQL_ARGUMENT'],
  // order and limit
  ['SELECT day FROM impressions ORDER BY «2»', 'SQL_ORDINAL'],
  ['SELECT day FROM impressions ORDER BY «0», «1.0»', 'SQL_ORDINAL', 'SQL_ORDINAL'],
  ['SELECT day, cost AS day FROM impressions ORDER BY «day»', 'SQL_COLUMN_AMBIGUOUS'],
  ['SELECT DISTINCT day FROM impressions ORDER BY «cost»', 'SQL_ORDER_NOT_SELECTED'],
  ['SELECT day FROM impressions UNION SELECT day FROM impressions ORDER BY «cost»', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT 1 LIMIT «-1» OFFSET «1.5»', 'SQL_LIMIT', 'SQL_LIMIT'],
  ['SELECT 1 LIMIT «:since» OFFSET «:nope»', 'SQL_LIMIT', 'SQL_PARAMETER_UNKNOWN'],
  ['SELECT 1 LIMIT «NULL»', 'SQL_LIMIT'],
  // subqueries
  ['SELECT «(SELECT amount FROM purchases)»', 'SQL_SUBQUERY_ROWS'],
  ['SELECT «(SELECT COUNT(*) FROM purchases GROUP BY user_id)»', 'SQL_SUBQUERY_ROWS'],
  ['SELECT «(VALUES (1), (2))»', 'SQL_SUBQUERY_ROWS'],
  ['SELECT («SELECT amount, user_id FROM purchases LIMIT 1»)', 'SQL_SUBQUERY_COLUMNS'],
  ['SELECT 1 IN («SELECT * FROM purchases»)', 'SQL_SUBQUERY_COLUMNS'],
  ['SELECT campaign IN («SELECT amount FROM purchases») FROM impressions', 'SQL_ARGUMENT'],
  // set operations and VALUES
  ['SELECT 1, 2 UNION «SELECT 1»', 'SQL_COLUMN_COUNT'],
  ["SELECT 1 UNION SELECT «'a'»", 'SQL_LITERAL'],
  ['SELECT cost FROM impressions UNION ALL SELECT «day» FROM impressions', 'SQL_ARGUMENT'],
  ["VALUES (1, 'a'), («2»)", 'SQL_COLUMN_COUNT'],
  ["VALUES (1), («'x'»)", 'SQL_LITERAL'],
  // the privacy clause
  ['SELECT «WITH DIFFERENTIAL_PRIVACY» cost FROM impressions', 'SQL_PRIVACY_UNGROUPED'],
  ['SELECT WITH DIFFERENTIAL_PRIVACY «usr_id» FROM impressions', 'SQL_COLUMN_UNKNOWN'],
  ['SELECT WITH DIFFERENTIAL_PRIVACY SUM(cost) FROM «nowhere»', 'SQL_TABLE_UNKNOWN'],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS («epsilom» = 1, «kappa» = 2, «"EPSILON"» = 3) COUNT(*) FROM impressions',
    ...Array<string>(3).fill('SQL_OPTION_UNKNOWN'),
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 1, «EPSILON» = 2) COUNT(*) FROM impressions',
    'SQL_CLAUSE_TWICE',
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = «0», delta = «1») COUNT(*) FROM impressions',
    'SQL_ARGUMENT',
    'SQL_ARGUMENT',
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = «-1», delta = «-1e-9») COUNT(*) FROM impressions',
    'SQL_ARGUMENT',
    'SQL_ARGUMENT',
  ],
  [
    "SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = «'1'», delta = «NULL») COUNT(*) FROM impressions",
    'SQL_ARGUMENT',
    'SQL_ARGUMENT',
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = «1 + 1», delta = «cost») COUNT(*) FROM impressions',
    'SQL_ARGUMENT',
    'SQL_ARGUMENT',
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = «:nope», delta = «:name») COUNT(*) FROM impressions',
    'SQL_PARAMETER_UNKNOWN',
    'SQL_ARGUMENT',
  ],
  ['SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = «1e999») COUNT(*) FROM impressions', 'SQL_LITERAL'],
  [
    "SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (max_groups_contributed = «'all'») COUNT(*) FROM impressions",
    'SQL_ARGUMENT',
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = «usr_id») COUNT(*) FROM impressions',
    'SQL_COLUMN_UNKNOWN',
  ],
  ['SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = «1») COUNT(*) FROM impressions', 'SQL_ARGUMENT'],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = «n») COUNT(*) AS n FROM impressions',
    'SQL_COLUMN_UNKNOWN',
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = «user_id») COUNT(*) FROM impressions FULL JOIN purchases USING (user_id)',
    'SQL_ARGUMENT',
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (group_selection_strategy = «PUBLIC») COUNT(*) FROM impressions',
    'SQL_ARGUMENT',
  ],
  [
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (privacy_unit_column = user_id) SUM(a) FROM «nowhere»',
    'SQL_TABLE_UNKNOWN',
  ],
  // parameters
  ['SELECT «:nope», :count', 'SQL_PARAMETER_UNKNOWN'],
  // several at once, and no refusal that only follows from another
  [
    'SELECT «a», «b», SUM(«c») FROM impressions WHERE «d» = 1 ORDER BY «e»',
    ...Array<string>(5).fill('SQL_COLUMN_UNKNOWN'),
  ],
  [
    'SELECT x, COUNT(*) FROM (SELECT «y» AS x FROM impressions) q GROUP BY x HAVING x > 1 ORDER BY x',
    'SQL_COLUMN_UNKNOWN',
  ],
  ['SELECT q.* FROM (SELECT * FROM «missing») q WHERE q.anything = 1', 'SQL_TABLE_UNKNOWN'],
  ['SELECT a FROM (SELECT «nope» AS a UNION SELECT 2) q ORDER BY a', 'SQL_COLUMN_UNKNOWN'],
]

for (const [text, ...codes] of rows) {
  test(`refused: ${text}`, () => {
    const { sql, spans } = marked(text)
    const result = compiled(sql)
    assert.ok(!result.ok, 'it was accepted')
    const found = result.diagnostics.map((d) => ({ code: d.code, at: d.at }))
    assert.deepEqual(
      found,
      codes.map((code, i) => ({ code, at: spans[i] })),
    )
  })
}

const helps: readonly { readonly sql: string; readonly message: RegExp; readonly help: RegExp }[] = [
  { sql: 'SELECT usr_id FROM impressions', message: /no column `usr_id` here/, help: /did you mean `user_id`\?/ },
  { sql: 'SELECT 1 FROM impresions', message: /no table `impresions`/, help: /use `impressions`$/ },
  { sql: 'SELECT city FROM members', message: /`city` could be/, help: /`Members.City` or `Members.city`/ },
  {
    sql: 'SELECT gender, COUNT(*) FROM (SELECT campaign AS gender FROM impressions) q',
    message: /`gender` must appear in the GROUP BY/,
    help: /add `gender` to GROUP BY/,
  },
  { sql: 'SELECT coutn(*) FROM impressions', message: /no function `coutn`/, help: /did you mean `count`\?/ },
  { sql: 'SELECT now()', message: /`now` may not be used/, help: /DATE parameter/ },
  { sql: 'SELECT safe_divide(cost, 2) FROM impressions', message: /no function `safe_divide`/, help: /a \/ b/ },
  { sql: 'SELECT count_if(true)', message: /count_if/, help: /COUNT\(\*\) FILTER/ },
  { sql: "SELECT glob('*')", message: /`glob` may not be used/, help: /no files/ },
  {
    sql: 'SELECT COUNT(DISTINCT day, cost) FROM impressions',
    message: /takes one column/,
    help: /SELECT DISTINCT a, b/,
  },
  {
    sql: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilom = 1) COUNT(*) FROM impressions',
    message: /no option `epsilom` of differential privacy/,
    help: /did you mean `epsilon`\?/,
  },
  {
    sql: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (kappa = 1) COUNT(*) FROM impressions',
    message: /no option `kappa`/,
    help: /`max_groups_contributed`/,
  },
  {
    sql: 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (delta = 1) COUNT(*) FROM impressions',
    message: /`delta` needs a number from 0 to less than 1/,
    help: /write `delta = 1e-9`/,
  },
  {
    sql: 'SELECT WITH DIFFERENTIAL_PRIVACY cost FROM impressions',
    message: /protects aggregates, and this SELECT has none/,
    help: /COUNT\(\*\) FROM/,
  },
  {
    sql: 'SELECT WITH AGGREGATION_THRESHOLD COUNT(*) FROM impressions',
    message: /`SELECT WITH AGGREGATION_THRESHOLD` is not offered/,
    help: /thresholds of the rules/,
  },
  {
    sql: 'SELECT SUM(cost, contribution_bound_per_row => (0, 1)) FROM impressions',
    message: /`sum` does not take an argument called contribution_bound_per_row/,
    help: /did you mean `contribution_bounds_per_row`\?/,
  },
  {
    sql: 'SELECT AVG(cost, contribution_bounds_per_group => (9, 1)) FROM impressions',
    message: /`contribution_bounds_per_group` needs two numbers, the lower one first/,
    help: /write `contribution_bounds_per_group => \(0, 100\)`/,
  },
  {
    sql: 'SELECT approx_quantiles(cost, 4) FROM impressions',
    message: /no function `approx_quantiles`/,
    help: /PERCENTILE_CONT/,
  },
  { sql: 'SELECT :nam', message: /no parameter `:nam`/, help: /use `:name`$/ },
  { sql: "SELECT day = '01.02.2024' FROM impressions", message: /`01.02.2024` is not a date/, help: /2024-01-31/ },
]

for (const { sql, message, help } of helps) {
  test(`says what is wrong and what would do: ${sql}`, () => {
    const result = compiled(sql)
    assert.ok(!result.ok)
    assert.match(result.diagnostics[0]?.message ?? '', message)
    assert.match(result.diagnostics[0]?.help ?? '', help)
  })
}
