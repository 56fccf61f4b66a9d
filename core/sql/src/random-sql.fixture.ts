// Random SQL over the tables of example.fixture.ts: mostly right, sometimes wrong, so that both the ways in and the
// ways out of resolve are taken.

/** A source of choices that depends on its seed alone: a whole number from 0 to `below` - 1. */
export type Choose = (below: number) => number

/** The source of a seed (a linear congruential generator; its upper bits). */
export function chooser(seed: number): Choose {
  let state = BigInt(seed) * 2n + 1n
  return (below) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n)
    return Number((state >> 33n) % BigInt(below))
  }
}

type Kind = 'number' | 'text' | 'date' | 'time' | 'truth'
type Known = { readonly name: string; readonly kind: Kind }
type Reach = { readonly columns: readonly Known[]; readonly sources: readonly string[] }
type Table = { readonly name: string; readonly columns: readonly Known[] }
type World = { readonly choose: Choose; readonly tables: readonly Table[]; depth: number; aliases: number }

const tables: readonly Table[] = [
  {
    name: 'impressions',
    columns: [
      { name: 'user_id', kind: 'number' },
      { name: 'campaign', kind: 'text' },
      { name: 'day', kind: 'date' },
      { name: 'cost', kind: 'number' },
    ],
  },
  {
    name: 'purchases',
    columns: [
      { name: 'user_id', kind: 'number' },
      { name: 'amount', kind: 'number' },
      { name: 'at', kind: 'time' },
      { name: 'returned', kind: 'truth' },
    ],
  },
  {
    name: 'MEMBERS',
    columns: [
      { name: 'id', kind: 'number' },
      { name: '"City"', kind: 'text' },
      { name: '"city"', kind: 'text' },
    ],
  },
]

/** A random query. */
export function randomSql(choose: Choose): string {
  return query({ choose, tables, depth: 0, aliases: 0 }).sql
}

type Made = { readonly sql: string; readonly columns: readonly Known[] }

function query(world: World): Made {
  world.depth++
  const { choose } = world
  const commons: Table[] = []
  const withs: string[] = []
  for (let i = choose(world.depth > 1 ? 12 : 4) - (world.depth > 1 ? 10 : 1); i > 0; i--) {
    const made = query({ ...world, tables: [...world.tables, ...commons] })
    const name = chance(world, 2) ? 'purchases' : `w${world.aliases++}`
    withs.push(`${name} AS (${made.sql})`)
    commons.push({ name, columns: made.columns })
  }
  const inner: World = { ...world, tables: [...world.tables, ...commons, ...commons] }
  const body = chance(world, 15) ? setOperation(inner) : chance(world, 4) ? values(inner) : select(inner)
  const order = chance(world, 30) ? ` ORDER BY ${list(world, 2, () => orderKey(inner, body.columns))}` : ''
  const limit = chance(world, 15) ? ` LIMIT ${pick(world, ['3', '0', ':count', '1', '2', '9', '10', '-1'])}` : ''
  const offset = chance(world, 5) ? ' OFFSET 2' : ''
  world.aliases = inner.aliases
  world.depth--
  const head = withs.length === 0 ? '' : `WITH ${withs.join(', ')} `
  return { sql: `${head}${body.sql}${order}${limit}${offset}`, columns: body.columns }
}

function orderKey(world: World, columns: readonly Known[]): string {
  const key = chance(world, 40)
    ? String(1 + world.choose(columns.length + (chance(world, 10) ? 1 : 0)))
    : pick(world, columns).name
  return `${key}${pick(world, ['', ' DESC', ' NULLS FIRST', ' DESC NULLS LAST'])}`
}

function setOperation(world: World): Made {
  const left = select(world)
  const right = chance(world, 80)
    ? select(
        world,
        left.columns.map((c) => c.kind),
      )
    : select(world)
  const operator = pick(world, ['UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT', 'EXCEPT ALL', 'INTERSECT ALL'])
  return { sql: `${left.sql} ${operator} ${right.sql}`, columns: left.columns }
}

