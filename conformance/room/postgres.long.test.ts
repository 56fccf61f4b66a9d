import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openRoom } from '../../service/server/src/ledger/requests.fixture.ts'
import { killAgainAndAgain, type Storm, spendAll } from '../../service/server/src/ledger/storm.suite.ts'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { openPostgresStore } from '../../service/server/src/store/postgres.ts'
import { roomSuite } from './room-suite.ts'

const server = await startPostgres()
const root = mkdtempSync(join(tmpdir(), 'glovebox-storm-'))
after(async () => {
  await server.remove()
  rmSync(root, { recursive: true })
})

async function withStorm(work: (storm: Storm) => Promise<void>): Promise<void> {
  const place = await server.newDatabase()
  const state = await openRoom(place)
  try {
    await work({ state, place, folder: mkdtempSync(join(root, 'said-')) })
  } finally {
    await state.store.close()
  }
}

const caps = { all: 600, member: 900 }

test('postgres: a thousand charges at once spend the budget to the unit', () =>
  withStorm(async (storm) => {
    const spenders = [{ member: 'a', mode: 'group', count: 1000, releases: 'keep' }] as const
    assert.equal((await spendAll(storm, spenders, caps)).length, caps.all)
  }))

test('postgres: a server that is killed again and again loses nothing and never passes a budget', () =>
  withStorm(async (storm) => {
    const spenders = [{ member: 'a', mode: 'group', count: 1000, releases: 'release' }] as const
    assert.equal((await killAgainAndAgain(storm, spenders, caps, { rounds: 24, pace: 3 })).length, caps.all)
  }))

roomSuite('postgres', async () => openPostgresStore({ connectionString: await server.newDatabase() }), 60)
