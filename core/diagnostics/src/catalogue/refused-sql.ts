// SQL that people know from elsewhere and this dialect does not have: what it is called and what to write instead.

/** The wording of a form that is not offered. */
type Refused = { readonly what: string; readonly instead: string }

/** Literals of other forms than `'…'`. */
export type RefusedString = 'escape' | 'unicode' | 'bits' | 'national' | 'raw' | 'dollar'

export const refusedStrings: Readonly<Record<RefusedString, Refused>> = {
  escape: {
    what: "strings of the form `E'…'`",
    instead: "write `'…'`: a quote is written twice, any other character as itself, a line break too",
  },
  unicode: { what: "texts of the form `U&'…'`", instead: "write the characters themselves in `'…'`" },
  bits: { what: "bit and byte strings as `B'…'` and `X'…'`", instead: "write a number, or a text as `'…'`" },
  national: { what: "strings of the form `N'…'`", instead: "leave out the N: every `'…'` is Unicode" },
  raw: { what: "strings of the form `R'…'`", instead: "leave out the R: a backslash in `'…'` stands for itself" },
  dollar: { what: 'strings of the form `$$…$$`', instead: "write `'…'`, a quote inside it twice" },
}

/** Clauses and expressions. */
export type RefusedForm =
  | 'any-all'
  | 'apply'
  | 'array'
  | 'asof-join'
  | 'at-time-zone'
  | 'collate'
  | 'cross-join-condition'
  | 'cube'
  | 'distinct-on'
  | 'for-update'
  | 'frame-exclude'
  | 'from-first'
  | 'groups-frame'
  | 'grouping-sets'
  | 'ignore-nulls'
  | 'interval-expression'
  | 'join-alias'
  | 'lateral'
  | 'limit-comma'
  | 'materialized'
  | 'minus'
  | 'natural-join-condition'
  | 'only'
  | 'order-by-all'
  | 'overlaps'
  | 'parameter-as-table'
  | 'pivot'
  | 'positional-join'
  | 'private-distinct'
  | 'quoted-function'
  | 'rollup'
  | 'row-value'
  | 'select-as'
  | 'select-into'
  | 'semi-join'
  | 'similar-to'
  | 'sort-by'
  | 'star-except'
  | 'star-replace'
  | 'string-alias'
  | 'struct'
  | 'subscript'
  | 'tablesample'
  | 'top'
  | 'union-by-name'
  | 'unpivot'
  | 'values-without-parentheses'
  | 'window-base'
  | 'with-ties'

