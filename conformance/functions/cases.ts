import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type AggregateName,
  aggregateFunctions,
  type Column,
  type ColumnExpression,
  callFunction,
  castTo,
  type Expression,
  type FunctionName,
  isMisapplied,
  literal,
  type Query,
  type Relation,
  readValue,
  type SqlType,
  scalarFunctions,
  type Tables,
  type Value,
} from '@glovebox/sql'

// The case tables of what functions mean, for every engine alike. A value is a text `type:value` (`date:2024-01-31`,
// `decimal(10,2):1.50`, `text:`), NULL is the type alone (`integer`). Files that begin with `aggregate-` hold rows
// { function, distinct?, fraction?, values, expected }, the others { function, arguments, expected }, where the
// function `cast` casts its one argument to the type of `expected`.

/** A value with its type. */
export type Typed = { readonly type: SqlType; readonly value: Value }

/** What a scalar function, or `cast`, gives for given arguments. */
export type ScalarCase = {
  readonly name: string
  readonly function: FunctionName | 'cast'
  readonly arguments: readonly Typed[]
  readonly expected: Typed
}

/** What an aggregate gives for given values. */
export type AggregateCase = {
  readonly name: string
  readonly function: AggregateName
  readonly distinct: boolean
  readonly fraction?: number
  readonly values: readonly Typed[]
  readonly expected: Typed
}

type ScalarRow = { function: string; arguments: string[]; expected: string }
type AggregateRow = { function: string; distinct?: boolean; fraction?: number; values: string[]; expected: string }

/** Every row of the scalar tables. */
export const scalarCases: readonly ScalarCase[] = rowsOf<ScalarRow>((file) => !file.startsWith('aggregate-')).map(
  (row) => {
    if (row.function !== 'cast' && !Object.hasOwn(scalarFunctions, row.function)) {
      throw new Error(`no function ${row.function}`)
    }
    return {
      name: `${row.function}(${row.arguments.join(', ')}) is ${row.expected}`,
      function: row.function as FunctionName | 'cast',
      arguments: row.arguments.map(readTyped),
      expected: readTyped(row.expected),
    }
  },
)

/** Every row of the aggregate tables. */
export const aggregateCases: readonly AggregateCase[] = rowsOf<AggregateRow>((file) =>
  file.startsWith('aggregate-'),
).map(({ function: name, distinct = false, fraction, values, expected }) => {
  if (!Object.hasOwn(aggregateFunctions, name)) throw new Error(`no aggregate ${name}`)
  return {
    name: `${name}(${[distinct ? 'distinct' : '', fraction ?? '', values.join(', ')].filter((s) => s !== '').join(' ')}) is ${expected}`,
    function: name as AggregateName,
    distinct,
    ...(fraction === undefined ? {} : { fraction }),
    values: values.map(readTyped),
    expected: readTyped(expected),
  }
})

function rowsOf<Row>(isWanted: (file: string) => boolean): readonly Row[] {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const files = globSync('*.json', { cwd: folder }).filter(isWanted).sort()
  return files.flatMap((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Row[])
}

/** The value of a text such as `integer:12`. */
export function readTyped(written: string): Typed {
  const colon = written.indexOf(':')
  const typeText = colon < 0 ? written : written.slice(0, colon)
  const type = typeOf(typeText)
  if (colon < 0) return { type, value: null }
  const value = readValue(written.slice(colon + 1), type)
  if (value === undefined) throw new Error(`no value: ${written}`)
  return { type, value }
}

function typeOf(text: string): SqlType {
  const decimal = /^decimal\((\d+),(\d+)\)$/.exec(text)
  if (decimal !== null) return { kind: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) }
  switch (text) {
    case 'boolean':
    case 'integer':
    case 'double':
    case 'text':
    case 'date':
    case 'timestamp':
      return { kind: text }
    default:
      throw new Error(`no type: ${text}`)
  }
}

/** A query with the tables it runs on. */
export type CaseQuery = { readonly query: Query; readonly tables: Tables }

