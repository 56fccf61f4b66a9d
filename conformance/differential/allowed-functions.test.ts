import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { compile, duckdb, duckdbAllowedFunctions, type Expression, emit } from '@glovebox/sql'
import { goldenFiles } from '../emit/golden.ts'
import { aggregateCases, aggregateQuery, scalarCases, scalarQuery } from '../functions/cases.ts'
import { parameters } from './database.ts'
import { trialOf } from './difference.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { seededSource } from './source.ts'

let engine: Duckdb
before(async () => {
  engine = await openDuckdb()
})
after(() => engine.close())

/** Much of what can be emitted. */
function emitted(): readonly string[] {
  const cases = [
    ...scalarCases.flatMap((row) => [scalarQuery(row, 'columns'), scalarQuery(row, 'literals')]),
    ...aggregateCases.map(aggregateQuery),
  ].map(({ query }) => emit(query, duckdb).sql)
  const goldens = goldenFiles().flatMap(({ goldens }) => goldens.map((golden) => golden.emitted))
  const random = Array.from({ length: 150 }, (_, i) => trialOf(seededSource(i + 1))).flatMap(({ sql, database }) => {
    const compiled = compile(sql, database.schema, parameters)
    return compiled.ok ? [emit(compiled.value, duckdb).sql] : []
  })
  return [...new Set([...cases, ...goldens, ...random, ordered()])]
}

/** Rows by the keyed hash, which nobody can write. */
function ordered(): string {
  const compiled = compile('SELECT abs(n) AS n FROM (SELECT 1 AS n) AS t', { tables: [] }, [])
  if (!compiled.ok || compiled.value.relation.kind !== 'map') throw new Error('the query should be a map')
  const { relation } = compiled.value
  const outputs = relation.outputs.map(({ column, expression }) => {
    return { column, expression: { ...expression, function: 'keyed-hash' } as Expression }
  })
  return emit({ ...compiled.value, relation: { ...relation, outputs } }, duckdb).sql
}

test('the list of allowed functions is exactly what is emitted', async () => {
  const found = new Set<string>()
  for (const sql of emitted()) for (const name of await engine.functionsOf(sql)) found.add(name)
  assert.deepEqual([...found].sort(), [...duckdbAllowedFunctions].sort())
})
