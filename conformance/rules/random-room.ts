import assert from 'node:assert/strict'
import { type Assessment, assess, readCollaboration, schemaOf } from '@glovebox/cleanroom'
import { compile, evaluate, type Query, type Tables, type Value } from '@glovebox/sql'
import { pick, type Random } from './random-query.ts'

/** The minimum of each table of `random-query.ts`; own has none. */
export const minimums = { v: 3, c: 2 } as const

const threshold = (minimum: number): string =>
  `aggregationThresholds: [{ identityColumns: [user_id], minimumIdentityCount: ${minimum}, type: COUNT_DISTINCT, allowedAggregateExpressionType: ANY_EXPRESSION }]`
const table = (name: string, columns: string, extra: string): string => `  - name: ${name}
    owner: ${name === 'own' ? 'analyst' : 'owner'}
    source: { file: ${name}.csv }
    columns: { user_id: VARCHAR, g: VARCHAR, ${columns} }
    rule: { custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst]${extra} } }
`

const { collaboration, diagnostics } = readCollaboration(`version: 1
collaboration: random
members:
  - name: analyst
    abilities: [query, receive]
  - name: owner
tables:
${table('v', 'h: INTEGER, x: INTEGER', `, ${threshold(minimums.v)}`)}${table('c', 'y: INTEGER', `, ${threshold(minimums.c)}`)}${table('own', 'w: INTEGER', '')}`)
assert.ok(collaboration !== undefined, JSON.stringify(diagnostics))
const room = { collaboration, schema: schemaOf(collaboration, {}) }

/** What the rules say of a random query. */
export function assessRandom(sql: string): Assessment {
  return assess({ kind: 'sql', member: 'analyst', sql }, room.collaboration, room.schema)
}

/** What a query means without any rule. */
export function withoutRules(sql: string): Query {
  const compiled = compile(sql, room.schema, [])
  assert.ok(compiled.ok, sql)
  return compiled.value
}

/** The rows of a result as texts, sorted. */
export function rowsOf(query: Query, data: Tables): readonly string[] {
  return evaluate(query, data).rows.map(rowText).toSorted()
}

/** A row as text. */
export function rowText(row: readonly Value[]): string {
  return row.map((value) => (typeof value === 'bigint' ? `${value}n` : String(value))).join('|')
}

const int = (random: Random): Value => pick<Value>(random, [null, 0n, 1n, 2n, 3n, 5n])
const text = (random: Random): Value => pick<Value>(random, [null, 'a', 'a', 'b', 'k'])

/** Random rows: at most so many of each table, of these people. */
export function randomData(
  random: Random,
  people: { readonly [T in 'v' | 'c' | 'own']: readonly Value[] },
  most = 6,
): Tables {
  const rows = (row: () => Value[]): Value[][] => Array.from({ length: Math.floor(random() * (most + 1)) }, row)
  return {
    v: rows(() => [pick(random, people.v), text(random), int(random), int(random)]),
    c: rows(() => [pick(random, people.c), text(random), int(random)]),
    own: rows(() => [pick(random, people.own), text(random), int(random)]),
  }
}

/** Every row once for each of three people who differ in nothing but their name. */
export function tripled(data: Tables): Tables {
  return Object.fromEntries(
    Object.entries(data).map(([name, rows]) => [
      name,
      rows.flatMap(([person, ...rest]) => ['x', 'y', 'z'].map((twin) => [`${person}${twin}`, ...rest])),
    ]),
  )
}
