import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { report, runTrial } from '../differential/difference.ts'
import { type Duckdb, openDuckdb } from '../differential/duckdb.ts'
import { seededSource } from '../differential/source.ts'
import { rowsFor, schema } from './database.ts'
import { goldenFiles, refreshed } from './golden.ts'

let engine: Duckdb
before(async () => {
  engine = await openDuckdb()
})
after(() => engine.close())

const goldens = goldenFiles().flatMap((file) => file.goldens)

for (const golden of goldens) {
  test(`golden: ${golden.name}`, () => {
    assert.equal(refreshed(golden).emitted, golden.emitted, 'run scripts/golden.ts and read the difference')
  })
  test(`golden, on DuckDB as in the evaluator: ${golden.name}`, async () => {
    for (const seed of [1, 2, 3, 4]) {
      const trial = { database: { schema, tables: rowsFor(seededSource(seed)), isWild: false }, sql: golden.source }
      const outcome = await runTrial(trial, engine)
      if (outcome.kind === 'different') assert.fail(report(trial, outcome))
      assert.equal(outcome.kind, 'same')
    }
  })
}

test('there are goldens', () => assert.ok(goldens.length > 40))
