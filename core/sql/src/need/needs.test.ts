import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../compile.ts'
import { duckdb } from '../emit/duckdb.ts'
import { emit } from '../emit/emit.ts'
import { evaluate, type Tables } from '../evaluate/evaluate.ts'
import { accepted, compiled, schema } from '../example.fixture.ts'
import { type Choose, chooser, randomSql } from '../random-sql.fixture.ts'
import type { Query } from '../relation/relation.ts'
import type { Schema } from '../resolve/schema.ts'
import type { SqlType, Value } from '../type/sql-type.ts'
import { writeValue } from '../type/value-text.ts'
import { isWithin } from './bounds.ts'
import { needsOf, type TableNeeds } from './needs.ts'

function shown(sql: string, of: Schema = schema): string {
  const result = compile(sql, of, [])
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('; '))
  return needsOf([result.value], of).map(needText).join('; ')
}

function needText({ table, columns, bounds }: TableNeeds): string {
  const end = (value: bigint | number | string | undefined, type: SqlType): string =>
    value === undefined ? '*' : Object.is(value, -0) ? '-0' : String(writeValue(value, type))
  const texts = bounds.map(({ column, type, low, high }) => `${column} ${end(low, type)}..${end(high, type)}`)
  return [`${table}(${columns.join(' ')})`, ...texts].join(' ')
}

const p = 'purchases'
const cases: readonly (readonly [sql: string, needs: string])[] = [
  [`SELECT count(*) FROM ${p}`, 'purchases()'],
  [`SELECT amount FROM ${p} WHERE user_id = 7`, 'purchases(user_id amount) user_id 7..7'],
  [`SELECT 1 FROM ${p} WHERE user_id < 7 AND 3 <= user_id`, 'purchases(user_id) user_id 3..6'],
  [`SELECT 1 FROM ${p} WHERE user_id BETWEEN 3 AND 7 AND user_id > 4`, 'purchases(user_id) user_id 5..7'],
  [`SELECT 1 FROM ${p} WHERE user_id NOT BETWEEN 3 AND 7`, 'purchases(user_id)'],
  [`SELECT 1 FROM ${p} WHERE user_id IN (9, 3, NULL)`, 'purchases(user_id) user_id 3..9'],
  [`SELECT 1 FROM ${p} WHERE user_id NOT IN (9, 3)`, 'purchases(user_id)'],
  [`SELECT 1 FROM ${p} WHERE user_id = 3 OR user_id = 4`, 'purchases(user_id)'],
  [`SELECT 1 FROM ${p} WHERE user_id + 1 = 3`, 'purchases(user_id)'],
  [`SELECT 1 FROM ${p} WHERE user_id < 2.5`, 'purchases(user_id) user_id *..2'],
  [`SELECT 1 FROM ${p} WHERE user_id > -2.5`, 'purchases(user_id) user_id -2..*'],
  [`SELECT 1 FROM ${p} WHERE amount >= 5`, 'purchases(amount) amount 5.00..*'],
  [`SELECT 1 FROM ${p} WHERE amount < 5.005`, 'purchases(amount) amount *..5.00'],
  [`SELECT 1 FROM ${p} WHERE at IS NOT NULL`, 'purchases(at) at *..*'],
  ["SELECT 1 FROM impressions WHERE day > DATE '2026-01-01'", 'impressions(day) day 2026-01-02..*'],
  ["SELECT 1 FROM impressions WHERE campaign >= 'b'", 'impressions(campaign) campaign b..*'],
  // Nothing but an upper end keeps NaN out.
  ['SELECT 1 FROM impressions WHERE cost >= 1e0', 'impressions(cost) cost *..*'],
  ['SELECT 1 FROM impressions WHERE cost BETWEEN 0e0 AND 1e0', 'impressions(cost) cost -0..1'],
  // What limits and windows saw was more than what is left of it.
  [`SELECT 1 FROM (SELECT user_id FROM ${p} LIMIT 3) t WHERE user_id = 7`, 'purchases(user_id)'],
  [`SELECT 1 FROM (SELECT user_id FROM ${p} WHERE user_id = 7 LIMIT 3) t`, 'purchases(user_id) user_id 7..7'],
  [
    `SELECT user_id FROM ${p} WHERE user_id > 1 QUALIFY row_number() OVER (ORDER BY user_id) = 2`,
    'purchases(user_id) user_id 2..*',
  ],
  [
    `SELECT 1 FROM (SELECT user_id, count(*) AS n FROM ${p} GROUP BY user_id) t WHERE user_id = 7 AND n = 2`,
    'purchases(user_id) user_id 7..7',
  ],
  [
    `SELECT a FROM (SELECT user_id AS a, amount AS b FROM ${p} UNION ALL SELECT user_id, cost FROM impressions) t WHERE a = 1`,
    'purchases(user_id amount) user_id 1..1; impressions(user_id cost) user_id 1..1',
  ],
  [
    `SELECT a FROM (SELECT * FROM (SELECT user_id AS a, amount AS b FROM ${p}) s) t WHERE a = 1`,
    'purchases(user_id amount) user_id 1..1',
  ],
  // A side that may be missing is not missing where something is true of it.
  [
    `SELECT 1 FROM ${p} x LEFT JOIN impressions y ON x.user_id = y.user_id AND y.cost < 1e0 AND x.user_id = 5`,
    'purchases(user_id); impressions(user_id cost) cost *..1',
  ],
  [
    `SELECT 1 FROM ${p} x LEFT JOIN impressions y ON x.user_id = y.user_id WHERE y.user_id = 5`,
    'purchases(user_id); impressions(user_id) user_id 5..5',
  ],
  [
    `SELECT 1 FROM ${p} x FULL JOIN impressions y ON x.user_id = y.user_id AND x.user_id = 4 WHERE y.user_id = 5`,
    'purchases(user_id); impressions(user_id) user_id 5..5',
  ],
  [
    `SELECT 1 FROM ${p} x JOIN impressions y ON x.user_id = y.user_id AND x.user_id = 4`,
    'purchases(user_id) user_id 4..4; impressions(user_id)',
  ],
  // Two readings of one table need what either needs.
  [
    `SELECT 1 FROM ${p} x, ${p} y WHERE x.user_id = 3 AND y.user_id = 9 AND x.returned`,
    'purchases(user_id returned) user_id 3..9',
  ],
  [`SELECT 1 FROM ${p} WHERE user_id = 3 AND amount > (SELECT max(amount) FROM ${p})`, 'purchases(user_id amount)'],
]
for (const [sql, needs] of cases) test(sql, () => assert.equal(shown(sql), needs))