function values(world: World): Made {
  const kinds = several(world, 3, () => anyKind(world))
  const rows = several(world, 3, () => `(${kinds.map((kind) => literal(world, kind)).join(', ')})`)
  return {
    sql: `VALUES ${rows.join(', ')}`,
    columns: kinds.map((kind, i) => ({ name: `column${i + 1}`, kind })),
  }
}

function select(world: World, wanted?: readonly Kind[]): Made {
  const { choose } = world
  const from = chance(world, 94) ? fromClause(world) : undefined
  const reach = from ?? { sql: '', columns: [], sources: [] }
  const where = from !== undefined && chance(world, 40) ? ` WHERE ${expression(world, reach, 'truth')}` : ''
  const shape = from === undefined ? 0 : choose(3)
  if (shape === 1) return grouped(world, reach, where, wanted)
  if (wanted === undefined && from !== undefined && chance(world, 10)) {
    return { sql: `SELECT *${reach.sql}${where}`, columns: reach.columns.map(unqualified) }
  }
  const kinds = wanted ?? several(world, 3, () => anyKind(world))
  const items = kinds.map((kind): Made => item(world, kind, columnOr(world, reach, kind, shape === 2)))
  const qualify = shape === 2 && chance(world, 20) ? ' QUALIFY row_number() OVER (ORDER BY 1) = 1' : ''
  const distinct = chance(world, 15) ? 'DISTINCT ' : ''
  return {
    sql: `SELECT ${distinct}${items.map((i) => i.sql).join(', ')}${reach.sql}${where}${qualify}`,
    columns: items.flatMap((i) => i.columns),
  }
}

function grouped(world: World, reach: Reach & { readonly sql: string }, where: string, wanted?: readonly Kind[]): Made {
  const keys = several(world, 2, () => anyKind(world)).map((kind) => ({ kind, sql: expression(world, reach, kind, 1) }))
  const kinds = wanted ?? several(world, 3, () => anyKind(world))
  const items = kinds.map((kind) => {
    const key = keys.find((k) => k.kind === kind)
    return item(world, kind, key !== undefined && chance(world, 50) ? key.sql : aggregate(world, reach, kind))
  })
  const written = chance(world, 10) ? 'ALL' : keys.map((key) => key.sql).join(', ')
  const group = chance(world, 85) ? ` GROUP BY ${written}` : ''
  const having = chance(world, 25) ? ` HAVING ${aggregate(world, reach, 'number')} > 1` : ''
  return {
    sql: `SELECT ${items.map((i) => i.sql).join(', ')}${reach.sql}${where}${group}${having}`,
    columns: items.flatMap((i) => i.columns),
  }
}

function unqualified({ name, kind }: Known): Known {
  return { name: name.replace(/^.*\./, ''), kind }
}

function item(world: World, kind: Kind, sql: string): Made {
  const name = `c${world.aliases++}`
  return { sql: `${sql}${pick(world, [' AS ', ' '])}${name}`, columns: [{ name, kind }] }
}

function fromClause(world: World): Reach & { readonly sql: string } {
  let reach = fromItem(world)
  for (let i = Math.max(0, world.choose(6) - 3); i > 0; i--) {
    const right = fromItem(world)
    const both = { columns: [...reach.columns, ...right.columns], sources: [...reach.sources, ...right.sources] }
    const join = pick(world, [
      'JOIN',
      'LEFT JOIN',
      'RIGHT JOIN',
      'FULL JOIN',
      'CROSS JOIN',
      'JOIN',
      ',',
      chance(world, 30) ? 'NATURAL JOIN' : 'JOIN',
    ])
    const needsOn = !['CROSS JOIN', ',', 'NATURAL JOIN'].includes(join)
    const on = needsOn ? (chance(world, 12) ? ' USING (user_id)' : ` ON ${expression(world, both, 'truth', 1)}`) : ''
    reach = { ...both, sql: `${reach.sql}${join === ',' ? ',' : ` ${join}`} ${right.sql}${on}` }
  }
  return { ...reach, sql: ` FROM ${reach.sql}` }
}

