import type { CheckpointView, ConsistencyView, LogItem, Page, PageQuery, ProvenEntry } from '@glovebox/api'
import { spellVerifierKey } from '@glovebox/crypto'
import { type Membership, requireMember } from '../collaboration/membership.ts'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import type { ServerWorld } from '../server-world.ts'
import { readEntries, readHead } from '../state/audit-log.ts'
import { inSnapshot, type RoomState, roomState } from '../store/room-state.ts'
import { checkpointOf, keyOf } from './checkpoint.ts'
import { logItem } from './log-item.ts'
import { proveConsistency, proveInclusion } from './proofs.ts'
import { isVisibleTo, type Viewer } from './visible-to.ts'

/** What of a server the log needs. */
export type LogWorld = Pick<ServerWorld, 'store' | 'random' | 'name' | 'publicUrl' | 'signingSeed' | 'vaultOf'>

/** A collaboration's log, and as whom it is read. */
export type SeenLog = { readonly state: RoomState; readonly viewer: Viewer }

/** The log of a collaboration for one of its members. */
export async function seeLog(world: LogWorld, organisation: string, collaboration: string): Promise<Outcome<SeenLog>> {
  const { store, random } = world
  const member = await requireMember(store.db, collaboration, organisation)
  if (!member.ok) return member
  const state = roomState(store, { collaboration, vault: world.vaultOf(collaboration), random })
  return done({ state, viewer: viewerOf(member.value) })
}

function viewerOf({ member, abilities }: Membership): Viewer {
  return { member, receives: abilities.includes('receive') }
}

const defaultLimit = 50

/** A part of the log, newest first. A cursor is the sequence number before which it goes on. */
export async function listLog({ state, viewer }: SeenLog, query: PageQuery): Promise<Outcome<Page<LogItem>>> {
  const { cursor, limit = defaultLimit } = query
  if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor)) return unknownCursor
  const before = cursor === undefined ? {} : { before: Number(cursor) }
  const entries = (await readEntries(state, { ...before, limit })).toReversed()
  const items = entries.map(({ entry, hash }) => logItem(entry, hash, viewer))
  const last = items.at(-1)?.sequence ?? 1
  return done(last > 1 ? { items, next: `${last}` } : { items })
}

/** The log at its present size, signed. */
export async function readCheckpoint(world: LogWorld, { state }: SeenLog): Promise<CheckpointView> {
  const key = keyOf(world)
  return { ...checkpointOf(key, state.collaboration, await readHead(state)), key: spellVerifierKey(key) }
}

/** What proves that the log of a size begins with the log of an earlier one. */
export async function readConsistency({ state }: SeenLog, from: number, to: number): Promise<Outcome<ConsistencyView>> {
  const proven = await proveConsistency(state, from, to)
  return proven === undefined ? noSuchSize : done({ from, to, ...proven })
}

/** One entry as it is in the log, with its proof; what it says where it is for this member. */
export function readEntry(world: LogWorld, seen: SeenLog, sequence: number): Promise<Outcome<ProvenEntry>> {
  return inSnapshot(seen.state, async (picture) => {
    const [found] = await readEntries(picture, { after: sequence - 1, limit: 1 })
    const head = await readHead(picture)
    const inclusion = await proveInclusion(picture, sequence, head.sequence)
    if (found === undefined || inclusion === undefined) return noSuchEntry
    const { note } = checkpointOf(keyOf(world), picture.collaboration, head)
    const shown = isVisibleTo(found.entry, seen.viewer) ? { entry: found.entry } : {}
    return done({ sequence, hash: found.hash, ...shown, inclusion, checkpoint: note })
  })
}

const unknownCursor = refused('BODY_INVALID', {
  reason: 'CURSOR_UNKNOWN',
  detail: 'this cursor is of no list',
  help: 'begin without one',
})

const noSuchSize = refused('NOT_FOUND', {
  reason: 'LOG_SIZE_UNKNOWN',
  detail: 'the log has not come to this size, or the earlier size is the larger one',
  help: 'ask for the checkpoint first: it says the size',
})

const noSuchEntry = refused('NOT_FOUND', {
  reason: 'LOG_ENTRY_UNKNOWN',
  detail: 'the log has no such entry',
  help: 'entries are counted from 1; the checkpoint says how many there are',
})
