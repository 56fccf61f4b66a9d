import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Engine, EngineTable } from '@glovebox/server'
import type { SourceFailure } from '@glovebox/source'
import {
  compile,
  duckdb,
  duckdbAllowedFunctions,
  emit,
  needsOf,
  type Query,
  type Schema,
  textType,
  type Value,
} from '@glovebox/sql'
import { duckdbEngine } from '../../service/server/src/engine/duckdb/duckdb-engine.ts'
import { machineIsolation } from '../../service/server/src/engine/duckdb/machine-isolation.ts'
import { type Random, random } from '../random.ts'
import { columnTypes, randomQuestion } from './equal-rows.ts'
import { type EqualTables, openEqualTables } from './equal-tables.ts'
import type { Fault } from './s3-double.ts'

const rows = 6000
const limits = { timeoutMs: 60_000, memoryMb: 1024, threads: 2, temporaryMb: 512, resultRows: 200_000 }
const besideEachOther = 4
const inBucket = ['s3', 's3csv', 's3parts', 'iceberg', 'delta', 'glue', 'gluelines', 'glueiceberg', 'gluedelta']

/** One table in every place gives the same answers to random questions, and under faults the same or none. */
export function equalSuite(questions: number, underFaults: number, seed: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-answers-'))
  let tables: EqualTables | undefined
  let engine: Engine | undefined
  before(async () => {
    tables = await openEqualTables(rows)
    const isolation = await machineIsolation()
    const parts = { temporaryRoot: join(folder, 'engine'), isolation: async () => isolation, isSandboxRequired: false }
    mkdirSync(parts.temporaryRoot, { mode: 0o700 })
    engine = duckdbEngine({ ...parts, allowedFunctions: [...duckdbAllowedFunctions] })
  })
  after(async () => {
    await tables?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const opened = (): { readonly tables: EqualTables; readonly engine: Engine } => {
    if (tables === undefined || engine === undefined) throw new Error('not begun')
    return { tables, engine }
  }

  test(`${questions} random questions have one answer in every place`, async () => {
    const choices = random(seed)
    let answered = 0
    const places = [...opened().tables.sources.keys()]
    for (let number = 0; number < questions; number += besideEachOther) {
      const some = Array.from({ length: besideEachOther }, () => ask(opened(), folder, places, choices))
      for (const { answers, sql } of await Promise.all(some)) {
        const [expected = []] = answers.values()
        assert.ok(typeof expected !== 'string', String(expected))
        if (expected.length > 0) answered++
        for (const [place, own] of answers) assert.deepEqual(own, expected, `question ${number} of ${place}: ${sql}`)
      }
    }
    assert.ok(answered > questions / 3, `only ${answered} questions had an answer`)
  })

  test(`${underFaults} random questions have the right answer or none where a bucket does wrong`, async () => {
    const choices = random(seed + 1)
    const { s3 } = opened().tables
    const failures = new Set<string>()
    let right = 0
    for (let number = 0; number < underFaults; number++) {
      const share = choices.pick([4, 10, 30])
      s3.fault = () => (choices.below(share) === 0 ? fault(choices) : undefined)
      const { answers, sql } = await ask(opened(), folder, ['whole', ...inBucket], choices)
      s3.fault = () => undefined
      const [expected = []] = answers.values()
      for (const [place, own] of answers) {
        if (typeof own === 'string') failures.add(own)
        else assert.deepEqual(own, expected, `question ${number} of ${place}: ${sql}`)
        if (typeof own !== 'string' && place !== 'whole') right++
      }
    }
    assert.ok(right > 0, [...failures].join('; '))
    for (const failure of failures) assert.match(failure, /^(unavailable|malformed|changed|forbidden|unsupported): /)
  })
}

type Answers = {
  /** By place: rows as texts in order, or why there are none. */
  readonly answers: ReadonlyMap<string, readonly string[] | string>
  readonly sql: string
}

/** Asks one question of some places: each is pinned, and brings what its part of the question needs, as in a run. */
async function ask(
  { tables, engine }: { readonly tables: EqualTables; readonly engine: Engine },
  folder: string,
  places: readonly string[],
  choices: Random,
): Promise<Answers> {
  const question = once(choices)
  const fetched = await Promise.all(places.map((place) => bring(tables, folder, place, question(place))))
  const there = fetched.filter((one) => 'table' in one)
  const asked = there.map(({ place }) => ({ place, ...emit(compiled(question(place), place), duckdb) }))
  const [first] = asked
  if (first === undefined) throw new Error('nothing is there')
  const names = first.columns.map(({ name }) => `"${name}"`).join(', ')
  const sql = asked
    .map((one) => `SELECT '${one.place}' AS "place", ${names} FROM (${one.sql}) AS "q" (${names})`)
    .join(' UNION ALL ')
  const columns = [{ name: 'place', type: textType }, ...first.columns]
  const outcome = await engine.run({ sql, columns, tables: there.map(({ table }) => table), limits }, {})
  assert.ok(outcome.status === 'ok', `${'reason' in outcome ? outcome.reason : outcome.status} ${question('t')}`)
  const answers = new Map<string, readonly string[] | string>()
  for (const one of fetched) answers.set(one.place, 'table' in one ? rowsFor(one.place, outcome.rows) : one.failure)
  for (const one of there) rmSync(one.folder, { recursive: true, force: true })
  return { answers, sql: question('t') }
}

/** The same text for every place, however often it is asked for. */
function once(choices: Random): (place: string) => string {
  const text = randomQuestion(choices, rows)('the_table')
  return (place) => text.replaceAll('the_table', place)
}

function rowsFor(place: string, rows: readonly (readonly Value[])[]): readonly string[] {
  const own = rows.filter(([name]) => name === place)
  return own.map((row) => row.slice(1).map(String).join(' | ')).sort()
}

function schemaOf(table: string): Schema {
  const columns = Object.entries(columnTypes).map(([name, { sql }]) => ({ name, type: sql, nullable: true }))
  return { tables: [{ name: table, columns }] }
}

function compiled(sql: string, place: string): Query {
  const query = compile(sql, schemaOf(place), [])
  if (!query.ok) throw new Error(`${JSON.stringify(query.diagnostics)} ${sql}`)
  return query.value
}

type Brought =
  | { readonly place: string; readonly table: EngineTable; readonly folder: string }
  | { readonly place: string; readonly failure: string }

async function bring({ sources }: EqualTables, root: string, place: string, sql: string): Promise<Brought> {
  const [need] = needsOf([compiled(sql, place)], schemaOf(place))
  const pinned = await sources.get(place)?.pin({})
  if (pinned?.ok !== true) return { place, failure: textOf(pinned?.failure) }
  const folder = mkdtempSync(join(root, `${place}-`))
  const { columns, bounds } = need ?? {}
  const needed = place === 'whole' || columns === undefined || bounds === undefined ? {} : { columns, bounds }
  const local = await pinned.value.fetch({ ...needed, folder }, {})
  await pinned.value.close()
  if (!local.ok) return { place, failure: textOf(local.failure) }
  const used = columns ?? Object.keys(columnTypes)
  const declared = Object.entries(columnTypes).map(([name, { sql: type }]) => ({ name, type }))
  const table = { name: place, source: local.value, columns: declared.filter(({ name }) => used.includes(name)) }
  return { place, folder, table: used.length > 0 ? table : { ...table, columns: declared.slice(0, 1) } }
}

function textOf(failure: SourceFailure | undefined): string {
  return failure === undefined ? 'no such place' : `${failure.kind}: ${failure.reason}`
}

function fault(choices: Random): Fault {
  return choices.pick<Fault>([
    { kind: 'status', status: 503, code: 'SlowDown' },
    { kind: 'status', status: 500, code: 'InternalError' },
    { kind: 'reset', after: choices.below(3000) },
    { kind: 'slow', milliseconds: 20 },
    { kind: 'short', bytes: choices.below(3000) },
    { kind: 'long', bytes: 1 + choices.below(100) },
    { kind: 'shifted', isSaid: true },
    { kind: 'ignores-range' },
    { kind: 'no-tag' },
    { kind: 'encoded' },
  ])
}
