import { randomCount, randomLiteral, randomPattern } from './literal.ts'
import { deeper, type Kind, kinds, type Scope } from './scope.ts'
import { percent, pick, several } from './source.ts'

/** An expression of the kind. */
export function randomExpression(scope: Scope, kind: Kind): string {
  const { source } = scope
  if (scope.depth <= 0) return leaf(scope, kind)
  const call = percent(source, 25) ? scope.calls?.(kind) : undefined
  if (call !== undefined) return call
  if (percent(source, 30)) return leaf(scope, kind)
  if (scope.subquery !== undefined && percent(source, 4)) return scope.subquery(kind, 'one')
  return pick(source, [...anyKind, ...makers[kind]])(deeper(scope), kind)
}

type Maker = (scope: Scope, kind: Kind) => string

/** A column or a literal. */
function leaf(scope: Scope, kind: Kind): string {
  const { source } = scope
  const fitting = scope.columns.filter((column) => column.kind === kind)
  const column = fitting.length > 0 && !percent(source, 20) ? pick(source, fitting) : undefined
  if (column !== undefined) return column.sql
  const others = scope.columns.filter((other) => castable[kind].includes(other.kind))
  if (percent(source, 8)) return `:${kind}`
  if (others.length === 0 || percent(source, 40)) return randomLiteral(source, kind)
  return `CAST(${pick(source, others).sql} AS ${typeNames(scope, kind)})`
}

const of: Maker = randomExpression

const anyKind: readonly Maker[] = [
  (s, k) => `CASE WHEN ${of(s, 'boolean')} THEN ${of(s, k)} ELSE ${of(s, k)} END`,
  (s, k) => `CASE WHEN ${of(s, 'boolean')} THEN ${of(s, k)} END`,
  (s, k) => {
    const tested = pick(s.source, kinds)
    return `CASE ${of(s, tested)} WHEN ${of(s, tested)} THEN ${of(s, k)} WHEN ${of(s, tested)} THEN ${of(s, k)} ELSE ${of(s, k)} END`
  },
  (s, k) => `COALESCE(${of(s, k)}, ${of(s, k)})`,
  (s, k) => `NULLIF(${of(s, k)}, ${of(s, k)})`,
  (s, k) => `${pick(s.source, ['GREATEST', 'LEAST'])}(${several(s.source, 2, 3, () => of(s, k)).join(', ')})`,
  (s, k) => `CAST(${of(s, pick(s.source, castable[k]))} AS ${typeNames(s, k)})`,
]

const castable: Readonly<Record<Kind, readonly Kind[]>> = {
  boolean: ['text', 'integer', 'boolean'],
  integer: ['text', 'double', 'decimal', 'boolean', 'integer'],
  decimal: ['text', 'double', 'decimal', 'integer'],
  double: ['text', 'integer', 'decimal', 'double'],
  text: ['integer', 'double', 'decimal', 'boolean', 'date', 'timestamp'],
  date: ['text', 'timestamp', 'date'],
  timestamp: ['text', 'date', 'timestamp'],
}

function typeNames({ source }: Scope, kind: Kind): string {
  const names: Readonly<Record<Kind, readonly string[]>> = {
    boolean: ['BOOLEAN'],
    integer: ['BIGINT', 'INTEGER'],
    decimal: ['DECIMAL(10,2)', 'DECIMAL(5,1)', 'DECIMAL(3,0)', 'DECIMAL(38,10)', 'DECIMAL(4,4)', 'DECIMAL(18,3)'],
    double: ['DOUBLE'],
    text: ['VARCHAR'],
    date: ['DATE'],
    timestamp: ['TIMESTAMP'],
  }
  return pick(source, names[kind])
}

const binary =
  (kind: Kind, operators: readonly string[]): Maker =>
  (s) =>
    `(${of(s, kind)} ${pick(s.source, operators)} ${of(s, kind)})`

const call =
  (names: readonly string[], ...kindsOf: readonly Kind[]): Maker =>
  (s) =>
    `${pick(s.source, names)}(${kindsOf.map((k) => of(s, k)).join(', ')})`

