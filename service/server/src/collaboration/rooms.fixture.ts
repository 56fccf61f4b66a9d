import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { NewCollaboration } from '@glovebox/api'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { plainVault } from '../store/vault.ts'
import type { Actor, CollaborationWorld } from './collaboration-world.ts'
import { type LifecycleHooks, noHooks } from './hooks.ts'
import { acceptInvitation } from './lifecycle/answer-invitation.ts'
import { createCollaboration } from './lifecycle/create.ts'
import type { Outcome } from './outcome.ts'

/** The organisations of the tests. */
export const organisations = ['publisher', 'advertiser', 'agency', 'auditor', 'stranger'] as const
export type Name = (typeof organisations)[number]

/** Who acts for an organisation. */
export function by(name: Name): Actor {
  return { organisation: `org_${name}` }
}

/** A server's memory with five organisations, and what it was told to destroy and to keep beside the database. */
export type Rooms = {
  readonly world: CollaborationWorld
  readonly destroyed: string[]
  readonly lines: string[]
}

/** Opens rooms on a SQLite store of their own. */
export async function openRooms(hooks: Partial<LifecycleHooks> = {}): Promise<Rooms> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-rooms-'))
  const store = await openSqliteStore(folder)
  after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return roomsOn(store, hooks)
}

/** Rooms on an empty store. */
export async function roomsOn(store: Store, hooks: Partial<LifecycleHooks> = {}): Promise<Rooms> {
  const created_at = '2026-01-01T00:00:00.000Z'
  await store.db
    .insertInto('organisations')
    .values(
      organisations.map((name) => ({
        id: `org_${name}`,
        name: `${name} Ltd`,
        name_folded: `${name} ltd`,
        is_operator: 0 as const,
        is_second_factor_required: 0 as const,
        created_at,
        version: 1,
      })),
    )
    .execute()
  const destroyed: string[] = []
  const lines: string[] = []
  let now = Date.parse('2026-03-01T00:00:00.000Z')
  const world: CollaborationWorld = {
    store,
    clock: () => new Date(now++),
    random: (bytes) => randomBytes(bytes),
    name: 'rooms.example.org',
    publicUrl: 'https://rooms.example.org',
    dataFolder: '/nowhere',
    signingSeed: new Uint8Array(32).fill(7),
    vaultOf: () => plainVault,
    ownVaultOf: () => ({ seal: (text) => text, open: (sealed) => sealed }),
    destroyVault: (id) => void destroyed.push(id),
    destroyShare: (id, organisation) => void destroyed.push(`${id} ${organisation}`),
    hooks: { ...noHooks, ...hooks },
    waiting: [],
    tombstones: { append: async (line) => void lines.push(line), read: async () => [...lines] },
  }
  return { world, destroyed, lines }
}

/** A collaboration of a publisher that contributes, an advertiser that asks and pays, and an agency that receives. */
export const measurement: NewCollaboration = {
  name: 'ad-measurement',
  creator: { name: 'publisher', abilities: ['contribute'] },
  members: [
    { organisation: 'org_advertiser', name: 'advertiser', abilities: ['query', 'receive', 'pay'] },
    { organisation: 'org_agency', name: 'agency', abilities: ['receive'] },
  ],
}

/** The same, which all but those named have joined. */
export async function openMeasurement(world: CollaborationWorld, ...absent: readonly Name[]): Promise<string> {
  const { id } = value(await createCollaboration(world, by('publisher'), measurement))
  for (const name of ['advertiser', 'agency'] as const) {
    if (absent.includes(name)) continue
    value(await acceptInvitation(world, by(name), id, { acceptsPayment: name === 'advertiser' }))
  }
  return id
}

/** The value of what was done. */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.problem)}`)
  return outcome.value
}

/** Why it was not done. */
export function reasonOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'done' : (outcome.problem.reason ?? outcome.problem.code)
}
