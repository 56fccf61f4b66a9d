import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { duckdb, emit, type TableSchema, type Tables, type Value } from '@glovebox/sql'
import * as fc from 'fast-check'
import { readCollaboration } from '../../core/cleanroom/src/file/read-collaboration.ts'
import type { BoundedStep } from '../../core/cleanroom/src/model/private-step.ts'
import { schemaOf } from '../../core/cleanroom/src/model/schema-of.ts'
import { stepOf, visits } from '../../core/cleanroom/src/protect/private/bound/bound.fixture.ts'
import { type Exact, exactOf, excess } from '../../core/cleanroom/src/protect/private/bound/exact.fixture.ts'
import { questions, tablesOf } from '../../core/cleanroom/src/protect/private/bound/sensitivity.suite.ts'
import { type Duckdb, openDuckdb } from '../differential/duckdb.ts'

// The integers that DuckDB computes are those of the evaluator, as long as no choice by the keyed hash is to be made.

/** Nothing has to be chosen: neither groups nor rows. */
const roomy = visits.replace('maxGroupsContributed: 2', 'maxGroupsContributed: 100')
const roomier = roomy.replace('maxRowsPerGroup: 3', 'maxRowsPerGroup: 1000')

let engine: Duckdb
before(async () => {
  engine = await openDuckdb()
})
after(() => engine.close())

function schemaIn(file: string): readonly TableSchema[] {
  const { collaboration } = readCollaboration(file)
  if (collaboration === undefined) throw new Error('the file should be accepted')
  return schemaOf(collaboration, {}).tables
}

async function exactInDuckdb({ parts }: BoundedStep): Promise<Exact> {
  const results: Exact[number][] = []
  for (const { query } of parts) {
    const { rows } = await engine.run(emit(query, duckdb, { boundingKey: 'a secret' }).sql)
    results.push(rows)
  }
  return results
}

function sorted(exact: Exact): readonly (readonly string[])[] {
  return exact.map((rows) => rows.map((row) => row.map(shown).join(' | ')).sort())
}

function shown(value: Value): string {
  return typeof value === 'number' ? String(value + 0) : String(value)
}

const samples: readonly Tables[] = fc.sample(tablesOf(40, 60), { numRuns: 6, seed: 7 })

/** Whether a choice by hash is left even where groups are not limited: of values and leaves. */
function choosesRows({ parts, trees }: BoundedStep): boolean {
  return trees.length > 0 || parts.length > 1 || parts.some((part) => part.kind === 'leaves')
}

for (const sql of questions) {
  test(`the same integers on DuckDB: ${sql}`, async () => {
    const unlimited = sql.replace('max_groups_contributed = 1', 'max_groups_contributed = 100')
    const isDistinct = /COUNT\(DISTINCT (?!person)/.test(sql)
    const tight = stepOf(unlimited, roomy)
    const step = choosesRows(tight) || isDistinct ? stepOf(unlimited, roomier) : tight
    let rows = 0
    for (const sample of samples) {
      await engine.load(schemaIn(visits), sample)
      const [found, expected] = [await exactInDuckdb(step), exactOf(step, sample)]
      assert.deepEqual(sorted(found), sorted(expected))
      rows += found.flat().length
    }
    assert.ok(rows >= samples.length, 'too few rows to tell')
  })
}

test('one unit changes no more than is said on DuckDB, where groups and rows are chosen by hash', async () => {
  for (const sql of questions.filter((_, i) => i % 3 === 0)) {
    const step = stepOf(sql)
    for (const sample of samples.slice(0, 1)) {
      await engine.load(schemaIn(visits), sample)
      const all = await exactInDuckdb(step)
      for (const person of new Set((sample.visits ?? []).map(([who]) => who))) {
        await engine.load(schemaIn(visits), {
          ...sample,
          visits: (sample.visits ?? []).filter(([who]) => who !== person),
        })
        assert.deepEqual(excess(step, all, await exactInDuckdb(step)), [], sql)
      }
    }
  }
})

test('another key chooses other groups, and the same key the same', async () => {
  const rows = Array.from({ length: 200 }, (_, i): readonly Value[] => [
    BigInt(i >> 2),
    'abcd'.charAt(i & 3),
    null,
    null,
    null,
    null,
    null,
    null,
  ])
  await engine.load(schemaIn(visits), { visits: rows, pages: [] })
  const [part] = stepOf('SELECT page, COUNT(DISTINCT person) FROM visits GROUP BY page').parts
  if (part === undefined) throw new Error('a step without parts')
  const counts = async (boundingKey: string): Promise<string> => {
    const { rows: found } = await engine.run(emit(part.query, duckdb, { boundingKey }).sql)
    assert.equal(
      found.reduce((sum, [, n]) => sum + Number(n), 0),
      100,
    )
    for (const [, n] of found) assert.ok(Number(n) > 5 && Number(n) < 45)
    return found
      .map((row) => row.join(' '))
      .sort()
      .join(', ')
  }
  assert.equal(await counts('one'), await counts('one'))
  const different = new Set([await counts('one'), await counts('two'), await counts('three'), await counts('four')])
  assert.ok(different.size > 1)
})

test('what is shown has no key in it', () => {
  const [part] = stepOf('SELECT page, COUNT(*) FROM visits GROUP BY page').parts
  if (part === undefined) throw new Error('a step without parts')
  assert.match(emit(part.query, duckdb).sql, /'<bounding key>'/)
})
