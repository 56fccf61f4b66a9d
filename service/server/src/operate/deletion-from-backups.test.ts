import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { value } from '../collaboration/contribution.fixture.ts'
import { replayDeletions } from '../collaboration/deletion/replay-deletions.ts'
import { leaveCollaboration } from '../collaboration/lifecycle/leave.ts'
import { openResult } from '../runs/result.ts'
import { advertiser, agency, openRunGround, publisher, room } from '../runs/runs.fixture.ts'
import { sharedPostgres } from '../store/postgres.suite.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { openVaults, type Vaults } from '../vault/vaults.ts'
import { writeBackup } from './backup.ts'
import { restoreBackup } from './restore.ts'
import { countOf, furnished, hooksOf, type Sealed, sealedIn } from './sealed-rooms.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-gone-'))
const closing: (() => Promise<void>)[] = []
after(async () => {
  for (const close of closing.toReversed()) await close()
  rmSync(folder, { recursive: true, force: true })
})

let count = 0
const place = (): string => join(folder, String(count++))
const stores = {
  SQLite: () => openSqliteStore(place()),
  PostgreSQL: async () =>
    await openPostgresStore({ connectionString: await (await sharedPostgres()).newDatabase(), poolSize: 4 }),
}

async function fresh(kind: keyof typeof stores): Promise<Store> {
  const store = await stores[kind]()
  closing.push(() => store.close())
  return store
}

const masterKey = new Uint8Array(32).fill(1)
const keysOf = (keys: string): Vaults => openVaults({ folder: keys, masterKey, random: randomBytes })

const nothing = { opening: 0, result: 0, answer: 0, secret: 0 }
const isOf =
  (organisation: string) =>
  ({ madeOf }: Sealed): boolean =>
    madeOf.includes(organisation)

for (const [from, to] of [
  ['SQLite', 'SQLite'],
  ['PostgreSQL', 'PostgreSQL'],
  ['SQLite', 'PostgreSQL'],
] as const)
  test(`a backup from before a member left holds nothing of it that can be opened, from ${from} to ${to}`, async () => {
    const store = await fresh(from)
    const { ground, world } = await furnished(store, place)
    closing.push(ground.close)
    const [keys, copy, backup] = [join(ground.folder, 'keys'), place(), place()]
    await writeBackup(store, backup, { at: '2026-01-01T00:00:00Z', server: 'rooms' })
    cpSync(keys, copy, { recursive: true })

    // As long as it is there, everything can be opened.
    const restored = await fresh(to)
    assert.ok((await restoreBackup(restored, backup)).ok)
    const before = await sealedIn(restored, keysOf(keys))
    const its = { opening: 4, result: 4, answer: 0, secret: 0 }
    assert.deepEqual(countOf(before, isOf(agency)), its)
    assert.deepEqual(
      countOf(before, (one) => !isOf(agency)(one)),
      { opening: 2, result: 2, answer: 1, secret: 1 },
    )
    assert.ok(before.every(({ isOpen }) => isOpen))

    const { statement } = value(await leaveCollaboration(world, { organisation: agency }, room))
    assert.deepEqual(statement.backups?.unreadable, ['result', 'cached-answer', 'intermediate-table'])
    assert.equal(statement.deleted.find(({ kind }) => kind === 'result')?.count, 4)
    const since = await sealedIn(restored, keysOf(keys))
    assert.deepEqual(
      countOf(since, (one) => isOf(agency)(one) && one.isOpen),
      nothing,
    )
    assert.deepEqual(
      countOf(since, (one) => !isOf(agency)(one) && one.isOpen),
      countOf(before, (one) => !isOf(agency)(one)),
      'what others brought survives',
    )
    // Whoever kept the keys of before opens it all: this is what the statement rests on.
    assert.ok((await sealedIn(restored, keysOf(copy))).every(({ isOpen }) => isOpen))

    // In the database that lives on nothing of it is left, and the rest is as it was.
    const live = await sealedIn(store, keysOf(keys))
    assert.deepEqual(countOf(live, isOf(agency)), nothing)
    assert.ok(live.every(({ isOpen }) => isOpen))
    const [row] = await store.db.selectFrom('runs').selectAll().where('tables', '=', '["impressions"]').execute()
    assert.ok((await openResult(ground.world, advertiser, { collaboration: room, run: row?.id ?? '' })).ok)

    // A server on the restored database, even with the keys of before, brings both to what was promised.
    const revived = place()
    cpSync(copy, join(revived, 'keys'), { recursive: true })
    const next = await openRunGround({ store: restored, folder: revived })
    closing.push(next.close)
    const hooks = hooksOf(next)
    const { tombstones } = world
    assert.deepEqual(await replayDeletions({ ...next.world, hooks, waiting: [], tombstones }), { replayed: 1 })
    assert.deepEqual(countOf(await sealedIn(restored, next.world), isOf(agency)), nothing)
    const { canSeal } = keysOf(join(revived, 'keys')).vaultOf(room)
    assert.deepEqual([canSeal([agency]), canSeal([publisher])], [false, true])
  })

test('the file of the database holds nothing of what was deleted once its log is folded into it', async () => {
  const state = place()
  const store = await openSqliteStore(state)
  closing.push(() => store.close())
  const { ground, world } = await furnished(store, place)
  closing.push(ground.close)
  const results = await store.db.selectFrom('results').select('rows').execute()
  const openings = await store.db.selectFrom('openings').select('opening').execute()
  const sealed = [...results.map(({ rows }) => rows), ...openings.map(({ opening }) => opening)]
  const { madeOf } = ground.world.vaultOf(room)
  const found = (isCounted: (text: string) => boolean): number => {
    const database = new DatabaseSync(join(state, 'state.db'))
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    const files = readdirSync(state).filter((name) => name.startsWith('state.db'))
    const bytes = files.map((name) => readFileSync(join(state, name)))
    // A piece from its end: what it is made of stands at its begin.
    const pieces = sealed.filter(isCounted).map((text) => text.slice(-60))
    return pieces.filter((piece) => bytes.some((some) => some.includes(piece))).length
  }
  const isIts = (text: string): boolean => madeOf(text).includes(agency)
  assert.equal(found(isIts), 8)
  value(await leaveCollaboration(world, { organisation: agency }, room))
  assert.equal(found(isIts), 0)
  assert.equal(
    found((text) => !isIts(text)),
    4,
  )
})