const at = { start: 0, end: 0 }

/** Arguments that a function takes only as literals, by their place. */
const writtenOut: Partial<Readonly<Record<FunctionName | 'cast', readonly number[]>>> = {
  like: [1, 2],
  'not-like': [1, 2],
  ilike: [1, 2],
  'not-ilike': [1, 2],
  round: [1],
  truncate: [1],
  'date-part': [0],
  'date-trunc': [0],
  'date-add': [2],
  'date-difference': [0],
  'to-date': [1],
  'to-timestamp': [1],
}

/**
 * The case as `SELECT f(a1, a2 …) AS result`: over a table `arguments` of one row where `arguments` is `columns`, so
 * that nothing can be folded away, or of literals alone.
 */
export function scalarQuery(of: ScalarCase, form: 'columns' | 'literals'): CaseQuery {
  const columns = of.arguments.map(({ type }, i) => columnOf(i + 1, `a${i + 1}`, type))
  const args = of.arguments.map(({ type, value }, i): Expression => {
    const isLiteral = form === 'literals' || writtenOut[of.function]?.includes(i) === true
    return isLiteral ? literal(value, type, at) : reference(columns[i])
  })
  const input: Relation =
    form === 'columns'
      ? { kind: 'table', table: 'arguments', alias: 'arguments', columns, at }
      : { kind: 'values', rows: [[]], columns: [], at }
  const tables = { arguments: [of.arguments.map(({ value }) => value)] }
  return { query: project(input, callOf(of, args)), tables }
}

function callOf(of: ScalarCase, args: readonly Expression[]): Expression {
  if (of.function === 'cast') {
    const [argument] = args
    if (argument === undefined) throw new Error('a cast of nothing')
    return castTo(argument, of.expected.type, false)
  }
  const call = callFunction(of.function, args, at)
  if (isMisapplied(call)) throw new Error(`${of.name}: expected ${call.expected}`)
  return call
}

function project(input: Relation, expression: Expression): Query {
  const { type, nullable } = expression
  const column: Column = { id: 1000, name: 'result', type, nullable, lineage: [] }
  const relation: Relation = { kind: 'map', input, outputs: [{ column, expression }], columns: [column], at }
  return { relation, outputs: [{ id: 1000, name: 'result', at }], features: [] }
}

/** The case as `SELECT f(value) AS result FROM arguments`, the table having a row for each value. */
export function aggregateQuery(of: AggregateCase): CaseQuery {
  const [first] = of.values
  const value = columnOf(1, 'value', first?.type ?? { kind: 'integer' })
  const input: Relation = { kind: 'table', table: 'arguments', alias: 'arguments', columns: [value], at }
  const applied = aggregateFunctions[of.function].apply(reference(value))
  if (isMisapplied(applied)) throw new Error(`${of.name}: expected ${applied.expected}`)
  const [argument] = applied.arguments
  const { type, nullable } = applied
  const column: Column = { id: 1000, name: 'result', type, nullable, lineage: [1] }
  const relation: Relation = {
    kind: 'reduce',
    input,
    keys: [],
    aggregates: [
      {
        column,
        function: of.function,
        distinct: of.distinct,
        ...(argument === undefined ? {} : { argument }),
        ...(of.fraction === undefined ? {} : { fraction: of.fraction }),
        at,
      },
    ],
    clause: 'group-by',
    columns: [column],
    at,
  }
  const tables = { arguments: of.values.map((typed) => [typed.value]) }
  return { query: { relation, outputs: [{ id: 1000, name: 'result', at }], features: [] }, tables }
}

function columnOf(id: number, name: string, type: SqlType): Column {
  return { id, name, type, nullable: true, lineage: [id] }
}

function reference(column: Column | undefined): ColumnExpression {
  if (column === undefined) throw new Error('a column that is not there')
  const { id, name, type, nullable } = column
  return { kind: 'column', id, name, type, nullable, at }
}
