import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgresStore } from '../store/postgres.ts'
import { type RoomState, roomState } from '../store/room-state.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { plainVault } from '../store/vault.ts'
import type { ReservationRequest } from './reserve.ts'
import type { Accounting, Charge, Cost, Scope, ScopeKind } from './scope.ts'

/** A budget as the tests state it: caps by scope, the rest as it is most often. */
export type Budget = {
  readonly caps?: Partial<Readonly<Record<ScopeKind, Cost | undefined>>>
  readonly accounting?: Accounting
  readonly period?: string
  readonly warnAt?: readonly number[]
}

export const november = '2026-11-20T12:00:00.000Z'

/** A cost of so many units of loss. */
export function cost(loss: bigint | number, delta: bigint | number = 0): Cost {
  return { loss: BigInt(loss), delta: BigInt(delta) }
}

/** The chain of an owner's scopes for a member, with the same cost in each. */
export function charge(owner: string, member: string, price: Cost, budget: Budget = {}): Charge {
  return { cost: price, scopes: chain(owner, member, budget) }
}

/** The scopes of an owner for a member, widest first. */
export function chain(owner: string, member: string, budget: Budget = {}): readonly Scope[] {
  const { caps = {}, accounting = 'zcdp', period = 'all', warnAt = [] } = budget
  const scope = (kind: ScopeKind): Scope => ({ owner, kind, accounting, cap: caps[kind], period, warnAt })
  return [scope('data-set'), scope('collaboration'), { ...scope('member'), member }]
}

/** A request of a run named as its key. */
export function request(
  key: string,
  charges: readonly Charge[],
  rest: Partial<ReservationRequest> = {},
): ReservationRequest {
  const member = charges[0]?.scopes[2]?.member ?? ''
  const said = { question: 'q', query: 'SELECT 1', event: { mechanism: 'gaussian' } }
  return { key, run: key, member, ...said, charges, at: november, ...rest }
}

/** A room of its own on SQLite, gone when the work is done. */
export async function withRoom<T>(work: (state: RoomState, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-ledger-'))
  const state = await openRoom(folder)
  try {
    return await work(state, folder)
  } finally {
    await state.store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Opens the room in a folder or a PostgreSQL database, as another process would. */
export async function openRoom(place: string): Promise<RoomState> {
  const isDatabase = place.startsWith('postgres:')
  return roomIn(await (isDatabase ? openPostgresStore({ connectionString: place }) : openSqliteStore(place)), 'local')
}

/** A room of a collaboration in a store. */
export function roomIn(store: Store, collaboration: string, accountOf?: (owner: string) => string): RoomState {
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  return roomState(store, {
    collaboration,
    vault: plainVault,
    random,
    ...(accountOf === undefined ? {} : { accountOf }),
  })
}
