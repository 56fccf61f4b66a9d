import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CollaborationWorld } from '../collaboration/collaboration-world.ts'
import { someone, value } from '../collaboration/contribution.fixture.ts'
import { contributionLifecycle } from '../collaboration/delete-contributions.ts'
import { joinHooks, type LifecycleHooks } from '../collaboration/hooks.ts'
import { defineIntermediate } from '../intermediate/define-intermediate.ts'
import { intermediateHooks } from '../intermediate/intermediate-hooks.ts'
import { populateIntermediate } from '../intermediate/populate-intermediate.ts'
import { openKeptSources } from '../intermediate/unseal-kept.ts'
import {
  advertiser,
  agency,
  bringProtected,
  bringTable,
  openRunGround,
  type RunGround,
  room,
} from '../runs/runs.fixture.ts'
import { submitRun } from '../runs/submit-run.ts'
import { untilEnded } from '../runs/view-run.ts'
import type { Store } from '../store/store.ts'
import { KeyDestroyed } from '../store/vault.ts'
import type { Vaults } from '../vault/vaults.ts'

/** A room with data of two owners, and results, answers and kept tables of each and of both. */
export async function furnished(
  store: Store,
  place: () => string,
): Promise<{ readonly ground: RunGround; readonly world: CollaborationWorld }> {
  const ground = await openRunGround({ store, folder: place(), kept: openKeptSources(place()) })
  const { world } = ground
  await store.db
    .updateTable('members')
    .set({ abilities: '["contribute","receive"]' })
    .where('organisation', '=', agency)
    .execute()
  await bringTable(world, 'clicks', 'user_id,city\n1,Rome\n', {}, agency)
  await bringProtected(world)
  await ground.area.start()
  for (const sql of [
    'SELECT COUNT(*) AS n FROM impressions',
    'SELECT COUNT(*) AS n FROM clicks',
    'SELECT COUNT(*) AS n FROM impressions i JOIN clicks c ON i.user_id = c.user_id',
    'SELECT city, COUNT(DISTINCT user_id) AS n FROM people GROUP BY city',
  ])
    await run(ground, sql)
  const analyst = someone(advertiser, 'usr_a')
  const cities = { name: 'cities', sql: 'SELECT city, COUNT(*) AS n FROM clicks GROUP BY city' }
  value(await defineIntermediate(world, analyst, room, cities))
  const { run: populating } = value(await populateIntermediate(world, { organisation: advertiser }, room, 'cities'))
  await ended(ground, populating ?? '')
  const statusOf = store.db.selectFrom('intermediate_tables').select('status')
  while ((await statusOf.executeTakeFirst())?.status !== 'ready') await sleep(10)
  await run(ground, 'SELECT COUNT(*) AS n FROM cities')
  const lines: string[] = []
  const tombstones = { append: async (line: string) => void lines.push(line), read: async () => lines }
  return { ground, world: { ...world, hooks: hooksOf(ground), waiting: [], tombstones } }
}

/** What all areas do when a member leaves. */
export function hooksOf({ area, world }: RunGround): LifecycleHooks {
  return joinHooks(area.lifecycleHooks, intermediateHooks(() => world).lifecycle, contributionLifecycle)
}

async function ended({ world }: RunGround, run: string): Promise<void> {
  await untilEnded(world, { collaboration: room, run }, 20_000, new AbortController().signal)
}

async function run(ground: RunGround, sql: string): Promise<void> {
  const { id } = value(await submitRun(ground.world, { organisation: advertiser }, room, { sql }))
  await ended(ground, id)
}

/** Every sealed text of a database with whose it is, and whether these keys open it. */
export async function sealedIn({ db }: Store, { vaultOf }: Pick<Vaults, 'vaultOf'>): Promise<readonly Sealed[]> {
  const openings = await db.selectFrom('openings').selectAll().execute()
  const results = await db.selectFrom('results').selectAll().execute()
  const published = await db.selectFrom('published').selectAll().execute()
  const secrets = await db.selectFrom('room_secrets').selectAll().execute()
  return [
    ...openings.map(({ receipt, opening }) => ({ kind: 'opening', about: `openings/${receipt}`, sealed: opening })),
    ...results.map((row) => ({ kind: 'result', about: `results/${row.receipt}/${row.part}`, sealed: row.rows })),
    ...published.map(({ key, rows }) => ({ kind: 'answer', about: `published/${key}`, sealed: rows })),
    ...secrets.map(({ name, value }) => ({ kind: 'secret', about: `room_secrets/${name}`, sealed: value })),
  ].map(({ kind, about, sealed }) => {
    const vault = vaultOf(room)
    const madeOf = vault.madeOf(sealed)
    try {
      return { kind, madeOf, isOpen: vault.open(sealed, about) !== '' }
    } catch (error) {
      assert.ok(error instanceof KeyDestroyed)
      return { kind, madeOf, isOpen: false }
    }
  })
}

/** A sealed text of a database. */
export type Sealed = { readonly kind: string; readonly madeOf: readonly string[]; readonly isOpen: boolean }

/** How many of each kind are of somebody. */
export function countOf(
  sealed: readonly Sealed[],
  isCounted: (one: Sealed) => boolean,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { opening: 0, result: 0, answer: 0, secret: 0 }
  for (const one of sealed) if (isCounted(one)) counts[one.kind] = (counts[one.kind] ?? 0) + 1
  return counts
}
