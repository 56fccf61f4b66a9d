import type { Random } from '../random.ts'

// Random SQL in the part of the language that every engine reads alike: whole numbers and texts, joins of all kinds,
// groups, windows, set operations, subqueries. What resolve makes of it can so be held against an engine's own reading.

/** The tables that the queries read: name and columns, `n…` numbers and `t…` texts. */
export const plainTables: Readonly<Record<string, readonly string[]>> = {
  orders: ['n_id', 'n_customer', 't_city', 'n_amount'],
  customers: ['n_customer', 't_city', 'n_age'],
  visits: ['n_customer', 'n_page', 't_word'],
}

type Column = { readonly sql: string; readonly name: string; readonly isText: boolean }
type Made = { readonly sql: string; readonly columns: readonly Column[] }
type World = { readonly random: Random; readonly tables: Readonly<Record<string, readonly string[]>>; aliases: number }

/** A query, and whether its order is total. */
export type Plain = { readonly sql: string; readonly isSorted: boolean }

/** A random query over the plain tables. */
export function plainSql(random: Random): Plain {
  const world: World = { random, tables: plainTables, aliases: 0 }
  if (random.below(4) > 0) return finish(body(world, 0), world)
  const common = body(world, 1)
  const name = `w${world.aliases++}`
  const tables = { ...plainTables, [name]: common.columns.map((column) => column.name) }
  const inner: World = { random, tables, aliases: world.aliases }
  const main = finish(body(inner, 0), inner)
  return { sql: `WITH ${name} AS (${common.sql}) ${main.sql}`, isSorted: main.isSorted }
}

function finish({ sql, columns }: Made, { random }: World): Plain {
  if (random.below(3) > 0) return { sql, isSorted: false }
  const keys = columns.map((column, i) => {
    const key = random.flip() ? String(i + 1) : column.name
    return `${key}${random.pick(['', ' DESC', ' NULLS FIRST', ' DESC NULLS LAST'])}`
  })
  const limit = random.flip() ? ` LIMIT ${random.below(6)} OFFSET ${random.below(3)}` : ''
  return { sql: `${sql} ORDER BY ${keys.join(', ')}${limit}`, isSorted: true }
}

function body(world: World, depth: number): Made {
  const { random } = world
  if (depth > 1 || random.below(5) > 0) return select(world, depth)
  const left = select(world, depth + 1)
  const right = select(world, depth + 1, left.columns)
  const operator = random.pick(['UNION', 'UNION ALL', 'INTERSECT', 'INTERSECT ALL', 'EXCEPT', 'EXCEPT ALL'])
  return { sql: `${left.sql} ${operator} ${right.sql}`, columns: left.columns }
}

