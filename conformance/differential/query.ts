import type { SqlType } from '@glovebox/sql'
import type { Database } from './database.ts'
import { randomExpression } from './expression.ts'
import { randomLiteral } from './literal.ts'
import { type Kind, kinds, quoted, type Scope, type Visible } from './scope.ts'
import { percent, pick, type Source, several } from './source.ts'

/** A table, WITH query or subquery that may stand in FROM: its text, and the columns it has. */
type Origin = { readonly sql: string; readonly columns: readonly { readonly name: string; readonly kind: Kind }[] }

/** What a query is made in. */
type Place = {
  readonly source: Source
  readonly origins: readonly Origin[]
  /** How many levels of subqueries may still be opened. */
  readonly depth: number
  /** Makes names of columns and tables that are new in the whole statement. */
  readonly fresh: (prefix: string) => string
}

/** A query's text, and the columns it gives. */
type Made = Origin

/** A whole statement over the tables of a database, mostly one that is accepted. */
export function randomQuery(source: Source, database: Database): string {
  let names = 0
  const place: Place = {
    source,
    origins: database.schema.tables.map(({ name, columns }) => ({
      sql: quoted(name),
      columns: columns.map((column) => ({ name: column.name, kind: kindOf(column.type) })),
    })),
    depth: 2,
    fresh: (prefix) => `${prefix}${++names}`,
  }
  const tables = several(source, 0, percent(source, 25) ? 2 : 0, () => 0)
  let inner = place
  const clauses = tables.map(() => {
    const name = inner.fresh('w')
    const made = body({ ...inner, depth: 1 })
    inner = { ...inner, origins: [...inner.origins, { sql: name, columns: made.columns }] }
    return `${name} AS (${made.sql})`
  })
  const made = body(inner)
  return `${clauses.length === 0 ? '' : `WITH ${clauses.join(', ')} `}${made.sql}`
}

function kindOf(type: SqlType): Kind {
  if (type.kind === 'interval' || type.kind === 'null') throw new Error('no column has this type')
  return type.kind
}

/** A query with its tail: a SELECT, or several combined, sorted and cut. */
function body(place: Place, wanted?: readonly Kind[]): Made {
  const { source } = place
  if (!percent(source, 15)) return select(place, wanted, true)
  const left = select(place, wanted, false)
  const right = select(
    place,
    left.columns.map((column) => column.kind),
    false,
  )
  const operator = pick(source, ['UNION ALL', 'UNION', 'INTERSECT', 'EXCEPT', 'INTERSECT ALL', 'EXCEPT ALL'])
  const names = left.columns.map((column) => column.name)
  return { sql: `${left.sql} ${operator} ${right.sql}${tail(source, names)}`, columns: left.columns }
}

/** `ORDER BY … LIMIT …` over named or counted outputs; often by all of them, so that the order is total. */
function tail(source: Source, names: readonly string[]): string {
  if (!percent(source, 40)) return ''
  const isTotal = percent(source, 60)
  const keys = (isTotal ? names : [pick(source, names)]).map((name, i) => {
    const key = percent(source, 30) && isTotal ? String(i + 1) : name
    return `${key}${pick(source, ['', ' DESC', ' ASC NULLS FIRST', ' DESC NULLS LAST'])}`
  })
  const limit = percent(source, 50) ? ` LIMIT ${pick(source, [1, 2, 3, 0, 10])}` : ''
  const offset = percent(source, 20) ? ` OFFSET ${pick(source, [1, 0, 2, 100])}` : ''
  return ` ORDER BY ${keys.join(', ')}${limit}${offset}`
}

