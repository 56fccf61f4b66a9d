import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { report, runTrial, trialOf } from './difference.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { seededSource } from './source.ts'

const trials = 400

let engine: Duckdb
before(async () => {
  engine = await openDuckdb()
})
after(() => engine.close())

test('DuckDB gives what the evaluator gives, on random queries over random databases', async () => {
  const count = { refused: 0, nothing: 0, bag: 0, sequence: 0 }
  for (let seed = 1; seed <= trials; seed++) {
    const trial = trialOf(seededSource(seed))
    const outcome = await runTrial(trial, engine)
    if (outcome.kind === 'different') assert.fail(`seed ${seed}\n${report(trial, outcome)}`)
    count[outcome.kind === 'refused' ? 'refused' : outcome.compared]++
  }
  // The generator must go on making queries that say something.
  assert.ok(count.refused < trials * 0.1, `${count.refused} of ${trials} were refused`)
  assert.ok(count.bag + count.sequence > trials * 0.5, `only ${count.bag + count.sequence} of ${trials} were compared`)
  assert.ok(count.sequence > trials * 0.1, `only ${count.sequence} of ${trials} were compared in order`)
})