function select(world: World, depth: number, like?: readonly Column[]): Made {
  const { random } = world
  const from = fromClause(world, depth)
  const where = random.below(3) === 0 ? ` WHERE ${truth(world, from.columns, depth)}` : ''
  const wanted = like ?? Array.from({ length: 1 + random.below(3) }, () => ({ isText: random.below(3) === 0 }))
  const name = (): string => `c${world.aliases++}`
  if (random.below(3) === 0) {
    const keys = Array.from({ length: random.below(3) }, () =>
      value(world, from.columns, random.flip(), 1, depth),
    ).filter(
      // A number or a text alone would be a position, or nothing.
      (key) => !/^\d+$|^'/.test(key.sql),
    )
    const columns = wanted.map(({ isText }) => ({
      sql: grouped(world, from.columns, keys, isText, depth),
      name: name(),
      isText,
    }))
    const having = random.below(3) === 0 ? ` HAVING COUNT(*) ${random.pick(['>', '<='])} ${random.below(3)}` : ''
    const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.map((key) => key.sql).join(', ')}`
    return { sql: `SELECT ${items(columns)} FROM ${from.sql}${where}${groupBy}${having}`, columns }
  }
  const isWindowed = random.below(4) === 0
  const columns = wanted.map(({ isText }) => ({
    sql: isWindowed && !isText ? windowed(world, from.columns) : value(world, from.columns, isText, 2, depth).sql,
    name: name(),
    isText,
  }))
  const distinct = !isWindowed && random.below(6) === 0 ? 'DISTINCT ' : ''
  return { sql: `SELECT ${distinct}${items(columns)} FROM ${from.sql}${where}`, columns }
}

function items(columns: readonly Column[]): string {
  return columns.map(({ sql, name }) => `${sql} AS ${name}`).join(', ')
}

function fromClause(world: World, depth: number): Made {
  const { random } = world
  let left = fromItem(world, depth)
  for (let i = random.below(3); i > 0; i--) {
    const right = fromItem(world, depth)
    const both = [...left.columns, ...right.columns]
    const shared = left.columns.filter((l) => right.columns.some((r) => r.name === l.name))
    const [merged] = shared
    const isOnly = merged !== undefined && both.filter((c) => c.name === merged.name).length === 2
    const join = random.pick(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'])
    if (isOnly && random.flip()) {
      // Behind USING the bare name is the merged column.
      const columns = [...both, { sql: merged.name, name: `m${world.aliases++}`, isText: merged.isText }]
      left = { sql: `${left.sql} ${join} ${right.sql} USING (${merged.name})`, columns }
      break
    }
    const on = `${value(world, left.columns, false, 0, depth).sql} = ${value(world, right.columns, false, 0, depth).sql}`
    left =
      random.below(5) === 0
        ? { sql: `${left.sql} CROSS JOIN ${right.sql}`, columns: both }
        : { sql: `${left.sql} ${join} ${right.sql} ON ${on}`, columns: both }
  }
  return left
}

function fromItem(world: World, depth: number): Made {
  const { random } = world
  const alias = `a${world.aliases++}`
  if (depth < 2 && random.below(6) === 0) {
    const made = body(world, depth + 1)
    const columns = made.columns.map((column) => ({ ...column, sql: `${alias}.${column.name}` }))
    return { sql: `(${made.sql}) AS ${alias}`, columns }
  }
  const table = random.pick(Object.keys(world.tables))
  const columns = (world.tables[table] ?? []).map((name) => ({
    sql: `${alias}.${name}`,
    name,
    // The columns of a WITH query have no telling names; they are only counted.
    isText: name.startsWith('t'),
  }))
  return { sql: `${table} AS ${alias}`, columns: columns.filter((column) => /^[nt]_/.test(column.name)) }
}

function grouped(
  world: World,
  columns: readonly Column[],
  keys: readonly Column[],
  isText: boolean,
  depth: number,
): string {
  const { random } = world
  const key = keys.find((candidate) => candidate.isText === isText)
  if (key !== undefined && random.flip()) return key.sql
  const argument = value(world, columns, isText, 1, depth).sql
  const filter = random.below(4) === 0 ? ` FILTER (WHERE ${truth(world, columns, 2)})` : ''
  if (isText) return `${random.pick(['MIN', 'MAX'])}(${argument})${filter}`
  const distinct = random.below(3) === 0 ? 'DISTINCT ' : ''
  return random.pick([`SUM(${argument})`, `COUNT(${distinct}${argument})`, `MAX(${argument})`, 'COUNT(*)']) + filter
}

// DuckDB has no subqueries inside a window's definition, so none are made: a depth of 2 is the deepest.
function windowed(world: World, columns: readonly Column[]): string {
  const { random } = world
  const depth = 2
  const of = (): string => value(world, columns, random.flip(), 1, depth).sql
  const partition = random.flip() ? `PARTITION BY ${of()} ` : ''
  const order = `ORDER BY ${of()}${random.pick(['', ' DESC'])}`
  const argument = value(world, columns, false, 1, depth).sql
  return random.pick([
    `RANK() OVER (${partition}${order})`,
    `DENSE_RANK() OVER (${partition}${order})`,
    `SUM(${argument}) OVER (${partition}${order})`,
    `COUNT(*) OVER (${partition})`,
    `MAX(${argument}) OVER (${partition}${order} RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`,
  ])
}

function value(world: World, columns: readonly Column[], isText: boolean, height: number, depth: number): Column {
  const { random } = world
  const of = (text: boolean): string => value(world, columns, text, height - 1, depth).sql
  const result = (sql: string): Column => ({ sql, name: '', isText })
  const fitting = columns.filter((column) => column.isText === isText)
  if (height === 0 || random.flip()) {
    if (fitting.length > 0 && random.below(6) > 0) return random.pick(fitting)
    return result(isText ? random.pick(["'a'", "'B'", "''"]) : String(random.below(5)))
  }
  const subquery = (): string => {
    const inner = select(world, 2, [{ sql: '', name: '', isText }])
    return `(SELECT MAX(x.c) FROM (${inner.sql}) AS x(c))`
  }
  return result(
    random.pick([
      () => `CASE WHEN ${truth(world, columns, depth)} THEN ${of(isText)} ELSE ${of(isText)} END`,
      () => `CASE ${of(false)} WHEN 1 THEN ${of(isText)} WHEN ${of(false)} THEN ${of(isText)} END`,
      () => `COALESCE(${of(isText)}, ${of(isText)})`,
      () => `NULLIF(${of(isText)}, ${of(isText)})`,
      () => (isText ? `(${of(true)} || ${of(true)})` : `(${of(false)} ${random.pick(['+', '-'])} ${of(false)})`),
      () => (depth < 2 ? subquery() : of(isText)),
    ])(),
  )
}

function truth(world: World, columns: readonly Column[], depth: number): string {
  const { random } = world
  const isText = random.below(3) === 0
  const of = (): string => value(world, columns, isText, 1, depth).sql
  const inner = (): string => select(world, 2, [{ sql: '', name: '', isText }]).sql
  return random.pick([
    () => `(${of()} ${random.pick(['=', '<>', '<', '>='])} ${of()})`,
    () => `(${of()} IS ${random.pick(['', 'NOT '])}NULL)`,
    () => `(${of()} IS ${random.pick(['', 'NOT '])}DISTINCT FROM ${of()})`,
    () => `(${of()} ${random.pick(['', 'NOT '])}BETWEEN ${of()} AND ${of()})`,
    () => `(${of()} ${random.pick(['', 'NOT '])}IN (${of()}, ${of()}))`,
    () => `(${of()} = ${of()} ${random.pick(['AND', 'OR'])} NOT ${of()} < ${of()})`,
    () => (depth < 2 ? `(${of()} ${random.pick(['', 'NOT '])}IN (${inner()}))` : `(${of()} > ${of()})`),
    () => (depth < 2 ? `EXISTS (${inner()})` : `(${of()} <= ${of()})`),
  ])()
}
