import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { checkLineage } from './lineage-check.ts'

// GLOVEBOX_SEED repeats a run.
const seed = Number(process.env.GLOVEBOX_SEED ?? randomInt(2 ** 31))

test(`a column that lineage says has no influence has none, on 2000 random queries from seed ${seed}`, () => {
  console.log(`lineage: seed ${seed}`)
  checkLineage(2000, seed)
})