export const refusedForms: Readonly<Record<RefusedForm, Refused>> = {
  'any-all': {
    what: 'a comparison with ANY, SOME or ALL',
    instead: 'write `x IN (SELECT …)`, or compare with `(SELECT MAX(…) FROM …)`',
  },
  apply: { what: 'APPLY', instead: 'write a join with a subquery that does not use the other side' },
  array: { what: 'an array', instead: 'write a list with IN, as `x IN (1, 2)`, or one row for each element' },
  'asof-join': {
    what: 'ASOF JOIN',
    instead: 'write a join whose ON condition compares the times, or a window function',
  },
  'at-time-zone': { what: 'AT TIME ZONE', instead: 'leave it out: times here have no zone' },
  collate: { what: 'COLLATE', instead: 'leave it out: texts compare by code point; `LOWER(x)` ignores case' },
  'cross-join-condition': { what: 'a condition on CROSS JOIN', instead: 'write `JOIN … ON condition`' },
  cube: { what: 'CUBE', instead: 'write one query for each grouping and join them with UNION ALL' },
  'distinct-on': {
    what: 'DISTINCT ON',
    instead: 'write GROUP BY, or `QUALIFY ROW_NUMBER() OVER (PARTITION BY … ORDER BY …) = 1`',
  },
  'for-update': { what: 'a FOR clause', instead: 'leave it out: queries lock nothing and see one version of the data' },
  'frame-exclude': { what: 'EXCLUDE in a window frame', instead: 'write a frame without EXCLUDE' },
  'from-first': { what: 'FROM before SELECT', instead: 'write `SELECT … FROM …`' },
  'groups-frame': { what: 'a GROUPS frame', instead: 'write a ROWS or RANGE frame' },
  'grouping-sets': {
    what: 'GROUPING SETS',
    instead: 'write one query for each grouping and join them with UNION ALL',
  },
  'ignore-nulls': {
    what: 'IGNORE NULLS or RESPECT NULLS',
    instead: 'leave it out, and drop NULLs with WHERE in a subquery where they are in the way',
  },
  'interval-expression': {
    what: 'INTERVAL of anything but a literal',
    instead: "write `INTERVAL '7' DAY`; for a varying number of days add it to the date, as `d + n`",
  },
  'join-alias': { what: 'an alias for a join', instead: 'give each table in the join an alias of its own' },
  lateral: { what: 'LATERAL', instead: 'write a join with a subquery that does not use the other side' },
  'limit-comma': { what: 'LIMIT with a comma', instead: 'write `LIMIT count OFFSET start`' },
  materialized: { what: 'MATERIALIZED', instead: 'leave it out' },
  minus: { what: 'MINUS', instead: 'write EXCEPT' },
  'natural-join-condition': { what: 'a condition on NATURAL JOIN', instead: 'leave out NATURAL or the condition' },
  only: { what: 'ONLY', instead: 'leave it out: tables here do not inherit' },
  'order-by-all': { what: 'ORDER BY ALL', instead: 'name what to sort by, as `ORDER BY 1, 2`' },
  overlaps: { what: 'OVERLAPS', instead: 'write `start1 < end2 AND start2 < end1`' },
  'parameter-as-table': {
    what: 'a parameter in place of a table',
    instead: 'write the name of the table: a parameter stands for a value',
  },
  pivot: { what: 'PIVOT', instead: 'write `SUM(x) FILTER (WHERE …)` for each column, with GROUP BY' },
  'positional-join': { what: 'POSITIONAL JOIN', instead: 'write a join with an ON condition' },
  'private-distinct': {
    what: 'DISTINCT beside WITH DIFFERENTIAL_PRIVACY',
    instead: 'leave DISTINCT out: GROUP BY gives each group once',
  },
  'quoted-function': { what: 'a quoted function name', instead: 'write the name of the function without quotes' },
  rollup: { what: 'ROLLUP', instead: 'write one query for each grouping and join them with UNION ALL' },
  'row-value': { what: 'a row of several values', instead: 'compare the values one by one, joined with AND' },
  'select-as': { what: 'SELECT AS', instead: 'write the columns, as `SELECT a, b`' },
  'select-into': { what: 'SELECT INTO', instead: 'leave out INTO: the result goes to its receivers' },
  'semi-join': {
    what: 'a SEMI or ANTI JOIN',
    instead: 'write `WHERE x IN (SELECT …)` or `NOT IN`, or an inner or left join',
  },
  'similar-to': { what: 'SIMILAR TO', instead: 'write `LIKE` or `ILIKE`' },
  'sort-by': { what: 'CLUSTER BY, DISTRIBUTE BY or SORT BY', instead: 'write ORDER BY' },
  'star-except': { what: 'a star with columns left out', instead: 'name the columns you want' },
  'star-replace': { what: 'a star with columns replaced', instead: 'name the columns you want' },
  'string-alias': { what: 'a string as an alias', instead: 'write the alias in double quotes, as `AS "total"`' },
  struct: { what: 'a struct or map', instead: 'write its fields as columns' },
  subscript: {
    what: 'a subscript or field access',
    instead: 'use plain columns, or SUBSTRING and SPLIT_PART of a text',
  },
  tablesample: { what: 'TABLESAMPLE', instead: 'leave it out: queries here give the same answer each time' },
  top: { what: 'TOP', instead: 'write LIMIT at the end of the query' },
  'union-by-name': { what: 'BY NAME', instead: 'name the columns in the same order in both queries' },
  unpivot: { what: 'UNPIVOT', instead: 'write one query for each column and join them with UNION ALL' },
  'values-without-parentheses': {
    what: 'VALUES in FROM without parentheses',
    instead: 'write `(VALUES (1), (2)) AS t(x)`',
  },
  'window-base': {
    what: 'a window that extends another one',
    instead: 'write PARTITION BY and ORDER BY out in each window',
  },
  'with-ties': { what: 'WITH TIES', instead: 'write ONLY, or `QUALIFY RANK() OVER (ORDER BY …) <= n`' },
}

/** Operators of other dialects. */
export type RefusedOperator =
  | '~'
  | '~*'
  | '!~'
  | '!~*'
  | '~~'
  | '~~*'
  | '!~~'
  | '!~~*'
  | 'RLIKE'
  | 'REGEXP'
  | 'GLOB'
  | '^'
  | '**'
  | '//'
  | '|/'
  | '||/'
  | '!'
  | '&'
  | '|'
  | '<<'
  | '>>'
  | '&&'
  | '=='
  | '<=>'
  | ':='
  | '->'
  | '->>'
  | '@>'
  | '<@'
  | '@'
  | '|>'

