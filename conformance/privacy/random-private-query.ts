import type { Random } from '../random.ts'

// Random SQL over the tables of `rooms.ts`, most of which can be made private: what is asked, not what comes out, is random.

type Kind = 'unit' | 'page' | 'key' | 'integer' | 'number' | 'free' | 'truth' | 'order' | 'topic'
type Columns = readonly { readonly name: string; readonly kind: Kind }[]
/** Something that can stand in FROM, and whether its rows are about people. */
type Source = { readonly sql: string; readonly columns: Columns; readonly isOfPeople: boolean }

const table = (sql: string, isOfPeople: boolean, of: Readonly<Record<string, Kind>>): Source => ({
  sql,
  isOfPeople,
  columns: Object.entries(of).map(([name, kind]) => ({ name, kind })),
})

const visits = table('visits', true, {
  person: 'unit',
  page: 'page',
  country: 'key',
  seconds: 'integer',
  cost: 'number',
  price: 'number',
  free: 'free',
  member: 'truth',
})
const people = table('people', true, { person: 'unit', city: 'key', age: 'integer' })
const orders = table('orders', true, { id: 'order', person: 'unit', kind: 'key' })
const items = table('items', true, { order_id: 'order', amount: 'integer', label: 'page' })
const clicks = table('clicks', true, { person: 'unit', page: 'page', weight: 'integer' })
const pages = table('pages', false, { page: 'page', topic: 'topic' })
const own = table('own', false, { person: 'unit', page: 'page', w: 'integer' })

