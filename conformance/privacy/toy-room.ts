import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { counterBytes } from '../../core/privacy/src/sample/counter-bytes.fixture.ts'
import type { TableSchema, Tables } from '../../core/sql/src/index.ts'
import type { Room } from '../../service/api/src/index.ts'
import { openLocalRoom } from '../../service/server/src/local-room.ts'
import type { Engine, EngineJob, EngineOutcome } from '../../service/server/src/port/engine.ts'
import { openDuckdb } from '../differential/duckdb.ts'

/** A whole local room over rows in memory, with its own state on disk. */
export type ToyRoom = {
  readonly room: Room
  /** What an engine is asked, in order. */
  readonly jobs: readonly EngineJob[]
  /** The rows from now on, and that the files changed. */
  readonly load: (tables: Tables) => Promise<void>
  /** What the engine says instead of an answer, as long as it is set. */
  fault?: () => EngineOutcome
  readonly close: () => Promise<void>
}

export const isolation: EngineOutcome['isolation'] = { level: 'process', measures: [], missing: [] }

/** The visits of people, and two analysts who may ask what they like. */
export function fileWith(budget: string): string {
  return `version: 1
collaboration: toys
members:
  - { name: publisher }
  - { name: analyst, abilities: [query, receive] }
  - { name: other, abilities: [query, receive] }
tables:
  - name: visits
    owner: publisher
    source: { file: visits.csv }
    columns: { person: INTEGER, page: VARCHAR, seconds: INTEGER }
    rule: { custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst, other] } }
    privacy: { unit: person, maxGroupsContributed: 2, maxRowsPerGroup: 2, columns: { seconds: { range: [0, 10] }, page: { values: [a, b] } } }
budgets: [{ owner: publisher, ${budget} }]
`
}

const schema: readonly TableSchema[] = [
  {
    name: 'visits',
    columns: [
      { name: 'person', type: { kind: 'integer' }, nullable: true },
      { name: 'page', type: { kind: 'text' }, nullable: true },
      { name: 'seconds', type: { kind: 'integer' }, nullable: true },
    ],
  },
]

/** Opens a room whose noise and secrets come from a seed. */
export async function openToyRoom(budget: string, tables: Tables, seed = 1): Promise<ToyRoom> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-toys-'))
  const file = join(folder, 'collaboration.yaml')
  writeFileSync(file, fileWith(budget))
  const database = await openDuckdb()
  let version = 0
  const load = async (rows: Tables): Promise<void> => {
    version += 1
    writeFileSync(join(folder, 'visits.csv'), `person,page,seconds\n${'1,a,1\n'.repeat(version)}`)
    await database.load(schema, rows)
  }
  await load(tables)
  const jobs: EngineJob[] = []
  const toys: { fault?: () => EngineOutcome } = {}
  const engine: Engine = {
    name: 'toys',
    run: async (job) => {
      jobs.push(job)
      if (toys.fault !== undefined) return toys.fault()
      const { rows } = await database.run(job.sql)
      return { status: 'ok', rows, isolation }
    },
    describe: async () => ({ status: 'failed', reason: 'every type is declared' }),
  }
  const opened = await openLocalRoom({
    file,
    engine,
    random: counterBytes(seed),
    clock: () => new Date('2026-03-01T00:00:00Z'),
  })
  if (!opened.ok) assert.fail(JSON.stringify(opened.diagnostics))
  const room = opened.value
  return Object.assign(toys, {
    room,
    jobs,
    load,
    close: async () => {
      await room.close()
      database.close()
      rmSync(folder, { recursive: true })
    },
  })
}