const like = 'write `LIKE` or `ILIKE` with `%` and `_`'
const bits = 'there are no operators on bits: use arithmetic, as `x % 2`'
const fields = 'use plain columns: there are no JSON values and no lambdas'
const arrays = 'use `IN (…)`: there are no arrays'

export const refusedOperators: Readonly<Record<RefusedOperator, string>> = {
  '~': like,
  '~*': like,
  '!~': like,
  '!~*': like,
  '~~': like,
  '~~*': like,
  '!~~': like,
  '!~~*': like,
  RLIKE: like,
  REGEXP: like,
  GLOB: like,
  '^': 'write `POWER(x, y)`',
  '**': 'write `POWER(x, y)`',
  '//': 'write `/`: it truncates between integers',
  '|/': 'write `SQRT(x)`',
  '||/': 'write `POWER(x, 1.0 / 3)`',
  '!': 'write `NOT`',
  '&': bits,
  '|': bits,
  '<<': bits,
  '>>': bits,
  '&&': 'write `AND`',
  '==': 'write `=`',
  '<=>': 'write `IS NOT DISTINCT FROM`',
  ':=': 'write `name => value`',
  '->': fields,
  '->>': fields,
  '@>': arrays,
  '<@': arrays,
  '@': 'write `ABS(x)`',
  '|>': 'write the clauses of a SELECT in their order',
}

const intermediate = 'write `WITH name AS (…)` for a result on the way'
const readOnly = 'write one query, as `SELECT …`: tables are only read'
const settings = 'write one query: settings cannot be changed from SQL'
const describe = 'write one query; the tables and their columns are described outside SQL'
const plan = 'give the query alone: what it would do is explained outside SQL'
const extensions = 'write one query: nothing can be installed or loaded from SQL'
const storage = 'write one query: files and other databases cannot be reached from SQL'

/** Statements that are not queries, with what to write instead. */
export const refusedStatements: Readonly<Record<string, string>> = {
  ALTER: readOnly,
  ANALYZE: readOnly,
  ATTACH: storage,
  BEGIN: readOnly,
  CACHE: intermediate,
  CALL: settings,
  CHECKPOINT: settings,
  CLUSTER: readOnly,
  COMMENT: readOnly,
  COMMIT: readOnly,
  COPY: storage,
  CREATE: intermediate,
  DEALLOCATE: settings,
  DECLARE: settings,
  DELETE: readOnly,
  DESC: describe,
  DESCRIBE: describe,
  DETACH: storage,
  DO: settings,
  DROP: readOnly,
  EXECUTE: 'write the query itself',
  EXPLAIN: plan,
  EXPORT: storage,
  GRANT: settings,
  IMPORT: storage,
  INSERT: readOnly,
  INSTALL: extensions,
  KILL: settings,
  LISTEN: settings,
  LOAD: extensions,
  LOCK: settings,
  MERGE: readOnly,
  MSCK: readOnly,
  NOTIFY: settings,
  OPTIMIZE: readOnly,
  PIVOT: 'write `SUM(x) FILTER (WHERE …)` for each column, with GROUP BY',
  PRAGMA: settings,
  PREPARE: 'write the query itself, with `:name` for its parameters',
  REFRESH: intermediate,
  REINDEX: readOnly,
  RENAME: readOnly,
  REPLACE: readOnly,
  RESET: settings,
  REVOKE: settings,
  ROLLBACK: readOnly,
  SAVEPOINT: readOnly,
  SET: settings,
  SHOW: describe,
  START: readOnly,
  SUMMARIZE: describe,
  TABLE: 'write `SELECT * FROM name`',
  TRUNCATE: readOnly,
  UNCACHE: intermediate,
  UNLOAD: storage,
  UNPIVOT: 'write one query for each column and join them with UNION ALL',
  UPDATE: readOnly,
  UPSERT: readOnly,
  USE: settings,
  VACUUM: readOnly,
}

/** Clauses of other kinds of privacy that BigQuery writes between SELECT and its list. */
export const refusedClauses: Readonly<Record<string, string>> = {
  AGGREGATION_THRESHOLD: 'leave the clause out: the thresholds of the rules of the tables hold without it',
  ANONYMIZATION:
    'write `SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = …, max_groups_contributed = …)`; `kappa` is called `max_groups_contributed` there',
}
