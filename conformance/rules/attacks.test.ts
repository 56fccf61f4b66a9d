import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { evaluate, type Tables, type Value } from '@glovebox/sql'
import { readMarks } from './load-cases.ts'
import { assessInRoom, refusals, withheld } from './room.ts'

/** An attack: refused with these codes and tables, or allowed with these rows withheld and nothing but `gives` left. */
type Attack = {
  readonly name: string
  readonly sql: string
  readonly refuse?: readonly string[]
  readonly withhold?: readonly string[]
  /** The rows that leave, sorted; integers as texts. */
  readonly gives?: readonly (readonly (string | null)[])[]
}

const attacks = JSON.parse(readFileSync(join(import.meta.dirname, 'attacks.json'), 'utf8')) as readonly Attack[]

const people = Array.from({ length: 60 }, (_, i) => `u${i + 2}`)

// Sixty people at home on the first day; u1 alone on a rare page on the second. The analyst knows u1 and the others.
const data: Tables = {
  visits: [...people.map((u): Value[] => [u, 'home', 20454n, 5n, 'search']), ['u1', 'rare', 20455n, 7777n, 'mail']],
  audience: ['u1', ...people.slice(1)].map((u): Value[] => [u, `${u}@x`, 'mine', 1n]),
}

describe('attacks on rules', () => {
  for (const { name, sql: marked, refuse, withhold, gives } of attacks) {
    test(name, () => {
      const { sql, marks } = readMarks(marked)
      const assessment = assessInRoom({ kind: 'sql', member: 'analyst', sql })
      const { plan, diagnostics } = assessment
      assert.deepEqual(refusals(assessment), (refuse ?? []).toSorted(), JSON.stringify(diagnostics))
      for (const { start, end } of marks) {
        const isUnderlined = diagnostics.some(({ at }) => at?.start === start && at.end === end)
        assert.ok(isUnderlined, `nothing is refused at ${sql.slice(start, end)}: ${JSON.stringify(diagnostics)}`)
      }
      assert.equal(plan === undefined, refuse !== undefined)
      assert.deepEqual(withheld(assessment), withhold?.toSorted())
      if (gives === undefined || plan === undefined) return
      const { rows } = evaluate(plan.query, data)
      const given = rows.map((row) => row.map(shown)).toSorted()
      assert.deepEqual(given, gives)
    })
  }
})

function shown(value: Value): string | null {
  if (value === null) return null
  // Days of the data, as people write them.
  return value === 20454n ? '2026-01-01' : String(value)
}
