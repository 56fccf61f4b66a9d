// Random SQL over three small tables: v and c are people's rows under a threshold, own is the analyst's own list.

/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number

/** mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** One of several. */
export function pick<T>(random: Random, of: readonly T[]): T {
  const chosen = of[Math.floor(random() * of.length)]
  if (chosen === undefined) throw new Error('nothing to pick from')
  return chosen
}

type Kind = 'id' | 'text' | 'int'
type Columns = readonly { readonly name: string; readonly kind: Kind }[]
/** Something that can stand in FROM. */
type Source = { readonly sql: string; readonly columns: Columns }

const tables: readonly Source[] = [
  { sql: 'v', columns: columns({ user_id: 'id', g: 'text', h: 'int', x: 'int' }) },
  { sql: 'c', columns: columns({ user_id: 'id', g: 'text', y: 'int' }) },
  { sql: 'own', columns: columns({ user_id: 'id', g: 'text', w: 'int' }) },
]

function columns(of: Readonly<Record<string, Kind>>): Columns {
  return Object.entries(of).map(([name, kind]) => ({ name, kind }))
}

/** A query that a rule may or may not accept. */
export function randomQuery(random: Random): string {
  let names = 0
  const fresh = (prefix: string): string => `${prefix}${++names}`
  const chance = (p: number): boolean => random() < p

  /** A column of a kind, or a literal where there is none. */
  const column = ({ columns: all }: Source, kinds: readonly Kind[], from = 't'): string => {
    const fitting = all.filter(({ kind }) => kinds.includes(kind))
    if (fitting.length === 0) return kinds.includes('int') ? '1' : "'a'"
    return `${from}.${pick(random, fitting).name}`
  }

  const text = (source: Source, from = 't'): string => column(source, ['text'], from)
  const int = (source: Source, from = 't'): string => column(source, ['int'], from)
  const any = (source: Source, from = 't'): string => column(source, ['id', 'text', 'int'], from)

  const condition = (source: Source): string =>
    pick(random, [
      () => `${int(source)} > ${Math.floor(random() * 4)}`,
      () => `${text(source)} = 'a'`,
      () => `${text(source)} IS NOT NULL`,
      () => `${int(source)} IN (SELECT i.w FROM own i)`,
      () => `${int(source)} >= (SELECT AVG(i.x) FROM v i)`,
      () => `${text(source)} IN (SELECT i.g FROM c i GROUP BY i.g)`,
    ])()

  const aggregate = (source: Source): string =>
    pick(random, [
      () => 'COUNT(*)',
      () => `COUNT(${any(source)})`,
      () => `COUNT(DISTINCT ${any(source)})`,
      () => `SUM(${int(source)})`,
      () => `SUM(${int(source)} * 2)`,
      () => `SUM(CASE WHEN ${text(source)} = 'a' THEN ${int(source)} ELSE 0 END)`,
      () => `MAX(${int(source)})`,
    ])()

  /** SELECT of columns as they are. */
  const plain = (source: Source): Source => {
    const kept = source.columns.filter(({ kind }) => chance(kind === 'id' ? 0.9 : 0.75))
    const items = (kept.length === 0 ? source.columns : kept).map(({ name, kind }) => ({
      from: name,
      name: fresh('p'),
      kind,
    }))
    const tag = chance(0.15) ? [{ name: fresh('tag'), kind: 'text' as const }] : []
    const selected = [
      ...items.map(({ from, name }) => `t.${from} AS ${name}`),
      ...tag.map(({ name }) => `'${pick(random, ['a', 'b', 'k'])}' AS ${name}`),
    ]
    const where = chance(0.4) ? ` WHERE ${condition(source)}` : ''
    const limit = chance(0.08) ? ` ORDER BY 1 LIMIT ${1 + Math.floor(random() * 4)}` : ''
    return {
      sql: `(SELECT ${chance(0.1) ? 'DISTINCT ' : ''}${selected.join(', ')} FROM ${source.sql} t${where}${limit})`,
      columns: [...items, ...tag].map(({ name, kind }) => ({ name, kind })),
    }
  }

  const grouped = (source: Source, kinds: readonly Kind[]): Source => {
    const keys = [column(source, kinds), ...(chance(0.3) ? [any(source)] : [])]
    const items = [
      ...[...new Set(keys)].map((key) => ({ sql: key, name: fresh('k'), kind: kindOf(source, key) })),
      { sql: aggregate(source), name: fresh('a'), kind: 'int' as const },
      { sql: 'COUNT(*)', name: fresh('a'), kind: 'int' as const },
    ]
    const having = chance(0.25) ? ` HAVING ${aggregate(source)} > ${Math.floor(random() * 4)}` : ''
    const selected = items.map(({ sql, name }) => `${sql} AS ${name}`).join(', ')
    const by = [...new Set(keys)].join(', ')
    return { sql: `(SELECT ${selected} FROM ${source.sql} t GROUP BY ${by}${having})`, columns: items }
  }

  const kindOf = (source: Source, key: string): Kind =>
    source.columns.find(({ name }) => key === `t.${name}`)?.kind ?? (key === '1' ? 'int' : 'text')

  const windowed = (source: Source): Source => {
    const name = fresh('w')
    const call = pick(random, [
      () => 'ROW_NUMBER()',
      () => `SUM(${int(source)})`,
      () => `LAG(${int(source)})`,
      () => 'COUNT(*)',
    ])()
    const partition = chance(0.7) ? `PARTITION BY ${column(source, ['id'])} ` : ''
    return {
      sql: `(SELECT t.*, ${call} OVER (${partition}ORDER BY ${int(source)}, ${text(source)}) AS ${name} FROM ${source.sql} t)`,
      columns: [...source.columns, { name, kind: 'int' }],
    }
  }

  const joined = (left: Source, right: Source): Source => {
    const kind = pick(random, ['JOIN', 'JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN'])
    const over = pick(random, [['id'], ['id'], ['text'], ['int']] as const)
    const on = kind === 'CROSS JOIN' ? '' : ` ON ${column(left, over, 'l')} = ${column(right, over, 'r')}`
    const items = [
      ...left.columns.map(({ name, kind: k }) => ({ sql: `l.${name}`, name: fresh('j'), kind: k })),
      ...right.columns.map(({ name, kind: k }) => ({ sql: `r.${name}`, name: fresh('j'), kind: k })),
    ]
    const selected = items.map(({ sql, name }) => `${sql} AS ${name}`).join(', ')
    return { sql: `(SELECT ${selected} FROM ${left.sql} l ${kind} ${right.sql} r${on})`, columns: items }
  }

  const united = (left: Source, right: Source): Source => {
    const shape = pick(random, [
      ['id', 'text', 'int'],
      ['text', 'int'],
      ['id', 'text'],
    ] as const)
    const items = shape.map((kind) => ({ kind, name: fresh('u') }))
    const tags = chance(0.3) ? ["'k'", "'l'"] : ['', '']
    const side = (source: Source, tag: string | undefined): string =>
      `SELECT ${items.map(({ kind, name }) => `${kind === 'text' && tag ? tag : column(source, [kind])} AS ${name}`).join(', ')} FROM ${source.sql} t`
    const all = chance(0.7) ? ' ALL' : ''
    return { sql: `(${side(left, tags[0])} UNION${all} ${side(right, tags[1])})`, columns: items }
  }

  const source = (depth: number): Source => {
    if (depth === 0 || chance(0.2))
      return pick(
        random,
        [...tables, tables[0] ?? tables[1]].filter((t) => t !== undefined),
      )
    return pick(random, [
      () => plain(source(depth - 1)),
      () => plain(source(depth - 1)),
      () => grouped(source(depth - 1), ['id']),
      () => grouped(source(depth - 1), ['text', 'int']),
      () => windowed(source(depth - 1)),
      () => joined(source(depth - 1), source(depth - 2 < 0 ? 0 : depth - 2)),
      () => united(source(depth - 1), source(depth - 2 < 0 ? 0 : depth - 2)),
      () => {
        const one = plain(source(depth - 1))
        return united(one, one)
      },
    ])()
  }

  const top = (): string => {
    const from = source(3)
    const items = [text(from), ...(chance(0.3) ? [int(from)] : [])]
    const outputs = [aggregate(from), ...(chance(0.7) ? ['COUNT(*)'] : [])]
    return pick(random, [
      () => `SELECT ${[...items, ...outputs].join(', ')} FROM ${from.sql} t GROUP BY ${items.join(', ')}`,
      () =>
        `SELECT ${[...items, ...outputs].join(', ')} FROM ${from.sql} t GROUP BY ${items.join(', ')} ORDER BY 1 LIMIT 2`,
      () => `SELECT ${outputs.join(', ')} FROM ${from.sql} t`,
      () => `SELECT DISTINCT ${items.join(', ')} FROM ${from.sql} t`,
      () => `SELECT * FROM ${grouped(from, ['text', 'int']).sql} t`,
    ])()
  }

  return top()
}

