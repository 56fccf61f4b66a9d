import {
  anything,
  asFields,
  asList,
  type Check,
  listOf,
  oneOf,
  Refusal,
  type Shape,
  shaped,
  shown,
  tagged,
} from './shape.ts'
import type { RunTask } from './wire.ts'

// A second look at emitted SQL, as DuckDB's own parser understood it, with nothing taken for granted: one SELECT made
// of the nodes, functions, types and tables listed here. What is not listed is refused, fields of known nodes included.

/** What the SQL may name. */
export type Allowance = Pick<RunTask, 'tables' | 'allowedFunctions'>

/** SQL that gives a statement's tree; fields at their defaults are left out, so that every field in it says something. */
export function serializeSql(literal: string): string {
  return `SELECT json_serialize_sql(${literal}, skip_default := true, skip_null := true, skip_empty := true)`
}

/** Why a statement with this tree may not run; undefined if it may. */
export function checkTree(serialized: string, { tables, allowedFunctions }: Allowance): string | undefined {
  try {
    const tree = asFields(JSON.parse(serialized))
    if (tree.error !== false) return `it is not a SELECT: ${shown(tree.error_message)}`
    const statements = asList(tree.statements)
    if (statements.length !== 1) return 'it is not one statement'
    const columns = new Set(tables.flatMap((table) => table.columns.map(({ name }) => name)))
    collectAliases(statements, columns)
    const names = new Set(tables.map(({ name }) => name))
    statement({ functions: new Set(allowedFunctions), columns, tables: names }, statements[0])
    return undefined
  } catch (error) {
    // A tree too deep for us ends here as well.
    return error instanceof Refusal ? error.message : 'it cannot be checked'
  }
}

type Place = {
  readonly functions: ReadonlySet<string>
  /** Columns of the tables and every alias: names that surely mean a column. */
  readonly columns: ReadonlySet<string>
  /** What a FROM may name here: the task's tables and the CTEs in sight. */
  readonly tables: ReadonlySet<string>
}

function collectAliases(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  for (const [field, inner] of Object.entries(value)) {
    if (field === 'alias' && typeof inner === 'string') into.add(inner)
    if (field === 'column_name_alias' && Array.isArray(inner)) for (const name of inner) into.add(String(name))
    collectAliases(inner, into)
  }
}

const functionName: Check<Place> = ({ functions }, value) => {
  if (typeof value !== 'string' || !functions.has(value))
    throw new Refusal(`the function ${shown(value)} is not allowed`)
}

const tableName: Check<Place> = ({ tables }, value) => {
  if (typeof value !== 'string' || !tables.has(value)) throw new Refusal(`the table ${shown(value)} is not allowed`)
}

/** Names that DuckDB takes for a function where there is no such column. */
const functionsWithoutBrackets: ReadonlySet<string> = new Set([
  ...['current_catalog', 'current_date', 'current_role', 'current_schema', 'current_time', 'current_timestamp'],
  ...['current_user', 'localtime', 'localtimestamp', 'session_user', 'user'],
])

const columnPath: Check<Place> = ({ columns }, value) => {
  const path = asList(value)
  for (const name of path)
    if (typeof name !== 'string' || (functionsWithoutBrackets.has(name.toLowerCase()) && !columns.has(name)))
      throw new Refusal(`the column ${shown(name)} is not allowed`)
}

// The tables of shapes refer to each other in circles.
const expression: Check<Place> = (place, value) => expressionShapes(place, value)
const expressions = listOf(expression)
const query: Check<Place> = (place, value) => {
  const scope = { ...place, tables: new Set(place.tables) }
  const { cte_map: ctes } = asFields(value)
  // A CTE sees those before it, and not itself: a name out of its reach could mean a table of DuckDB's own.
  for (const entry of ctes === undefined ? [] : asList(asFields(ctes).map ?? [])) {
    const { key, ...rest } = asFields(entry)
    cte(scope, rest)
    scope.tables.add(String(key))
  }
  queryShapes(scope, value)
}
const table: Check<Place> = (place, value) => tableShapes(place, value)

const statement: Check<Place> = (place, value) => {
  if (asFields(value).node === undefined) throw new Refusal('a statement is empty')
  shaped<Place>({ node: query })(place, value)
}

const cte = shaped<Place>({
  value: shaped({
    query: statement,
    aliases: anything,
    materialized: oneOf('CTE_MATERIALIZE_DEFAULT', 'CTE_MATERIALIZE_ALWAYS', 'CTE_MATERIALIZE_NEVER'),
  }),
})

const orders = listOf(
  shaped<Place>({
    type: oneOf('ASCENDING', 'DESCENDING', 'ORDER_DEFAULT'),
    null_order: oneOf('NULLS FIRST', 'NULLS LAST', 'ORDER_DEFAULT'),
    expression,
  }),
)

const ordered = shaped<Place>({ type: oneOf('ORDER_MODIFIER'), orders })

/** What every query has. */
const outer: Shape<Place> = {
  type: anything,
  // Checked before, where its names come into sight.
  cte_map: anything,
  modifiers: listOf(
    tagged('type', {
      ORDER_MODIFIER: ordered,
      LIMIT_MODIFIER: shaped({ type: anything, limit: expression, offset: expression }),
      DISTINCT_MODIFIER: shaped({ type: anything }),
    }),
  ),
}

const queryShapes = tagged<Place>('type', {
  SELECT_NODE: shaped({
    ...outer,
    select_list: expressions,
    from_table: table,
    where_clause: expression,
    group_expressions: expressions,
    group_sets: listOf(listOf(anything)),
    aggregate_handling: oneOf('STANDARD_HANDLING'),
    having: expression,
    qualify: expression,
  }),
  SET_OPERATION_NODE: shaped({
    ...outer,
    setop_type: oneOf('UNION', 'EXCEPT', 'INTERSECT'),
    setop_all: anything,
    left: query,
    right: query,
    children: listOf(query),
  }),
})