/** A random query about protected tables; most are accepted, by some room. */
export function randomPrivateQuery(random: Random): string {
  const { below, pick } = random
  const chance = (p: number): boolean => below(1000) < p * 1000
  let names = 0
  const fresh = (prefix: string): string => `${prefix}${++names}`

  const has = ({ columns }: Source, kinds: readonly Kind[]): boolean => columns.some(({ kind }) => kinds.includes(kind))
  const column = ({ columns }: Source, kinds: readonly Kind[], from = 't'): string => {
    const fitting = columns.filter(({ kind }) => kinds.includes(kind))
    return fitting.length === 0 ? '1' : `${from}.${pick(fitting).name}`
  }
  const numeric = ['integer', 'number'] as const
  const textual = ['page', 'key', 'topic'] as const

  const condition = (source: Source, from = 't'): string => {
    const options = [
      ...(has(source, numeric) ? [() => `${column(source, numeric, from)} > ${below(4)}`] : []),
      ...(has(source, numeric) ? [() => `10 / ${column(source, ['integer', 'number'], from)} < 5`] : []),
      ...(has(source, textual) ? [() => `${column(source, textual, from)} ${pick(['=', '<>'])} 'a'`] : []),
      ...(has(source, textual) ? [() => `${column(source, textual, from)} IN ('a', 'FR', 'Rome', 'new')`] : []),
      ...(has(source, ['page']) ? [() => `${column(source, ['page'], from)} IN (SELECT i.page FROM pages i)`] : []),
      ...(has(source, ['unit']) ? [() => `${column(source, ['unit'], from)} IN (SELECT i.person FROM own i)`] : []),
      ...(has(source, ['unit']) ? [() => `${column(source, ['unit'], from)} <> 2`] : []),
      ...(has(source, ['truth']) ? [() => column(source, ['truth'], from)] : []),
      ...(has(source, ['free']) ? [() => `${column(source, ['free'], from)} < 1`] : []),
    ]
    return options.length === 0 ? 'TRUE' : pick(options)()
  }

  const plain = (source: Source): Source => {
    const kept = source.columns.filter(({ kind }) => chance(kind === 'unit' ? 0.9 : 0.8))
    const items = (kept.length === 0 ? source.columns : kept).map(({ name, kind }) => ({
      sql: `t.${name}`,
      name: fresh('p'),
      kind,
    }))
    const derived = [
      ...(has(source, ['integer']) && chance(0.25)
        ? [{ sql: `${column(source, ['integer'])} * ${pick([2, -3])}`, name: fresh('d'), kind: 'integer' as const }]
        : []),
      ...(has(source, ['number']) && chance(0.2)
        ? [{ sql: `ABS(${column(source, ['number'])}) + 1`, name: fresh('d'), kind: 'number' as const }]
        : []),
      ...(has(source, textual) && chance(0.15)
        ? [{ sql: `UPPER(${column(source, textual)})`, name: fresh('d'), kind: 'page' as const }]
        : []),
    ]
    const all = [...items, ...derived]
    const where = chance(0.4) ? ` WHERE ${condition(source)}` : ''
    const distinct = chance(0.1) ? 'DISTINCT ' : ''
    return {
      sql: `(SELECT ${distinct}${all.map(({ sql, name }) => `${sql} AS ${name}`).join(', ')} FROM ${source.sql} t${where})`,
      columns: all.map(({ name, kind }) => ({ name, kind })),
      isOfPeople: source.isOfPeople,
    }
  }

  const perPerson = (source: Source): Source => {
    if (!has(source, ['unit'])) return plain(source)
    const keys = [column(source, ['unit']), ...(has(source, textual) && chance(0.6) ? [column(source, textual)] : [])]
    const kinds = ['unit', 'page'] as const
    const measures = [
      { sql: 'COUNT(*)', name: fresh('n'), kind: 'free' as const },
      ...(has(source, numeric)
        ? [
            {
              sql: `${pick(['MAX', 'MIN', 'AVG'])}(${column(source, numeric)})`,
              name: fresh('m'),
              kind: 'number' as const,
            },
          ]
        : []),
      ...(has(source, ['integer'])
        ? [{ sql: `SUM(${column(source, ['integer'])})`, name: fresh('m'), kind: 'free' as const }]
        : []),
    ].filter(() => chance(0.8))
    const all = [...keys.map((sql, i) => ({ sql, name: fresh('k'), kind: kinds[i] ?? ('page' as const) })), ...measures]
    const having = chance(0.2) ? ` HAVING COUNT(*) > ${below(3)}` : ''
    return {
      sql: `(SELECT ${all.map(({ sql, name }) => `${sql} AS ${name}`).join(', ')} FROM ${source.sql} t GROUP BY ${keys.join(', ')}${having})`,
      columns: all.map(({ name, kind }) => ({ name, kind })),
      isOfPeople: source.isOfPeople,
    }
  }

  const windowed = (source: Source): Source => {
    if (!has(source, ['unit'])) return plain(source)
    const name = fresh('w')
    const [call, kind] = pick([
      ['ROW_NUMBER()', 'free'],
      ['COUNT(*)', 'free'],
      [`MAX(${column(source, numeric)})`, has(source, ['number']) ? 'number' : 'integer'],
    ] as const)
    const partition = `PARTITION BY ${chance(0.96) ? column(source, ['unit']) : column(source, textual)}`
    return {
      sql: `(SELECT t.*, ${call} OVER (${partition} ORDER BY ${column(source, [...numeric, 'free'])}, ${column(source, textual)}) AS ${name} FROM ${source.sql} t)`,
      columns: [...source.columns, { name, kind }],
      isOfPeople: true,
    }
  }

  const joined = (left: Source, right: Source): Source => {
    const areUnits = left.isOfPeople && right.isOfPeople
    const over = areUnits || chance(0.3) ? 'unit' : 'page'
    const kind = pick(
      areUnits ? ['JOIN', 'JOIN', 'LEFT JOIN', 'FULL JOIN', 'RIGHT JOIN'] : ['JOIN', 'JOIN', 'LEFT JOIN', 'CROSS JOIN'],
    )
    const isPossible = has(left, [over]) && has(right, [over])
    if (areUnits && !isPossible) return plain(left)
    const isCross = kind === 'CROSS JOIN' || !isPossible
    const on = isCross
      ? ''
      : ` ON ${column(left, [over], 'l')} = ${column(right, [over], 'r')}${chance(0.15) ? ` AND ${condition(right, 'r')}` : ''}`
    const side = (source: Source, from: string): { sql: string; name: string; kind: Kind }[] =>
      source.columns.map(({ name, kind: k }) => ({ sql: `${from}.${name}`, name: fresh('j'), kind: k }))
    const all = [...side(left, 'l'), ...side(right, 'r').filter(({ kind: k }) => areUnits || k !== 'unit')]
    return {
      sql: `(SELECT ${all.map(({ sql, name }) => `${sql} AS ${name}`).join(', ')} FROM ${left.sql} l ${isCross ? 'CROSS JOIN' : kind} ${right.sql} r${on})`,
      columns: all.map(({ name, kind: k }) => ({ name, kind: k })),
      isOfPeople: true,
    }
  }

  const united = (left: Source, right: Source): Source => {
    const shape = (['unit', 'page', 'integer'] as const).filter((kind) => has(left, [kind]) && has(right, [kind]))
    if (shape.length < 2) return plain(left)
    const all = shape.map((kind) => ({ kind, name: fresh('u') }))
    const branch = (source: Source): string =>
      `SELECT ${all.map(({ kind, name }) => `${column(source, [kind])} AS ${name}`).join(', ')} FROM ${source.sql} t`
    const operator = pick(['UNION ALL', 'UNION ALL', 'UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT'])
    return { sql: `(${branch(left)} ${operator} ${branch(right)})`, columns: all, isOfPeople: true }
  }

  const base = (): Source => pick([visits, visits, visits, people, orders, items, clicks])

  const orderedItems = (): Source => ({
    sql: '(SELECT i.amount AS oa, i.label AS ol, o.kind AS ok, o.person AS op FROM items i JOIN orders o ON i.order_id = o.id)',
    columns: table('', true, { oa: 'integer', ol: 'page', ok: 'key', op: 'unit' }).columns,
    isOfPeople: true,
  })

  const source = (depth: number): Source => {
    if (depth === 0 || chance(0.3)) return chance(0.08) ? orderedItems() : base()
    return pick([
      () => plain(source(depth - 1)),
      () => plain(source(depth - 1)),
      () => perPerson(source(depth - 1)),
      () => windowed(source(depth - 1)),
      () => joined(source(depth - 1), source(Math.max(0, depth - 2))),
      () => joined(source(depth - 1), pick([pages, pages, own])),
      () => united(source(depth - 1), source(Math.max(0, depth - 2))),
    ])()
  }

  const bounds = (kinds: readonly ('group' | 'row')[]): string => {
    const ends = pick(['(0, 1)', '(-2, 3)', '(1, 2)', '(0, 0.5)', '(0, 7)'])
    return `contribution_bounds_per_${pick(kinds)} => ${ends}`
  }

  const aggregate = (from: Source): string => {
    const number = column(from, numeric)
    const filter = chance(0.15) ? ` FILTER (WHERE ${condition(from)})` : ''
    const any = (): string => `t.${pick(from.columns).name}`
    const plainOnes = [
      () => 'COUNT(*)',
      () => `COUNT(${any()})`,
      ...(has(from, ['unit']) ? [() => `COUNT(DISTINCT ${column(from, ['unit'])})`] : [() => 'COUNT(*)']),
      () => `COUNT(DISTINCT ${any()})`,
      () => `COUNT(*, ${bounds(['group'])})`,
    ]
    const ofNumbers = [
      () => `SUM(${number})`,
      () => `SUM(${number} * 2)`,
      () => `SUM(CASE WHEN ${condition(from)} THEN ${number} ELSE 0 END)`,
      () => `SUM(${number}, ${bounds(['group', 'row'])})`,
      () => `AVG(${number})`,
      () => `AVG(${number}, ${bounds(['group', 'row'])})`,
      () => `${pick(['VAR_POP', 'STDDEV_SAMP'])}(${number})`,
      () => `${pick(['MEDIAN', 'MIN', 'MAX'])}(${number})`,
      () => `PERCENTILE_CONT(0.${1 + below(9)}) WITHIN GROUP (ORDER BY ${number})`,
    ]
    const ofFree = [
      () => `SUM(${column(from, ['free'])}, contribution_bounds_per_group => (-2, 3))`,
      () => `AVG(${column(from, ['free'])}, ${bounds(['group', 'row'])})`,
    ]
    const options = [...plainOnes, ...(has(from, numeric) ? ofNumbers : []), ...(has(from, ['free']) ? ofFree : [])]
    return `${pick(options)()}${filter}`
  }

  const key = (from: Source): string => {
    const options = [
      ...(has(from, ['key'])
        ? [() => column(from, ['key']), () => column(from, ['key']), () => `LOWER(${column(from, ['key'])})`]
        : []),
      ...(has(from, ['page']) ? [() => column(from, ['page'])] : []),
      ...(has(from, ['topic']) ? [() => column(from, ['topic']), () => column(from, ['topic'])] : []),
      ...(has(from, ['truth']) ? [() => column(from, ['truth'])] : []),
      ...(has(from, ['free', 'number']) ? [() => column(from, ['free', 'number'])] : []),
      ...(has(from, ['integer']) ? [() => column(from, ['integer']), () => `${column(from, ['integer'])} > 1`] : []),
      ...(has(from, ['number'])
        ? [() => `CASE WHEN ${column(from, ['number'])} > 20 THEN 'dear' ELSE 'cheap' END`]
        : []),
    ]
    return options.length === 0 ? "'all'" : pick(options)()
  }

  const clause = (from: Source): string => {
    if (!chance(0.35)) return ''
    const options = [
      ...(chance(0.8) ? [`epsilon = ${pick(['20', '10', '5', '1', '0.5', '0.05'])}`] : []),
      ...(chance(0.5) ? [`delta = ${pick(['1e-3', '1e-4', '1e-6'])}`] : []),
      ...(chance(0.5) ? [`max_groups_contributed = ${1 + below(3)}`] : []),
      ...(chance(0.25) ? [`min_privacy_units_per_group = ${1 + below(3)}`] : []),
      ...(chance(0.15) && has(from, ['unit']) ? [`privacy_unit_column = ${column(from, ['unit'])}`] : []),
      ...(chance(0.1) ? [`group_selection_strategy = ${pick(['LAPLACE_THRESHOLD', 'PUBLIC_GROUPS'])}`] : []),
    ]
    return options.length === 0 ? '' : `WITH DIFFERENTIAL_PRIVACY OPTIONS (${options.join(', ')}) `
  }

  const aggregation = (mayHaveClause: boolean): { readonly sql: string; readonly columns: readonly string[] } => {
    const from = source(2)
    const keys = [...new Set(Array.from({ length: pick([0, 1, 1, 1, 2]) }, () => key(from)))]
    const named = [...keys, ...Array.from({ length: 1 + below(3) }, () => aggregate(from))].map((sql) => ({
      sql,
      name: fresh('a'),
    }))
    const where = chance(0.25) ? ` WHERE ${condition(from)}` : ''
    const by = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
    const having = keys.length > 0 && chance(0.12) ? ` HAVING COUNT(*) > ${below(3)}` : ''
    const head = mayHaveClause ? clause(from) : ''
    return {
      sql: `SELECT ${head}${named.map(({ sql, name }) => `${sql} AS ${name}`).join(', ')} FROM ${from.sql} t${where}${by}${having}`,
      columns: named.map(({ name }) => name),
    }
  }

  const top = pick([
    () => aggregation(true).sql,
    () => aggregation(true).sql,
    () => aggregation(true).sql,
    () => `${aggregation(true).sql} ORDER BY 1 LIMIT 2`,
    () => {
      const from = source(2)
      return `SELECT DISTINCT ${key(from)} AS k FROM ${from.sql} t`
    },
    () => {
      const inner = aggregation(true)
      return `SELECT COUNT(*), MAX(z.${pick(inner.columns)}) FROM (${inner.sql}) z`
    },
    () => {
      const [first, second] = [aggregation(true), aggregation(false)]
      return `WITH y AS (${first.sql}), z AS (${second.sql}) SELECT y.*, z.${pick(second.columns)} FROM y CROSS JOIN z`
    },
    () => {
      const [first, second] = [aggregation(true), aggregation(false)]
      return `SELECT y.${pick(first.columns)} FROM (${first.sql}) y WHERE (SELECT COUNT(*) FROM (${second.sql}) z) > 0`
    },
  ])
  return top()
}
