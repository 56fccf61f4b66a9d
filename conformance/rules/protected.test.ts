import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Assessment, assess, readCollaboration, schemaOf } from '@glovebox/cleanroom'
import { evaluate, type Tables, type Value } from '@glovebox/sql'
import { malformations } from '../../core/sql/src/relation/well-formed.ts'
import { pick, type Random, randomQuery, seeded } from './random-query.ts'

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
${table('v', 'h: INTEGER, x: INTEGER', `, ${threshold(3)}`)}${table('c', 'y: INTEGER', `, ${threshold(2)}`)}${table('own', 'w: INTEGER', '')}`)
assert.ok(collaboration !== undefined, JSON.stringify(diagnostics))
const room = { collaboration, schema: schemaOf(collaboration, {}) }
const ask = (sql: string): Assessment =>
  assess({ kind: 'sql', member: 'analyst', sql }, room.collaboration, room.schema)

const int = (random: Random): Value => pick<Value>(random, [null, 0n, 1n, 2n, 3n, 5n])
const text = (random: Random): Value => pick<Value>(random, [null, 'a', 'a', 'b', 'k'])
const some = (most: number, random: Random, row: () => Value[]): Value[][] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, row)

/** Rows of the analyst's own people, and of at most two people in v and one in c: too few for either threshold. */
function fewPeople(random: Random): Tables {
  return {
    v: some(6, random, () => [pick(random, ['u1', 'u2', null]), text(random), int(random), int(random)]),
    c: some(4, random, () => [pick(random, ['u1', null]), text(random), int(random)]),
    own: some(6, random, () => [pick(random, ['u1', 'u2', 'u3', 'u4']), text(random), int(random)]),
  }
}

const inNoOrder = (rows: readonly (readonly Value[])[]): readonly string[] =>
  rows.map((row) => row.map((value) => (typeof value === 'bigint' ? `${value}n` : String(value))).join('|')).toSorted()

describe('what is accepted and protected', () => {
  test('is well-formed, whatever was asked', () => {
    const random = seeded(1)
    let accepted = 0
    for (let i = 0; i < 2000; i++) {
      const sql = randomQuery(random)
      const { plan } = ask(sql)
      if (plan === undefined) continue
      accepted++
      assert.deepEqual(malformations(plan.query), [], sql)
      assert.equal(plan.releases.length, plan.query.outputs.length)
    }
    assert.ok(accepted > 400, `only ${accepted} accepted`)
  })

  test('tells nothing of tables with fewer people than their minimum: the result is that of empty tables', () => {
    const random = seeded(2)
    let told = 0
    for (let i = 0; i < 1500; i++) {
      const sql = randomQuery(random)
      const { plan } = ask(sql)
      if (plan === undefined) continue
      const data = fewPeople(random)
      const { rows } = evaluate(plan.query, data)
      const { rows: ofNobody } = evaluate(plan.query, { ...data, v: [], c: [] })
      assert.deepEqual(inNoOrder(rows), inNoOrder(ofNobody), sql)
      if (rows.length > 0) told++
    }
    assert.ok(told > 20, `only ${told} results had rows`)
  })
})