function select(place: Place, wanted: readonly Kind[] | undefined, hasTail: boolean): Made {
  const { source } = place
  const from = percent(source, 3) ? { sql: '', columns: [] } : { ...fromClause(place) }
  const scope: Scope = { source, columns: from.columns, depth: 3, ...subqueries(place) }
  const where = percent(source, 40) ? ` WHERE ${randomExpression(scope, 'boolean')}` : ''
  const shape = pick(source, ['plain', 'grouped', 'grouped', 'plain', 'windows', 'total'] as const)
  const kindsOut = wanted ?? several(source, 1, 4, () => pick(source, kinds))
  const prefix = `${from.sql}${where}`
  const made = shape === 'grouped' || shape === 'total' ? grouped : shape === 'windows' ? windowed : plain
  return made({ place, scope, kindsOut, prefix, isTotal: shape === 'total', hasTail })
}

type Selecting = {
  readonly place: Place
  readonly scope: Scope
  readonly kindsOut: readonly Kind[]
  /** FROM and WHERE. */
  readonly prefix: string
  readonly isTotal: boolean
  readonly hasTail: boolean
}

function named(
  place: Place,
  expressions: readonly string[],
  kindsOut: readonly Kind[],
): { items: string; columns: Made['columns'] } {
  const columns = kindsOut.map((kind) => ({ name: place.fresh('o'), kind }))
  return { items: expressions.map((sql, i) => `${sql} AS ${columns[i]?.name}`).join(', '), columns }
}

function plain({ place, scope, kindsOut, prefix, hasTail }: Selecting): Made {
  const expressions = kindsOut.map((kind) => randomExpression(scope, kind))
  const { items, columns } = named(place, expressions, kindsOut)
  const distinct = percent(place.source, 20) ? 'DISTINCT ' : ''
  const names = columns.map((column) => column.name)
  return { sql: `SELECT ${distinct}${items}${prefix}${hasTail ? tail(place.source, names) : ''}`, columns }
}

