import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after } from 'node:test'
import type { IsolationReport, Room } from '@glovebox/api'
import { integerType, textType } from '@glovebox/sql'
import { openLocalRoom } from './local-room.ts'
import type { Engine, EngineControl, EngineDescription, EngineJob, EngineOutcome } from './port/engine.ts'

// Rooms with an engine that gives what a test wants: for what happens around a run. What an engine does is tested
// with the real one.

export const isolation: IsolationReport = {
  level: 'process',
  measures: ['a process of its own'],
  missing: ['a sandbox'],
}

export type FakeEngine = Engine & {
  readonly jobs: EngineJob[]
  readonly described: string[]
  next: (job: EngineJob, control: EngineControl) => Promise<EngineOutcome>
  columns: EngineDescription
}

/** An engine that gives one row, (7), until told otherwise. */
export function fakeEngine(): FakeEngine {
  const engine: FakeEngine = {
    name: 'fake',
    jobs: [],
    described: [],
    next: async () => ({ status: 'ok', rows: [[7n]], isolation }),
    columns: {
      status: 'ok',
      columns: [
        { name: 'user_id', engineType: 'BIGINT', type: integerType },
        { name: 'city', engineType: 'VARCHAR', type: textType },
        { name: 'tags', engineType: 'VARCHAR[]' },
      ],
    },
    run: (job, control) => {
      engine.jobs.push(job)
      return engine.next(job, control)
    },
    describe: async ({ files }) => {
      engine.described.push(...files.map(({ path }) => path))
      return engine.columns
    },
  }
  return engine
}

const people = `
  - name: people
    owner: publisher
    source: { file: people.csv }
    columns: { user_id: BIGINT, city: VARCHAR }
    rule:
      custom:
        allowedAnalyses: [ANY_QUERY]
        allowedAnalysisProviders: [analyst, advertiser]
        aggregationThresholds: [{ identityColumns: [user_id], minimumIdentityCount: 2, type: COUNT_DISTINCT }]`

const cities = `
  - name: cities
    owner: advertiser
    source: { file: cities.csv }
    public: true`

/** Publisher owns people, advertiser the public cities; analyst may ask and not receive, publisher may not ask. */
export const collaboration: string = `version: 1
collaboration: test
members:
  - name: publisher
    abilities: [receive]
  - name: advertiser
    abilities: [query, receive]
  - name: analyst
    abilities: [query]
tables:${people}${cities}
`

export type FakeRoom = {
  readonly room: Room
  readonly engine: FakeEngine
  readonly folder: string
  readonly reopen: () => Promise<Room>
}

const root = mkdtempSync(join(tmpdir(), 'glovebox-room-'))
const rooms: Room[] = []
after(async () => {
  for (const room of rooms) await room.close()
  rmSync(root, { recursive: true })
})
let folders = 0

/** A room over a file of this text, with its two sources beside it. */
export async function fakeRoom(
  text: string = collaboration,
  options: { readonly createsState?: boolean } = {},
): Promise<FakeRoom> {
  folders += 1
  const file = join(root, `room-${folders}`, 'collaboration.yaml')
  const folder = dirname(file)
  mkdirSync(folder)
  writeFileSync(file, text)
  writeFileSync(join(folder, 'people.csv'), 'user_id,city\n1,Berlin\n')
  writeFileSync(join(folder, 'cities.csv'), 'user_id,city\n')
  const engine = fakeEngine()
  const open = async (): Promise<Room> => {
    const opened = await openLocalRoom({ file, engine, ...options })
    assert.ok(opened.ok)
    rooms.push(opened.value)
    return opened.value
  }
  return { room: await open(), engine, folder, reopen: open }
}
