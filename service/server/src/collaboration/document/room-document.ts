import {
  type Collaboration,
  type CollaborationDocument,
  readCollaboration,
  type TableDocument,
  writeDocument,
} from '@glovebox/cleanroom'
import type { ServerWorld } from '../../server-world.ts'
import { prepared } from '../../store/prepared.ts'
import type { Db, Store } from '../../store/store.ts'
import { type ComposedRoom, composeRoom } from './compose-room.ts'
import { readParts } from './room-parts.ts'

/** A collaboration as it stands: one document, made of everything its members stored. */
export type RoomDocument = ComposedRoom & {
  readonly revision: number
  /**
   * With where the rows are, for the server itself: paths inside of their owners' folders. Places are those of `text`.
   * The very same object while nothing changes.
   */
  readonly forServer: Collaboration
}

/** More rooms than this are not remembered; the longest unused are forgotten first. */
const mostRooms = 500

const caches = new WeakMap<Store, Map<string, RoomDocument>>()

/**
 * The document of a collaboration; undefined where there is none. Remembered by revision, so whatever it is made of
 * counts that up. Not for use inside of a transaction, whose revisions may never come to be: there `composeIn` is.
 */
export async function roomDocument(
  { store }: Pick<ServerWorld, 'store'>,
  collaboration: string,
): Promise<RoomDocument | undefined> {
  const cache = caches.get(store) ?? new Map<string, RoomDocument>()
  caches.set(store, cache)
  const known = cache.get(collaboration)
  const [current] = await revisionOf(store.db, { collaboration })
  if (current === undefined) return undefined
  if (known?.revision === current.revision) return remembered(cache, collaboration, known)
  const composed = await store.snapshot((db) => composeIn(db, collaboration))
  return composed === undefined ? undefined : remembered(cache, collaboration, composed)
}

const revisionOf = prepared((db, { collaboration }: { readonly collaboration: string }) =>
  db.selectFrom('collaborations').select('revision').where('id', '=', collaboration).compile(),
)

function remembered(cache: Map<string, RoomDocument>, collaboration: string, room: RoomDocument): RoomDocument {
  cache.delete(collaboration)
  cache.set(collaboration, room)
  const [oldest] = cache.keys()
  if (cache.size > mostRooms && oldest !== undefined) cache.delete(oldest)
  return room
}

/** The document of a collaboration as a transaction sees it. */
export async function composeIn(db: Db, collaboration: string): Promise<RoomDocument | undefined> {
  const parts = await readParts(db, collaboration)
  if (parts === undefined) return undefined
  const composed = composeRoom(parts)
  return { ...composed, revision: parts.revision, forServer: withSources(composed) }
}

/** The document as a member reads it: its own sources, nobody else's. */
export function documentFor(room: RoomDocument, organisation: string): CollaborationDocument {
  return withSourcesOf(room, (owner) => owner === organisation)
}

function withSourcesOf(room: ComposedRoom, isShown: (organisation: string) => boolean): CollaborationDocument {
  const { tables } = room.document
  if (tables === undefined) return room.document
  const sources = new Map<string, TableDocument['source']>(
    room.tables
      .filter(({ organisation }) => isShown(organisation))
      .map(({ name, definition }) => [name, definition.source]),
  )
  return {
    ...room.document,
    tables: tables.map((table) => ({ ...table, source: sources.get(table.name) ?? table.source })),
  }
}

/** Sources decide nothing about what may be asked, so the text that everyone may read keeps its places. */
function withSources(room: ComposedRoom): Collaboration {
  const { collaboration } = readCollaboration(writeDocument(withSourcesOf(room, () => true)))
  const sources = new Map(collaboration?.tables.map(({ name, source }) => [name, source]))
  const tables = room.collaboration.tables.map((table) => {
    const found = sources.get(table.name)
    return found === undefined ? table : { ...table, source: { ...found, at: table.source.at } }
  })
  return { ...room.collaboration, tables }
}
