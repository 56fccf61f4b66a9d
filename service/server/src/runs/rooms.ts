import type { TableAssociation } from '@glovebox/cleanroom'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { TableSource } from '@glovebox/source'
import type { CountedTable } from '../collaboration/budget/access.ts'
import { type RoomDocument, roomDocument } from '../collaboration/document/room-document.ts'
import type { OwnSources } from '../connections/own-sources.ts'
import type { KeptSources } from '../intermediate/unseal-kept.ts'
import type { DestinationRef } from '../log/entry.ts'
import type { Engine, EngineLimits } from '../port/engine.ts'
import type { ServerWorld } from '../server-world.ts'
import { localFiles } from '../source/local-files.ts'
import type { RunLock } from '../state/run-lock.ts'
import { type RoomState, roomState } from '../store/room-state.ts'
import type { ReadDocument } from '../usecase/read-document.ts'
import { versionMemory } from '../usecase/version-memory.ts'
import type { World } from '../usecase/world.ts'

/** What rooms need beside the server's world. */
export type RoomTools = {
  readonly engine: () => Promise<Engine>
  readonly limits: (timeoutMs?: number) => EngineLimits
  readonly runLock: (run: string) => RunLock | undefined
  readonly sources: OwnSources
  /** Hears why a table's source gave nothing: for the organisation that owns it and nobody else. */
  readonly onOwnerReport?: (organisation: string, collaboration: string, table: string, reason: string) => void
  /** Opens what rooms keep as tables. */
  readonly kept?: KeptSources
}

/** The rooms of all collaborations, as the use cases of one want them. */
export type Rooms = {
  /** A room as it stands whenever it is asked: its document is first that of when it was opened, then of the last revision. */
  readonly open: (collaboration: string) => Promise<OpenRoom>
  /** The room's state alone: for what needs no document. */
  readonly stateOf: (collaboration: string) => RoomState
  readonly runLock: RoomTools['runLock']
}

export type OpenRoom = World & {
  /** Of the document that was read last. */
  readonly revision: () => number
  /** Tables of that document, with how often they may be read. */
  readonly counted: (tables: readonly string[]) => readonly CountedTable[]
  /** A destination of that document. */
  readonly destination: (name: string) => DestinationRef | undefined
}

/** Rooms over the server's world. */
export function openRooms(world: ServerWorld, tools: RoomTools): Rooms {
  const documents = new WeakMap<RoomDocument, ReadDocument>()
  const versions = versionMemory(world.clock)
  const documentOf = (room: RoomDocument): ReadDocument => {
    const known = documents.get(room) ?? { text: room.text, collaboration: room.forServer, diagnostics: [] }
    documents.set(room, known)
    return known
  }
  const stateOf = (collaboration: string, of: Partial<Pick<RoomState, 'accountOf' | 'madeOf'>> = {}): RoomState =>
    roomState(world.store, {
      collaboration,
      vault: world.vaultOf(collaboration),
      random: world.random,
      madeOf: nobodyKnows,
      ...of,
    })
  return {
    runLock: tools.runLock,
    stateOf,
    open: async (collaboration) => {
      let room = await found(world, collaboration)
      let isUnread = true
      const organisationOf = (member: string): string | undefined =>
        room.members.find((one) => one.member === member)?.organisation
      const state = stateOf(collaboration, {
        accountOf: (owner) => {
          const account = organisationOf(owner)
          if (account === undefined) throw new Error('a budget is of nobody in the collaboration')
          return account
        },
        madeOf: ({ tables, member }) => madeOf(room, tables, organisationOf(member)),
      })
      const { sources, onOwnerReport, ...rest } = tools
      const report = ({ name, owner }: TableAssociation, reason: string): void => {
        const organisation = organisationOf(owner)
        if (organisation !== undefined) onOwnerReport?.(organisation, collaboration, name, reason)
      }
      return {
        ...rest,
        versions: {
          get: (table) => versions.get(`${collaboration} ${table}`),
          note: (table, version) => versions.note(`${collaboration} ${table}`, version),
          look: (table, look) => versions.look(`${collaboration} ${table}`, look),
        },
        fetchFolder: sources.fetchFolder,
        onOwnerReport: report,
        clock: world.clock,
        random: world.random,
        revision: () => room.revision,
        destination: (name) => destinationIn(room, name),
        counted: (names) => room.tables.filter(({ name }) => names.includes(name)),
        document: async () => {
          if (!isUnread) room = await found(world, collaboration)
          isUnread = false
          return documentOf(room)
        },
        openSource: async (table) => {
          const kept = room.tables.find(({ name }) => name === table.name)?.kept
          if (kept === undefined) return openTableSource(sources, organisationOf(table.owner), table, report)
          const source = await tools.kept?.open(state, kept.receipt)
          return source === undefined ? missing(table) : accepted(localFiles(source))
        },
        state: async () => state,
        stateIfAny: async () => state,
      }
    },
  }
}

/** Whose data tables are made of, kept ones too, and who asked for it. */
function madeOf(room: RoomDocument, names: readonly string[], asker: string | undefined): readonly string[] {
  const tables = room.tables.filter(({ name }) => names.includes(name))
  if (asker === undefined || tables.length < names.length) return nobodyKnows()
  const owners = tables.flatMap((table) => [table, ...(table.madeOf ?? [])]).map(({ organisation }) => organisation)
  return [...new Set([...owners, asker])]
}

/** What is sealed for nobody could be read after its owner has gone. */
function nobodyKnows(): never {
  throw new Error('nobody knows whose data an answer is made of')
}

/** A destination of a room as runs are pinned to it. */
function destinationIn({ destinations, members }: RoomDocument, name: string): DestinationRef | undefined {
  const part = destinations.find((one) => one.name === name)
  const owner = members.find(({ organisation }) => organisation === part?.organisation)?.member
  return part === undefined || owner === undefined ? undefined : { id: part.id, name, owner, hash: part.hash }
}

async function found(world: ServerWorld, collaboration: string): Promise<RoomDocument> {
  const room = await roomDocument(world, collaboration)
  if (room === undefined) throw new Error('there is no such collaboration')
  return room
}

/** Whose files are missing is said, and not where they should be: the analyst reads it. */
async function openTableSource(
  sources: OwnSources,
  organisation: string | undefined,
  table: TableAssociation,
  report: (table: TableAssociation, reason: string) => void,
): Promise<Result<TableSource>> {
  if (organisation === undefined) return missing(table)
  const opened = await sources.open(organisation, table.source)
  if (opened.ok) return accepted(opened.value)
  report(table, opened.failure.reason)
  return missing(table)
}

function missing({ name, owner, source }: TableAssociation): Result<TableSource> {
  return refused([diagnostic('RUN_DATA_MISSING', { table: name }, source.at, { table: name, owner })])
}
