import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { agency, type RunGround, room } from '../runs/runs.fixture.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { openVaults } from '../vault/vaults.ts'
import { resealRooms } from './reseal-rooms.ts'
import { furnished, type Sealed, sealedIn } from './sealed-rooms.fixture.ts'

const tables = [
  ['openings', 'opening', (row: Row) => `openings/${row.receipt}`],
  ['results', 'rows', (row: Row) => `results/${row.receipt}/${row.part}`],
  ['published', 'rows', (row: Row) => `published/${row.key}`],
  ['room_secrets', 'value', (row: Row) => `room_secrets/${row.name}`],
] as const

type Row = Readonly<Record<string, unknown>>

/** A room as it was when a collaboration had one key for all. */
async function oldRoom(t: TestContext): Promise<RunGround> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-reseal-'))
  const store = await openSqliteStore(join(folder, 'state'))
  let count = 0
  const { ground } = await furnished(store, () => join(folder, String(count++)))
  t.after(async () => {
    await ground.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { world } = ground
  await store.transaction(room, async (tx) => {
    for (const [table, column, about] of tables) {
      for (const row of (await tx.selectFrom(table).selectAll().execute()) as readonly Row[]) {
        const sealed = String(row[column])
        const text = world.vaultOf(room).open(sealed, about(row))
        const old = world.ownVaultOf(room).seal(text, about(row))
        await tx
          .updateTable(table)
          .set({ [column]: old })
          .where(column as never, '=', sealed as never)
          .execute()
      }
    }
  })
  return ground
}

const shown = (sealed: readonly Sealed[]): readonly string[] =>
  sealed.map(({ kind, madeOf, isOpen }) => `${kind} of ${madeOf.map((one) => one.charAt(4)).join()} ${isOpen}`).sort()

const others = [
  'answer of a,p true',
  'opening of a,p true',
  'opening of a,p true',
  'result of a,p true',
  'result of a,p true',
]

test('what had one key for all members is sealed with those of whoever it is made of', async (t) => {
  const { world } = await oldRoom(t)
  const before = await sealedIn(world.store, world)
  assert.ok(before.every(({ madeOf, isOpen }) => isOpen && madeOf.length === 0))
  assert.equal(await resealRooms(world), 8)
  assert.deepEqual(
    shown(await sealedIn(world.store, world)),
    [
      ...others,
      ...['opening', 'result'].flatMap((kind) => [`${kind} of a,g true`, `${kind} of a,g true`, `${kind} of a,g true`]),
      ...['opening', 'result'].map((kind) => `${kind} of a,g,p true`),
      'secret of  true',
    ].sort(),
  )
  assert.equal(await resealRooms(world), 0)
})

test('what is made of a member whose key is destroyed already goes, and the rest is sealed anew', async (t) => {
  const { world, folder } = await oldRoom(t)
  const keys = join(folder, 'keys')
  writeFileSync(join(keys, `${room}.${agency}.vault.destroyed`), '')
  const vaults = openVaults({ folder: keys, masterKey: new Uint8Array(32).fill(1), random: randomBytes })
  await resealRooms({ ...world, ...vaults })
  const left = shown(await sealedIn(world.store, world))
  assert.deepEqual(left, [...others, ...Array<string>(4).fill('opening of  true'), 'secret of  true'].sort())
  const gone = await world.store.db.selectFrom('runs').select('id').where('result_gone_at', 'is not', null).execute()
  assert.equal(gone.length, 4)
})

test('what cannot be opened any more goes, and the server goes on', async (t) => {
  const { world } = await oldRoom(t)
  world.destroyShare(room, 'org_other')
  await resealRooms(world)
  assert.deepEqual(shown(await sealedIn(world.store, world)), Array<string>(6).fill('opening of  true'))
})