function grouped({ place, scope, kindsOut, prefix, isTotal, hasTail }: Selecting): Made {
  const { source } = place
  const keyDepth = { ...scope, depth: percent(source, 30) ? 1 : 0 }
  const keys = isTotal
    ? []
    : several(source, 1, 2, () => {
        const kind = pick(source, kinds)
        return { sql: randomExpression(keyDepth, kind), kind }
      }).filter((key) => scope.columns.some((column) => key.sql.includes(column.sql)))
  const inner: Scope = {
    source,
    columns: keys,
    depth: 2,
    calls: (kind) => aggregate({ ...scope, depth: 1 }, kind),
    ...subqueries(place),
  }
  const expressions = kindsOut.map((kind, i) => {
    const key = keys[i]
    if (key?.kind === kind) return key.sql
    return aggregateOrKey(inner, kind)
  })
  const { items, columns } = named(place, expressions, kindsOut)
  const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.map((key) => key.sql).join(', ')}`
  const having = percent(source, 25) ? ` HAVING ${randomExpression(inner, 'boolean')}` : ''
  const names = columns.map((column) => column.name)
  return { sql: `SELECT ${items}${prefix}${groupBy}${having}${hasTail ? tail(source, names) : ''}`, columns }
}

function aggregateOrKey(scope: Scope, kind: Kind): string {
  if (percent(scope.source, 50)) return randomExpression(scope, kind)
  return scope.calls?.(kind) ?? randomExpression(scope, kind)
}

function aggregate(scope: Scope, kind: Kind): string | undefined {
  const { source } = scope
  const filter = percent(source, 15) ? ` FILTER (WHERE ${randomExpression(scope, 'boolean')})` : ''
  const distinct = percent(source, 25) ? 'DISTINCT ' : ''
  const over = (name: string, of: Kind): string => `${name}(${distinct}${randomExpression(scope, of)})${filter}`
  switch (kind) {
    case 'integer':
      if (percent(source, 30)) return `COUNT(*)${filter}`
      return percent(source, 60) ? over('COUNT', pick(source, kinds)) : over(pick(source, ['MIN', 'MAX']), 'integer')
    case 'decimal':
      return over(pick(source, ['SUM', 'MIN', 'MAX']), pick(source, ['decimal', 'integer'] as const))
    case 'double': {
      const name = pick(source, [
        'SUM',
        'AVG',
        'MIN',
        'MAX',
        'STDDEV',
        'VAR_POP',
        'VARIANCE',
        'STDDEV_POP',
        'MEDIAN',
        'percentile',
      ])
      const of = pick(source, ['double', 'integer', 'decimal'] as const)
      if (name === 'MEDIAN') return `MEDIAN(${randomExpression(scope, of)})${filter}`
      if (name === 'percentile') {
        const fraction = pick(source, ['0.5', '0', '1', '0.25', '0.9'])
        return `PERCENTILE_CONT(${fraction}) WITHIN GROUP (ORDER BY ${randomExpression(scope, of)})${filter}`
      }
      return over(name, name === 'SUM' || name === 'MIN' || name === 'MAX' ? 'double' : of)
    }
    case 'text':
    case 'date':
    case 'timestamp':
      return over(pick(source, ['MIN', 'MAX']), kind)
    case 'boolean':
      return undefined
  }
}

function windowed({ place, scope, kindsOut, prefix, hasTail }: Selecting): Made {
  const { source } = place
  const inner: Scope = { ...scope, depth: 2, calls: (kind) => windowCall({ ...scope, depth: 1 }, kind) }
  const expressions = kindsOut.map((kind) => inner.calls?.(kind) ?? randomExpression(inner, kind))
  const { items, columns } = named(place, expressions, kindsOut)
  const qualify = percent(source, 20) ? ` QUALIFY ${randomExpression(inner, 'boolean')}` : ''
  const names = columns.map((column) => column.name)
  return { sql: `SELECT ${items}${prefix}${qualify}${hasTail ? tail(source, names) : ''}`, columns }
}

function windowCall(scope: Scope, kind: Kind): string | undefined {
  const { source } = scope
  const partition = percent(source, 50)
    ? `PARTITION BY ${randomExpression({ ...scope, depth: 0 }, pick(source, kinds))} `
    : ''
  // Mostly all columns, so that the order is as total as the rows allow.
  const keys = percent(source, 70)
    ? scope.columns.map((c) => c.sql)
    : [randomExpression({ ...scope, depth: 1 }, pick(source, kinds))]
  const order =
    keys.length === 0
      ? ''
      : `ORDER BY ${keys.map((key) => `${key}${pick(source, ['', ' DESC', ' NULLS FIRST'])}`).join(', ')}`
  const frames = [
    '',
    '',
    ' ROWS BETWEEN 1 PRECEDING AND CURRENT ROW',
    ' ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING',
    ' ROWS BETWEEN 2 FOLLOWING AND UNBOUNDED FOLLOWING',
    ' RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',
    ' RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
  ]
  const framed = `OVER (${partition}${order}${order === '' ? '' : pick(source, frames)})`
  const bare = `OVER (${partition}${order})`
  const value = (of: Kind): string => randomExpression(scope, of)
  const neighbour = (of: Kind): string =>
    `${pick(source, ['LAG', 'LEAD'])}(${value(of)}${pick(source, ['', ', 1', ', 2', ', 0', ', 1000000'])}) ${bare}`
  const choice = source.below(4)
  if (order !== '' && choice === 0) return neighbour(kind)
  if (order !== '' && choice === 1) return `${pick(source, ['FIRST_VALUE', 'LAST_VALUE'])}(${value(kind)}) ${framed}`
  switch (kind) {
    case 'integer':
      if (order !== '' && choice === 2) return `${pick(source, ['ROW_NUMBER', 'RANK', 'DENSE_RANK'])}() ${bare}`
      return `COUNT(${pick(source, ['*', value(pick(source, kinds))])}) ${framed}`
    case 'decimal':
      return `SUM(${value(pick(source, ['integer', 'decimal'] as const))}) ${framed}`
    case 'double':
      return `${pick(source, ['SUM', 'AVG', 'MIN', 'MAX'])}(${value('double')}) ${framed}`
    case 'text':
    case 'date':
    case 'timestamp':
      return `${pick(source, ['MIN', 'MAX'])}(${value(kind)}) ${framed}`
    case 'boolean':
      return undefined
  }
}

/** FROM: one origin, or some joined. */
function fromClause(place: Place): { readonly sql: string; readonly columns: readonly Visible[] } {
  const { source } = place
  const first = fromItem(place)
  let { sql, columns } = first
  for (const _ of several(source, 0, percent(source, 40) ? 2 : 0, () => 0)) {
    const next = fromItem(place)
    const join = pick(source, ['JOIN', 'LEFT JOIN', 'JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN', ','])
    const both = [...columns, ...next.columns]
    const condition = join === 'CROSS JOIN' || join === ',' ? '' : joinCondition(source, columns, next.columns, both)
    sql = `${sql}${join === ',' ? ',' : ` ${join}`} ${next.sql}${condition}`
    columns = both
  }
  return { sql: ` FROM ${sql}`, columns }
}

function joinCondition(
  source: Source,
  left: readonly Visible[],
  right: readonly Visible[],
  both: readonly Visible[],
): string {
  const pairs = left.flatMap((l) => right.filter((r) => r.kind === l.kind).map((r) => `${l.sql} = ${r.sql}`))
  const random = (): string => randomExpression({ source, columns: both, depth: 2 }, 'boolean')
  const hasKey = (columns: readonly Visible[]): boolean =>
    columns.filter(({ sql }) => sql.endsWith('."k"')).length === 1
  if (hasKey(left) && hasKey(right) && percent(source, 15)) return ' USING (k)'
  if (pairs.length === 0 || percent(source, 15)) return ` ON ${random()}`
  const equality = pick(source, pairs)
  return ` ON ${percent(source, 20) ? `${equality} AND ${random()}` : equality}`
}

function fromItem(place: Place): { readonly sql: string; readonly columns: readonly Visible[] } {
  const { source } = place
  const alias = place.fresh('a')
  const isDerived = place.depth > 0 && percent(source, 15)
  if (!isDerived && percent(source, 5)) return literalRows(source, alias)
  const origin = isDerived ? derived(place) : pick(source, place.origins)
  const columns = origin.columns.map(({ name, kind }) => ({ sql: `${alias}.${quoted(name)}`, kind }))
  return { sql: `${origin.sql} AS ${alias}`, columns }
}

function literalRows(source: Source, alias: string): { readonly sql: string; readonly columns: readonly Visible[] } {
  const kindsIn = several(source, 1, 3, () => pick(source, kinds))
  const rows = several(source, 1, 3, () => `(${kindsIn.map((kind) => randomLiteral(source, kind)).join(', ')})`)
  const names = kindsIn.map((_, i) => `v${i + 1}`)
  const columns = kindsIn.map((kind, i) => ({ sql: `${alias}."v${i + 1}"`, kind }))
  return { sql: `(VALUES ${rows.join(', ')}) AS ${alias}(${names.join(', ')})`, columns }
}

function derived(place: Place): Origin {
  const inner = body({ ...place, depth: place.depth - 1 })
  return { sql: `(${inner.sql})`, columns: inner.columns }
}

function subqueries(place: Place): Pick<Scope, 'subquery'> {
  if (place.depth <= 0) return {}
  const inner = { ...place, depth: place.depth - 1 }
  return {
    subquery: (kind, rows) => {
      if (rows === 'any') return `(${select(inner, [kind], false).sql})`
      const from = fromClause(inner)
      const scope: Scope = { source: place.source, columns: from.columns, depth: 1 }
      const call = aggregate(scope, kind)
      const one = call === undefined ? ` ORDER BY 1 LIMIT 1` : ''
      return `(SELECT ${call ?? randomExpression(scope, kind)}${from.sql}${one})`
    },
  }
}