const from: Shape<Place> = { type: anything, alias: anything, query_location: anything, column_name_alias: anything }

const tableShapes = tagged<Place>('type', {
  EMPTY: shaped(from),
  BASE_TABLE: shaped({ ...from, table_name: tableName }),
  SUBQUERY: shaped({ ...from, subquery: statement }),
  EXPRESSION_LIST: shaped({ ...from, values: listOf(expressions), expected_names: anything }),
  JOIN: shaped({
    ...from,
    left: table,
    right: table,
    condition: expression,
    join_type: oneOf('INNER', 'LEFT', 'RIGHT', 'FULL'),
    ref_type: oneOf('REGULAR', 'CROSS'),
    using_columns: listOf(anything),
  }),
})

const typeNames = [
  ...['BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT'],
  ...['UHUGEINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'VARCHAR', 'DATE', 'TIMESTAMP', 'INTERVAL', 'NULL'],
]

const sqlType = shaped<Place>({
  id: oneOf(...typeNames),
  type_info: shaped({ type: oneOf('DECIMAL_TYPE_INFO'), width: anything, scale: anything }),
})

const comparisons = [
  ...['COMPARE_EQUAL', 'COMPARE_NOTEQUAL', 'COMPARE_LESSTHAN', 'COMPARE_GREATERTHAN', 'COMPARE_LESSTHANOREQUALTO'],
  ...['COMPARE_GREATERTHANOREQUALTO', 'COMPARE_DISTINCT_FROM', 'COMPARE_NOT_DISTINCT_FROM'],
]

const windows = [
  ...['WINDOW_AGGREGATE', 'WINDOW_ROW_NUMBER', 'WINDOW_RANK', 'WINDOW_RANK_DENSE', 'WINDOW_PERCENT_RANK'],
  ...['WINDOW_CUME_DIST', 'WINDOW_NTILE', 'WINDOW_LEAD', 'WINDOW_LAG', 'WINDOW_FIRST_VALUE', 'WINDOW_LAST_VALUE'],
]

const frameEnd = oneOf(
  ...['UNBOUNDED_PRECEDING', 'UNBOUNDED_FOLLOWING', 'CURRENT_ROW_RANGE', 'CURRENT_ROW_ROWS', 'EXPR_PRECEDING_ROWS'],
  ...['EXPR_FOLLOWING_ROWS', 'EXPR_PRECEDING_RANGE', 'EXPR_FOLLOWING_RANGE'],
)

/** What every expression has. */
const inner: Shape<Place> = { class: anything, alias: anything, query_location: anything }

/** A call of something that has a name. */
const call: Shape<Place> = { ...inner, function_name: functionName, schema: oneOf('main'), children: expressions }

const expressionShapes = tagged<Place>('class', {
  COLUMN_REF: shaped({ ...inner, type: oneOf('COLUMN_REF'), column_names: columnPath }),
  STAR: shaped({ ...inner, type: oneOf('STAR'), relation_name: anything, exclude_list: listOf(oneOf()) }),
  CONSTANT: shaped({
    ...inner,
    type: oneOf('VALUE_CONSTANT'),
    value: shaped({ type: sqlType, is_null: anything, value: anything }),
  }),
  CAST: shaped({
    ...inner,
    type: oneOf('OPERATOR_CAST'),
    child: expression,
    cast_type: sqlType,
    try_cast: anything,
  }),
  COMPARISON: shaped({ ...inner, type: oneOf(...comparisons), left: expression, right: expression }),
  CONJUNCTION: shaped({ ...inner, type: oneOf('CONJUNCTION_AND', 'CONJUNCTION_OR'), children: expressions }),
  BETWEEN: shaped({
    ...inner,
    type: oneOf('COMPARE_BETWEEN', 'COMPARE_NOT_BETWEEN'),
    input: expression,
    lower: expression,
    upper: expression,
  }),
  CASE: shaped({
    ...inner,
    type: oneOf('CASE_EXPR'),
    case_checks: listOf(shaped({ when_expr: expression, then_expr: expression })),
    else_expr: expression,
  }),
  OPERATOR: shaped({
    ...inner,
    type: oneOf(
      ...['OPERATOR_NOT', 'OPERATOR_IS_NULL', 'OPERATOR_IS_NOT_NULL', 'OPERATOR_COALESCE', 'OPERATOR_NULLIF'],
      ...['COMPARE_IN', 'COMPARE_NOT_IN', 'ARRAY_EXTRACT'],
    ),
    children: expressions,
  }),
  FUNCTION: shaped({
    ...call,
    type: oneOf('FUNCTION'),
    filter: expression,
    order_bys: ordered,
    distinct: anything,
    is_operator: anything,
  }),
  WINDOW: shaped({
    ...call,
    type: oneOf(...windows),
    partitions: expressions,
    orders,
    start: frameEnd,
    end: frameEnd,
    start_expr: expression,
    end_expr: expression,
    offset_expr: expression,
    default_expr: expression,
    filter_expr: expression,
  }),
  LAMBDA: shaped({ ...inner, type: oneOf('LAMBDA'), lhs: expression, expr: expression, syntax_type: anything }),
  SUBQUERY: shaped({
    ...inner,
    type: oneOf('SUBQUERY'),
    subquery_type: oneOf('SCALAR', 'EXISTS', 'NOT_EXISTS', 'ANY'),
    subquery: statement,
    child: expression,
    comparison_type: oneOf('INVALID', ...comparisons),
  }),
})