test('an interval that holds the end of a clamped column holds what lies beyond', () => {
  const column = (type: SqlType) => ({
    name: 'v',
    type,
    nullable: true,
    range: { low: 0, high: 100 },
    isClamped: true as const,
  })
  const clamped = (type: SqlType): Schema => ({ tables: [{ name: 't', columns: [column(type)] }] })
  const integers = clamped({ kind: 'integer' })
  assert.equal(shown('SELECT 1 FROM t WHERE v BETWEEN 10 AND 90', integers), 't(v) v 10..90')
  assert.equal(shown('SELECT 1 FROM t WHERE v = 100', integers), 't(v) v 100..*')
  assert.equal(shown('SELECT 1 FROM t WHERE v < 100', integers), 't(v) v *..*')
  assert.equal(shown('SELECT 1 FROM t WHERE v <= 0', integers), 't(v) v *..0')
  assert.equal(shown('SELECT 1 FROM t WHERE v >= 0 AND v < 50', integers), 't(v) v *..49')
  assert.equal(
    shown('SELECT 1 FROM t WHERE v BETWEEN 10 AND 90', clamped({ kind: 'decimal', precision: 9, scale: 2 })),
    't(v) v 10.00..90.00',
  )
})

const range = 6
function randomValue(type: SqlType, choose: Choose): Value {
  if (choose(8) === 0) return null
  const n = choose(2 * range) - range
  switch (type.kind) {
    case 'boolean':
      return n > 0
    case 'double':
      return [Number.NaN, -0, Number.POSITIVE_INFINITY][choose(12)] ?? n / 2
    case 'text':
      return ['', 'a', 'b', 'x', 'é', '\u{1f418}', '\uffee'][choose(7)] ?? 'a'
    case 'decimal':
      return BigInt(n) * 50n
    case 'date':
      return 20_000n + BigInt(n)
    case 'timestamp':
      return BigInt(n) * 43_200_000_000n + 1_700_000_000_000_000n
    default:
      return BigInt(n)
  }
}

function randomTables(choose: Choose): Tables {
  return Object.fromEntries(
    schema.tables.map(({ name, columns }) => [
      name,
      Array.from({ length: 4 + choose(12) }, () =>
        columns.map(
          ({ type, nullable }) => randomValue(type, choose) ?? (nullable ? null : type.kind === 'boolean' ? true : 1n),
        ),
      ),
    ]),
  )
}

/** The tables without the rows and cells that are not needed. */
function cut(tables: Tables, needs: readonly TableNeeds[]): { readonly tables: Tables; readonly dropped: number } {
  let dropped = 0
  const left = schema.tables.map(({ name, columns }) => {
    const need = needs.find(({ table }) => table === name)
    const kept = (tables[name] ?? []).filter((row) =>
      need?.bounds.every((bounds) => {
        const value = row[columns.findIndex((column) => column.name === bounds.column)] ?? null
        // Statistics do not tell of NaN: only an upper end leaves it out.
        return isWithin(value, bounds)
      }),
    )
    dropped += need === undefined ? 0 : (tables[name]?.length ?? 0) - kept.length
    const isNeeded = columns.map((column) => need?.columns.includes(column.name) === true)
    return [name, kept.map((row) => row.map((value, index) => (isNeeded[index] ? value : null)))] as const
  })
  return { tables: Object.fromEntries(left), dropped }
}

