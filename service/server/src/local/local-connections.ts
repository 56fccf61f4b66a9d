import type { ConnectionDraft, ConnectionView } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import { done, type Outcome, type Refused, refused } from '../collaboration/outcome.ts'
import { nameTaken, secretMissing, whyUnnamed } from '../connections/connection-refusals.ts'
import { readConnection, secretIn } from '../connections/read-connection.ts'
import { type Random, randomId } from '../state/random-id.ts'
import { type LocalConnection, readConnections, writeConnections } from './connections-file.ts'

/** A connection of a collaboration file, without its secret. */
export type LocalConnectionView = ConnectionView & { readonly member?: string }

/** The connections that lie beside a collaboration file. All members of it are one person here. */
export type LocalConnections = {
  list(): readonly LocalConnectionView[]
  /** `member`: whose tables it is for; absent: everybody's. */
  make(draft: ConnectionDraft, member?: string): Outcome<LocalConnectionView>
  /** Without a secret the old one stays, as long as it goes to the same place. */
  change(id: string, draft: ConnectionDraft): Outcome<LocalConnectionView>
  remove(id: string): Outcome<undefined>
}

/** Opens the connections of a state folder. */
export function openLocalConnections(
  stateFolder: string,
  world: { readonly clock: () => Date; readonly random: Random },
): LocalConnections {
  const now = (): string => world.clock().toISOString()
  return {
    list: () => readConnections(stateFolder).map(viewOf),
    make: (draft, member) => {
      const unnamed = whyUnnamed(draft.name)
      if (unnamed !== undefined) return unnamed
      if (draft.secret === undefined) return secretMissing
      const read = readConnection(draft.target, draft.secret)
      if (!read.ok) return read
      const kept = readConnections(stateFolder)
      if (kept.some((one) => isSame(one, draft.name, member))) return nameTaken(draft.name)
      const at = now()
      const made: LocalConnection = {
        ...{ id: randomId('con', world.random), name: draft.name },
        ...(member === undefined ? {} : { member }),
        ...(draft.description === undefined ? {} : { description: draft.description }),
        ...{ ...read.value, version: 1, createdAt: at, updatedAt: at },
      }
      writeConnections(stateFolder, [...kept, made])
      return done(viewOf(made))
    },
    change: (id, draft) => {
      const kept = readConnections(stateFolder)
      const before = kept.find((one) => one.id === id)
      if (before === undefined) return missing
      const read = readAnew(before, draft)
      if (!read.ok) return read
      const { description: _, ...rest } = before
      const changed: LocalConnection = {
        ...{ ...rest, ...read.value, version: before.version + 1, updatedAt: now() },
        ...(draft.description === undefined ? {} : { description: draft.description }),
      }
      writeConnections(
        stateFolder,
        kept.map((one) => (one === before ? changed : one)),
      )
      return done(viewOf(changed))
    },
    remove: (id) => {
      const kept = readConnections(stateFolder)
      if (!kept.some((one) => one.id === id)) return missing
      writeConnections(
        stateFolder,
        kept.filter((one) => one.id !== id),
      )
      return done(undefined)
    },
  }
}

function readAnew(before: LocalConnection, { target, secret }: ConnectionDraft): ReturnType<typeof readConnection> {
  if (secret !== undefined) return readConnection(target, secret)
  const read = before.connection.kind === target.kind ? readConnection(target, secretIn(before.connection)) : undefined
  if (read?.ok === true && JSON.stringify(read.value.target) === JSON.stringify(before.target)) return read
  return secretMissing
}

function isSame({ name, member }: LocalConnection, other: string, owner: string | undefined): boolean {
  return foldCase(name) === foldCase(other) && member === owner
}

function viewOf({ connection: _, ...view }: LocalConnection): LocalConnectionView {
  return view
}

const missing: Refused = refused('NOT_FOUND', {
  reason: 'CONNECTION_NOT_FOUND',
  detail: 'there is no such connection',
})