function fromItem(world: World): Reach & { readonly sql: string } {
  const alias = chance(world, 3) ? 'a0' : `a${world.aliases++}`
  const qualified = (columns: readonly Known[]): readonly Known[] =>
    columns.map((c) => ({ ...c, name: chance(world, 97) ? `${alias}.${c.name}` : c.name }))
  if (world.depth < 3 && chance(world, 20)) {
    const made = query(world)
    return { sql: `(${made.sql}) AS ${alias}`, columns: qualified(made.columns), sources: [alias] }
  }
  const table = pick(world, world.tables)
  const name = chance(world, 1) ? 'nothing' : table.name
  return { sql: `${name} ${alias}`, columns: qualified(table.columns), sources: [alias] }
}

function columnOr(world: World, reach: Reach, kind: Kind, withWindows: boolean): string {
  if (!withWindows || chance(world, 50)) return expression(world, reach, kind)
  const over = `OVER (${chance(world, 60) ? `PARTITION BY ${expression(world, reach, anyKind(world), 1)} ` : ''}ORDER BY ${expression(world, reach, anyKind(world), 1)}${pick(world, ['', ' DESC', ' ROWS BETWEEN 1 PRECEDING AND CURRENT ROW'])})`
  if (kind === 'number') {
    const argument = expression(world, reach, 'number', 1)
    return pick(world, [`row_number() ${over}`, `rank() ${over}`, `SUM(${argument}) ${over}`, `COUNT(*) ${over}`])
  }
  return `${pick(world, ['LAG', 'LEAD', 'first_value'])}(${expression(world, reach, kind, 1)}) ${over}`
}

function aggregate(world: World, reach: Reach, kind: Kind): string {
  const argument = expression(world, reach, kind, 1)
  const filter = chance(world, 10) ? ` FILTER (WHERE ${expression(world, reach, 'truth', 1)})` : ''
  switch (kind) {
    case 'number': {
      const names = ['SUM', 'AVG', 'MIN', 'MAX', 'COUNT', 'STDDEV', 'MEDIAN']
      const call = chance(world, 20) ? `COUNT(DISTINCT ${argument})` : `${pick(world, names)}(${argument})`
      return chance(world, 20) ? `COUNT(*)${filter}` : `${call}${filter}`
    }
    case 'text':
    case 'date':
    case 'time':
      return `${pick(world, ['MIN', 'MAX'])}(${argument})${filter}`
    case 'truth':
      return `COUNT(*) > ${world.choose(5)}`
  }
}

const kinds: readonly Kind[] = ['number', 'number', 'text', 'date', 'time', 'truth']

function anyKind(world: World): Kind {
  return pick(world, kinds)
}