/** Filters that say something of the rows, over whatever joins and sets there may be. */
function filteredSql(choose: Choose): string {
  const one = <T>(items: readonly T[]): T => items[choose(items.length)] as T
  const value = (): string => String(choose(2 * range) - range)
  const condition = (of: string): string => {
    const column = one([`${of}user_id`, `${of}user_id`, `${of}n`])
    const low = choose(2 * range) - range
    return one([
      `${column} ${one(['=', '<', '<=', '>', '>='])} ${value()}`,
      `${value()} ${one(['=', '<', '<=', '>', '>='])} ${column}`,
      `${column} BETWEEN ${low} AND ${low + choose(5)}`,
      `${column} IN (${value()}, ${value()}, NULL)`,
      `${column} IS NOT NULL`,
      `${column} < ${value()}.5`,
      `(${column} > 1 OR ${column} IS NULL)`,
      `NOT (${column} = ${value()})`,
    ])
  }
  const source = (depth: number): string => {
    const inner = (): string => source(depth + 1)
    const kind = depth > 2 ? choose(2) : choose(8)
    if (kind < 2)
      return one(['SELECT user_id, cost AS n FROM impressions', 'SELECT user_id, amount AS n FROM purchases'])
    if (kind === 2)
      return `SELECT x.user_id, y.n FROM (${inner()}) x ${one(['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN'])} (${inner()}) y ON x.user_id = y.user_id AND ${condition(one(['x.', 'y.']))} WHERE ${condition(one(['x.', 'y.']))}`
    if (kind === 3)
      return `SELECT user_id, n FROM (${inner()}) s ${one(['UNION ALL', 'INTERSECT', 'EXCEPT'])} SELECT user_id, n FROM (${inner()}) u`
    if (kind === 4) return `SELECT user_id, max(n) AS n FROM (${inner()}) g WHERE ${condition('')} GROUP BY user_id`
    if (kind === 5) return `SELECT user_id, n FROM (${inner()}) l ORDER BY user_id, n LIMIT ${1 + choose(5)}`
    if (kind === 6)
      return `SELECT user_id, row_number() OVER (PARTITION BY user_id ORDER BY n) AS n FROM (${inner()}) w`
    return `SELECT user_id, n FROM (${inner()}) f WHERE ${condition('')} AND ${condition('')}`
  }
  return `SELECT user_id, n FROM (${source(0)}) t WHERE ${condition('')}`
}

function sorted(query: Query, tables: Tables): readonly string[] {
  return evaluate(query, tables)
    .rows.map((row) => row.map(String).join('|'))
    .sort()
}

function check(sql: string, query: Query, choose: Choose): number {
  const needs = needsOf([query], schema)
  const tables = randomTables(choose)
  const { tables: less, dropped } = cut(tables, needs)
  assert.deepEqual(sorted(query, less), sorted(query, tables), `${sql}\n${needs.map(needText).join('\n')}`)
  return dropped
}

test('random filters mean the same over what is needed as over everything', () => {
  let dropped = 0
  let queries = 0
  for (let seed = 1; seed <= 700; seed++) {
    const choose = chooser(seed)
    const sql = filteredSql(choose)
    const result = compiled(sql)
    if (!result.ok) continue
    queries++
    dropped += check(sql, result.value, choose)
  }
  assert.ok(queries > 300, String(queries))
  assert.ok(dropped > 1000, String(dropped))
})

test('random queries mean the same over what is needed, and their SQL speaks of no other column', () => {
  let queries = 0
  for (let seed = 1; seed <= 600; seed++) {
    const choose = chooser(seed)
    const sql = randomSql(choose)
    const result = compiled(sql)
    // Which rows are the first of equal ones is not said.
    if (!result.ok || /LIMIT|OFFSET|OVER/i.test(sql)) continue
    queries++
    check(sql, result.value, choose)
    checkEmitted(result.value)
  }
  assert.ok(queries > 80, String(queries))
})

function checkEmitted(query: Query): void {
  const { sql } = emit(query, duckdb)
  const needs = needsOf([query], schema)
  for (const [, table, alias] of sql.matchAll(/"(impressions|purchases|Members)" AS "(t\d+)"/g)) {
    const columns = needs.find((need) => need.table === table)?.columns ?? []
    for (const [, column = ''] of sql.matchAll(new RegExp(`"${alias}"\\."([^"]+)"`, 'g')))
      assert.ok(columns.includes(column), `${table}.${column}\n${sql}`)
  }
}

test('what several queries need of a table is what either of them needs', () => {
  const queries = [
    'SELECT amount FROM purchases WHERE user_id = 3',
    'SELECT 1 FROM purchases WHERE user_id = 5 AND returned',
  ]
  assert.equal(
    needsOf(queries.map(accepted), schema).map(needText).join(),
    'purchases(user_id amount returned) user_id 3..5',
  )
})
