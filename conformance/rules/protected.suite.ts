import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { evaluate, type Feature } from '@glovebox/sql'
import { malformations } from '../../core/sql/src/relation/well-formed.ts'
import { randomQuery, randomSingleQuery, seeded } from './random-query.ts'
import { assessRandom, minimums, randomData, rowsOf, rowText, tripled, withoutRules } from './random-room.ts'

/** Brute-force properties of accepted and protected queries, over so many times the usual number of random ones. */
export function protectedSuite(rounds: number): void {
  describe('what is accepted and protected', () => {
    test('is well-formed, whatever was asked', () => {
      const random = seeded(1 + 10 * rounds)
      let accepted = 0
      for (let i = 0; i < 600 * rounds; i++) {
        const sql = randomQuery(random)
        const { plan } = assessRandom(sql)
        if (plan === undefined) continue
        accepted++
        assert.deepEqual(malformations(plan.query), [], sql)
        assert.equal(plan.releases.length, plan.query.outputs.length)
      }
      assert.ok(accepted > 100 * rounds, `only ${accepted} accepted`)
    })

    test('tells nothing of tables with fewer people than their minimum: the result is that of empty tables', () => {
      const random = seeded(2 + 10 * rounds)
      const people = { v: ['u1', 'u2', null], c: ['u1', null], own: ['u1', 'u2', 'u3', 'u4'] }
      let told = 0
      for (let i = 0; i < 700 * rounds; i++) {
        const sql = randomQuery(random)
        const data = randomData(random, people)
        const { plan } = assessRandom(sql)
        if (plan === undefined) continue
        const rows = rowsOf(plan.query, data)
        assert.deepEqual(rows, rowsOf(plan.query, { ...data, v: [], c: [] }), sql)
        if (rows.length > 0) told++
      }
      assert.ok(told > 10 * rounds, `only ${told} results had rows`)
    })

    test('keeps of one aggregation exactly the groups that stand for enough people of every table', () => {
      const random = seeded(3 + 10 * rounds)
      const everybody = ['u1', 'u2', 'u3', 'u4', 'u5', null]
      let [kept, dropped] = [0, 0]
      for (let i = 0; i < 400 * rounds; i++) {
        const { sql, counted, people } = randomSingleQuery(random)
        const data = randomData(random, { v: everybody, c: everybody, own: everybody }, 12)
        const { plan, diagnostics } = assessRandom(sql)
        assert.ok(plan !== undefined, `${sql}: ${diagnostics.map((d) => d.message).join('; ')}`)
        const all = evaluate(withoutRules(counted), data).rows
        const enough = all.filter((row) =>
          people.every((table, n) => Number(row[row.length - people.length + n]) >= minimums[table]),
        )
        const expected = enough.map((row) => rowText(row.slice(0, row.length - people.length))).toSorted()
        assert.deepEqual(rowsOf(plan.query, data), expected, sql)
        kept += enough.length
        dropped += all.length - enough.length
      }
      assert.ok(kept > 100 * rounds && dropped > 100 * rounds, `${kept} groups kept, ${dropped} dropped`)
    })

    test('changes nothing where every row stands for enough people', () => {
      const random = seeded(4 + 10 * rounds)
      const people = ['u1', 'u2', 'u3']
      // An outer join and a branch of a UNION have rows that are about nobody; LIMIT may take one of three twins.
      const exceptions: readonly Feature[] = ['left-join', 'right-join', 'full-join', 'union', 'union-all', 'limit']
      let same = 0
      for (let i = 0; i < 800 * rounds; i++) {
        const sql = randomQuery(random)
        const data = tripled(randomData(random, { v: people, c: people, own: people }, 4))
        const { plan, accepted } = assessRandom(sql)
        if (plan === undefined || accepted === undefined) continue
        if (accepted.features.some(({ feature }) => exceptions.includes(feature))) continue
        const rows = rowsOf(plan.query, data)
        // Nobody at all is too few: an aggregate of no rows is withheld.
        if (rows.length === 0 || data.v?.length === 0 || data.c?.length === 0) continue
        assert.deepEqual(rows, rowsOf(accepted, data), sql)
        same++
      }
      assert.ok(same > 20 * rounds, `only ${same} results`)
    })
  })
}