/** A query with one aggregation over joined tables, the same with a count of the people of each, and whose these are. */
export type SingleQuery = {
  readonly sql: string
  readonly counted: string
  /** The table of each further count, in order. */
  readonly people: readonly ('v' | 'c')[]
}

/** A random query with one aggregation, which the rules accept. */
export function randomSingleQuery(random: Random): SingleQuery {
  const used = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, i) => ({
    table: i === 0 ? pick(random, ['v', 'c'] as const) : pick(random, ['v', 'c', 'own'] as const),
    alias: `t${i}`,
  }))
  const number = { v: ['h', 'x'], c: ['y'], own: ['w'] } as const
  const aliases = used.map(({ alias }) => alias)
  const joins = used.map(({ table, alias }, i) => {
    if (i === 0) return `${table} ${alias}`
    const kind = pick(random, ['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN'])
    const over = pick(random, ['user_id', 'g'])
    const on = kind === 'CROSS JOIN' ? '' : ` ON ${pick(random, aliases.slice(0, i))}.${over} = ${alias}.${over}`
    return `${kind} ${table} ${alias}${on}`
  })
  const int = (): string => {
    const { table, alias } = pick(random, used)
    return `${alias}.${pick<string>(random, number[table])}`
  }
  const keys = pick(random, [[], [`${pick(random, aliases)}.g`], [`${pick(random, aliases)}.g`, int()]])
  const where = random() < 0.4 ? ` WHERE ${int()} > 1` : ''
  const having = keys.length > 0 && random() < 0.3 ? ' HAVING COUNT(*) > 2' : ''
  const items = [...keys, 'COUNT(*)', `SUM(${int()})`, `MAX(${int()})`]
  const by = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
  const rest = ` FROM ${joins.join(' ')}${where}${by}${having}`
  const protectedTables = used.flatMap(({ table, alias }) => (table === 'own' ? [] : [{ table, alias }]))
  const counts = protectedTables.map(({ alias }) => `COUNT(DISTINCT ${alias}.user_id)`)
  return {
    sql: `SELECT ${items.join(', ')}${rest}`,
    counted: `SELECT ${[...items, ...counts].join(', ')}${rest}`,
    people: protectedTables.map(({ table }) => table),
  }
}