const units = ['day', 'month', 'year', 'week', 'hour', 'quarter', 'minute', 'second', 'millisecond', 'microsecond']
const intervals = ["'1' DAY", "'3' MONTH", "'-1' YEAR", "'7 days'", "'1 month -2 days'", "'9000' YEAR"]
const dayUnits = units.filter((unit) => ['day', 'month', 'year', 'week', 'quarter'].includes(unit))

const comparisons = ['=', '<>', '<', '<=', '>', '>=', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM']

const rounded = ['', ', 1', ', 0', ', -1', ', 2', ', -3', ', -19']

const makers: Readonly<Record<Kind, readonly Maker[]>> = {
  boolean: [
    (s) => {
      const kind = pick(s.source, kinds)
      return `(${of(s, kind)} ${pick(s.source, comparisons)} ${of(s, kind)})`
    },
    (s) => {
      const kind = pick(s.source, kinds)
      return `(${of(s, kind)} ${pick(s.source, comparisons)} ${of(s, kind)})`
    },
    (s) => `(${several(s.source, 2, 3, () => of(s, 'boolean')).join(pick(s.source, [' AND ', ' OR ']))})`,
    (s) => `(NOT ${of(s, 'boolean')})`,
    (s) => `(${of(s, pick(s.source, kinds))} IS ${pick(s.source, ['', 'NOT '])}NULL)`,
    (s) => `(${of(s, 'boolean')} IS ${pick(s.source, ['', 'NOT '])}${pick(s.source, ['TRUE', 'FALSE'])})`,
    (s) => {
      const kind = pick(s.source, kinds)
      return `(${of(s, kind)} ${pick(s.source, ['', 'NOT '])}BETWEEN ${of(s, kind)} AND ${of(s, kind)})`
    },
    (s) => {
      const kind = pick(s.source, kinds)
      const list = several(s.source, 1, 4, () => of({ ...s, depth: 0 }, kind))
      return `(${of(s, kind)} ${pick(s.source, ['', 'NOT '])}IN (${list.join(', ')}))`
    },
    (s) => {
      const operator = `${pick(s.source, ['', 'NOT '])}${pick(s.source, ['LIKE', 'ILIKE'])}`
      return `(${of(s, 'text')} ${operator} ${randomPattern(s.source)})`
    },
    call(['starts_with', 'ends_with', 'contains'], 'text', 'text'),
    (s) => {
      if (s.subquery === undefined) return of(s, 'boolean')
      const kind = pick(s.source, kinds)
      return `(${of(s, kind)} ${pick(s.source, ['', 'NOT '])}IN ${s.subquery(kind, 'any')})`
    },
    (s) =>
      s.subquery === undefined
        ? of(s, 'boolean')
        : `(${pick(s.source, ['', 'NOT '])}EXISTS ${s.subquery('integer', 'any')})`,
  ],
  integer: [
    binary('integer', ['+', '-', '*', '/', '%']),
    binary('integer', ['+', '-', '*']),
    (s) => `(${of(s, 'integer')} ${pick(s.source, ['+', '-', '*', '/', '%'])} ${randomLiteral(s.source, 'integer')})`,
    (s) => `(- ${of(s, 'integer')})`,
    call(['abs', 'sign', 'floor', 'ceil'], 'integer'),
    (s) => `${pick(s.source, ['round', 'trunc'])}(${of(s, 'integer')}${pick(s.source, rounded)})`,
    call(['sign'], 'double'),
    call(['length'], 'text'),
    call(['strpos'], 'text', 'text'),
    (s) =>
      `EXTRACT(${pick(s.source, [...units, 'dow', 'doy', 'isodow', 'isoyear'])} FROM ${of(s, pick(s.source, ['date', 'timestamp'] as const))})`,
    (s) => {
      const kind = pick(s.source, ['date', 'timestamp'] as const)
      return `DATEDIFF(${pick(s.source, units)}, ${of(s, kind)}, ${of(s, kind)})`
    },
    (s) => `(${of(s, 'date')} - ${of(s, 'date')})`,
  ],
  decimal: [
    binary('decimal', ['+', '-', '*', '%']),
    (s) => `(${of(s, 'decimal')} ${pick(s.source, ['+', '-', '*', '%'])} ${of(s, 'integer')})`,
    (s) => `(- ${of(s, 'decimal')})`,
    call(['abs', 'floor', 'ceil'], 'decimal'),
    (s) => `${pick(s.source, ['round', 'trunc'])}(${of(s, 'decimal')}${pick(s.source, rounded)})`,
  ],
  double: [
    binary('double', ['+', '-', '*', '/', '%']),
    (s) => `(${of(s, pick(s.source, ['decimal', 'integer', 'double'] as const))} / ${of(s, 'double')})`,
    (s) => `(- ${of(s, 'double')})`,
    call(['abs', 'floor', 'ceil', 'sqrt', 'exp', 'ln', 'log', 'sqrt'], 'double'),
    call(['power'], 'double', 'double'),
    (s) => `${pick(s.source, ['round', 'trunc'])}(${of(s, 'double')}${pick(s.source, rounded)})`,
    (s) => `EXTRACT(EPOCH FROM ${of(s, 'timestamp')})`,
  ],
  text: [
    (s) => `(${of(s, 'text')} || ${of(s, pick(s.source, kinds))})`,
    (s) => `concat(${several(s.source, 1, 3, () => of(s, pick(s.source, kinds))).join(', ')})`,
    call(['lower', 'upper', 'trim', 'ltrim', 'rtrim', 'reverse'], 'text'),
    call(['trim', 'ltrim', 'rtrim'], 'text', 'text'),
    (s) => `substring(${of(s, 'text')}, ${count(s)}, ${count(s)})`,
    (s) => `substring(${of(s, 'text')}, ${count(s)})`,
    (s) => `${pick(s.source, ['left', 'right', 'repeat'])}(${of(s, 'text')}, ${count(s)})`,
    (s) => `${pick(s.source, ['lpad', 'rpad'])}(${of(s, 'text')}, ${count(s)}, ${of(s, 'text')})`,
    call(['replace'], 'text', 'text', 'text'),
    (s) => `split_part(${of(s, 'text')}, ${of(s, 'text')}, ${count(s)})`,
  ],
  date: [
    (s) => `(${of(s, 'date')} ${pick(s.source, ['+', '-'])} INTERVAL ${pick(s.source, intervals)})`,
    (s) => `(${of(s, 'date')} ${pick(s.source, ['+', '-'])} ${count(s)})`,
    (s) => `DATEADD(${pick(s.source, dayUnits)}, ${count(s)}, ${of(s, 'date')})`,
    (s) => `DATE_TRUNC('${pick(s.source, dayUnits)}', ${of(s, 'date')})`,
    call(['last_day'], 'date'),
    call(['trunc', 'last_day'], 'timestamp'),
    (s) => `make_date(${of(s, 'integer')}, ${count(s)}, ${count(s)})`,
    (s) => `to_date(${of(s, 'text')}, ${pick(s.source, ["'YYYY-MM-DD'", "'DD/MM/YYYY'", "'YYYYMMDD'"])})`,
    call(['to_date'], 'text'),
  ],
  timestamp: [
    (s) =>
      `(${of(s, 'timestamp')} ${pick(s.source, ['+', '-'])} INTERVAL ${pick(s.source, [...intervals, "'5' HOUR", "'90 minutes'"])})`,
    (s) => `DATEADD(${pick(s.source, units)}, ${count(s)}, ${of(s, 'timestamp')})`,
    (s) => `DATE_TRUNC('${pick(s.source, units)}', ${of(s, 'timestamp')})`,
    (s) =>
      `to_timestamp(${of(s, 'text')}, ${pick(s.source, ["'YYYY-MM-DD HH24:MI:SS'", "'YYYY-MM-DD HH24:MI:SS.MS'"])})`,
    call(['to_timestamp'], 'text'),
  ],
}

/** A number of characters, units or fields: written out, or of a row. */
function count(scope: Scope): string {
  return percent(scope.source, 30) ? of(scope, 'integer') : randomCount(scope.source)
}
