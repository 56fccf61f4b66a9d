import assert from 'node:assert/strict'
import { compiled } from './example.fixture.ts'
import { chooser, randomSql } from './random-sql.fixture.ts'
import { printRelation } from './relation/print.ts'
import { tablesOf } from './relation/walk.ts'
import { malformations } from './relation/well-formed.ts'

/** What many random queries came to. */
export type Tally = { accepted: number; refused: number }

/** Compiles the query of each seed: it never throws, and what is accepted is well formed. */
export function compileRandom(seeds: Iterable<number>): Tally {
  const tally = { accepted: 0, refused: 0 }
  for (const seed of seeds) check(randomSql(chooser(seed)), `seed ${seed}`, tally)
  return tally
}

/** Compiles queries with pieces of their text cut out, doubled or swapped. */
export function compileDamaged(seeds: Iterable<number>): Tally {
  const tally = { accepted: 0, refused: 0 }
  for (const seed of seeds) {
    const choose = chooser(seed)
    let sql = randomSql(choose)
    for (let i = 1 + choose(3); i > 0; i--) sql = damaged(sql, choose)
    check(sql, `seed ${seed}`, tally)
  }
  return tally
}

function damaged(sql: string, choose: (below: number) => number): string {
  const words = sql.split(/(?<=[\s(),.])|(?=[\s(),.])/)
  const [i, j] = [choose(words.length), choose(words.length)]
  const [a = '', b = ''] = [words[i], words[j]]
  switch (choose(4)) {
    case 0:
      return words.toSpliced(i, 1).join('')
    case 1:
      return words.toSpliced(j, 0, a).join('')
    case 2:
      return words.with(i, b).with(j, a).join('')
    default:
      return words.with(i, b).join('')
  }
}

function check(sql: string, label: string, tally: Tally): void {
  const result = compiled(sql)
  if (!result.ok) {
    tally.refused++
    assert.ok(result.diagnostics.length > 0, `${label}: refused without a reason\n${sql}`)
    for (const { at, code } of result.diagnostics) {
      assert.ok(
        at !== undefined && at.start >= 0 && at.end <= sql.length && at.start <= at.end,
        `${label}: ${code} at no place\n${sql}`,
      )
    }
    return
  }
  tally.accepted++
  assert.deepEqual(malformations(result.value), [], `${label}\n${sql}\n${printRelation(result.value)}`)
  for (const { at } of tablesOf(result.value)) assert.ok(at.end <= sql.length)
}

/** The whole numbers from `start`, so many. */
export function* seeds(start: number, count: number): Generator<number> {
  for (let seed = start; seed < start + count; seed++) yield seed
}