function expression(world: World, reach: Reach, kind: Kind, depth = 2): string {
  // Now and then something of another kind, so that types are refused too.
  const wanted = chance(world, 1) ? anyKind(world) : kind
  if (depth === 0 || chance(world, 30)) return leaf(world, reach, wanted)
  const of = (k: Kind): string => expression(world, reach, k, depth - 1)
  const any = anyKind(world)
  const shared = [
    (): string => `CASE WHEN ${of('truth')} THEN ${of(wanted)} ELSE ${of(wanted)} END`,
    (): string => `COALESCE(${of(wanted)}, ${of(wanted)})`,
    (): string =>
      world.depth < 3
        ? `(SELECT MAX(${wanted === 'truth' ? '1' : 'x'}) FROM (${select(world, [wanted]).sql}) AS s(x))`
        : of(wanted),
  ]
  const own: Readonly<Record<Kind, readonly (() => string)[]>> = {
    number: [
      () => `(${of('number')} ${pick(world, ['+', '-', '*', '/', '%'])} ${of('number')})`,
      () => `${pick(world, ['ABS', 'ROUND', 'FLOOR', 'SQRT', '-'])}(${of('number')})`,
      () => `LENGTH(${of('text')})`,
      () => `EXTRACT(YEAR FROM ${of(pick(world, ['date', 'time']))})`,
      () => `CAST(${of(pick(world, ['number', 'text']))} AS ${pick(world, ['INT', 'DOUBLE', 'DECIMAL(9, 2)'])})`,
      () => `DATEDIFF(day, ${of('date')}, ${of('date')})`,
      () => `CASE ${of(any)} WHEN ${literal(world, any)} THEN 1 WHEN ${of(any)} THEN 2.5 END`,
    ],
    text: [
      () => `${pick(world, ['LOWER', 'UPPER', 'TRIM'])}(${of('text')})`,
      () => `(${of('text')} ${pick(world, ['||', '+'])} ${of('text')})`,
      () => `SUBSTRING(${of('text')}, LENGTH(${of('text')}), 2)`,
      () => `CAST(${of(any)} AS VARCHAR)`,
    ],
    date: [
      () => `DATE_TRUNC('month', ${of('date')})`,
      () => `(${of('date')} + INTERVAL '1' ${pick(world, ['DAY', 'MONTH'])})`,
      () => `DATEADD(week, CAST(${of('number')} AS INT), ${of('date')})`,
      () => `CAST(${of('time')} AS DATE)`,
    ],
    time: [() => `CAST(${of('date')} AS TIMESTAMP)`, () => `(${of('time')} - INTERVAL '1 day 2 hours')`],
    truth: [
      () => `(${of(any)} ${pick(world, ['=', '<>', '<', '>=', 'IS DISTINCT FROM'])} ${of(any)})`,
      () => `(${of('truth')} ${pick(world, ['AND', 'OR'])} ${of('truth')})`,
      () => `(NOT ${of('truth')})`,
      () => `(${of(any)} IS ${pick(world, ['', 'NOT '])}NULL)`,
      () => `(${of(any)} ${pick(world, ['', 'NOT '])}BETWEEN ${of(any)} AND ${of(any)})`,
      () => `(${of(any)} ${pick(world, ['', 'NOT '])}IN (${of(any)}, ${literal(world, any)}))`,
      () => `(${of('text')} LIKE 'a%')`,
      () =>
        world.depth < 3 ? `(${of(any)} ${pick(world, ['', 'NOT '])}IN (${select(world, [any]).sql}))` : of('truth'),
      () => (world.depth < 3 ? `EXISTS (${query(world).sql})` : of('truth')),
    ],
  }
  return chance(world, 12) ? pick(world, shared)() : pick(world, own[wanted])()
}

function leaf(world: World, reach: Reach, kind: Kind): string {
  const fitting = reach.columns.filter((column) => column.kind === kind)
  if (fitting.length > 0 && chance(world, 75)) return pick(world, fitting).name
  if (chance(world, 1)) return pick(world, ['nowhere', 'a0.nothing', 'NULL', ':nope', 'now()', 'SUM(1)', 'lowr(1)'])
  return literal(world, kind)
}

function literal(world: World, kind: Kind): string {
  switch (kind) {
    case 'number':
      return pick(world, [
        '1',
        '0',
        '2.50',
        '-3',
        '1e3',
        '9223372036854775807',
        ':count',
        '4',
        '12',
        chance(world, 30) ? "'7'" : 'NULL',
      ])
    case 'text':
      return pick(world, ["'a'", "''", "'it''s'", ':name', 'NULL'])
    case 'date':
      return pick(world, [
        "DATE '2024-02-29'",
        ':since',
        "CAST('2024-01-01' AS DATE)",
        chance(world, 30) ? "'2024-01-31'" : ':since',
      ])
    case 'time':
      return pick(world, ["TIMESTAMP '2024-02-29 10:00:00'", "CAST('2024-01-01' AS TIMESTAMP)"])
    case 'truth':
      return pick(world, ['true', 'false', 'NULL', '(1 = 1)'])
  }
}

function chance(world: World, percent: number): boolean {
  return world.choose(100) < percent
}

function pick<T>(world: World, from: readonly T[]): T {
  const picked = from[world.choose(from.length)]
  if (picked === undefined) throw new Error('nothing to pick from')
  return picked
}

function several<T>(world: World, most: number, make: () => T): readonly T[] {
  return Array.from({ length: 1 + world.choose(most) }, make)
}

function list(world: World, most: number, make: () => string): string {
  return several(world, most, make).join(', ')
}
