import type { ConnectionDraft, ConnectionView, Page, PageQuery } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import type { Connection } from '@glovebox/source'
import { newestPage } from '../collaboration/newest-page.ts'
import { done, type Outcome, type Refused, refused } from '../collaboration/outcome.ts'
import { whyStale } from '../collaboration/version.ts'
import type { ServerWorld } from '../server-world.ts'
import { randomId } from '../state/random-id.ts'
import type { Db } from '../store/store.ts'
import { nameTaken, secretMissing, whyUnnamed } from './connection-refusals.ts'
import { aboutConnection, type ConnectionRow, connectionView, findConnection, noConnection } from './connection-row.ts'
import { readConnection as readTogether, secretIn } from './read-connection.ts'

const most = 200

/** Makes a connection of an organisation. Its secret is sealed under the organisation's key and shown to nobody. */
export async function makeConnection(
  world: ServerWorld,
  organisation: string,
  draft: ConnectionDraft,
): Promise<Outcome<ConnectionView>> {
  const nameless = whyUnnamed(draft.name)
  if (nameless !== undefined) return nameless
  if (draft.secret === undefined) return secretMissing
  const read = readTogether(draft.target, draft.secret)
  if (!read.ok) return read
  const id = randomId('con', world.random)
  const at = world.clock().toISOString()
  const target = JSON.stringify(read.value.target)
  const row: ConnectionRow = {
    ...{ id, organisation, name: draft.name, name_folded: foldCase(draft.name), description: draft.description ?? '' },
    ...{ kind: draft.target.kind, target, version: 1, created_at: at, updated_at: at },
    secret: sealed(world, organisation, id, target, read.value.connection),
  }
  return world.store.transaction(organisation, async (tx) => {
    const others = await tx
      .selectFrom('connections')
      .select(['id', 'name_folded'])
      .where('organisation', '=', organisation)
      .execute()
    if (others.length >= most)
      return refused('CONFLICT', { reason: 'TOO_MANY_CONNECTIONS', detail: `an organisation has ${most} at most` })
    if (others.some(({ name_folded }) => name_folded === row.name_folded)) return nameTaken(draft.name)
    await tx.insertInto('connections').values(row).execute()
    return done(connectionView(row))
  })
}

/** The connections of an organisation, newest first. */
export async function listConnections(
  { store }: ServerWorld,
  organisation: string,
  query: PageQuery,
): Promise<Outcome<Page<ConnectionView>>> {
  const rows = store.db.selectFrom('connections').selectAll().where('organisation', '=', organisation)
  const page = await newestPage(rows, query)
  return page.ok ? done({ ...page.value, items: page.value.items.map(connectionView) }) : page
}

/** One of them. */
export async function readConnection(
  { store }: ServerWorld,
  organisation: string,
  id: string,
): Promise<Outcome<ConnectionView>> {
  const row = await findConnection(store.db, organisation, id)
  return row === undefined ? noConnection : done(connectionView(row))
}

/** Puts another in its place. Without a secret the old one stays, as long as it goes to the same place. */
export async function changeConnection(
  world: ServerWorld,
  organisation: string,
  id: string,
  draft: ConnectionDraft,
  ifMatch?: string,
): Promise<Outcome<ConnectionView>> {
  const nameless = whyUnnamed(draft.name)
  if (nameless !== undefined) return nameless
  return world.store.transaction(organisation, async (tx) => {
    const before = await findConnection(tx, organisation, id)
    if (before === undefined) return noConnection
    const stale = whyStale(ifMatch, before.version)
    if (stale !== undefined) return stale
    const folded = foldCase(draft.name)
    if (folded !== before.name_folded) {
      if (await isUsed(tx, organisation, before.name_folded)) return inUse('its name is what they call it')
      if ((await byName(tx, organisation, folded)) !== undefined) return nameTaken(draft.name)
    }
    const kept = secretOf(world, organisation, before, draft)
    if (!kept.ok) return kept
    const row: ConnectionRow = {
      ...before,
      ...{ name: draft.name, name_folded: folded, description: draft.description ?? '' },
      ...{ kind: draft.target.kind, ...kept.value },
      ...{ version: before.version + 1, updated_at: world.clock().toISOString() },
    }
    await tx.updateTable('connections').set(row).where('id', '=', id).execute()
    return done(connectionView(row))
  })
}

/** Forgets a connection that no table is read through. */
export async function deleteConnection(
  world: ServerWorld,
  organisation: string,
  id: string,
  ifMatch?: string,
): Promise<Outcome<undefined>> {
  return world.store.transaction(organisation, async (tx) => {
    const row = await findConnection(tx, organisation, id)
    if (row === undefined) return noConnection
    const stale = whyStale(ifMatch, row.version)
    if (stale !== undefined) return stale
    if (await isUsed(tx, organisation, row.name_folded)) return inUse('they could not be read any more')
    await tx.deleteFrom('connections').where('id', '=', id).execute()
    return done(undefined)
  })
}

/** Opens the connection of a name, for reading a source of its own organisation. */
export async function openConnection(
  world: Pick<ServerWorld, 'store' | 'ownVaultOf'>,
  organisation: string,
  name: string,
): Promise<Connection | undefined> {
  const row = await byName(world.store.db, organisation, foldCase(name))
  return row === undefined ? undefined : opened(world, row)
}

/** The kind of the connection of a name; undefined where there is none. */
export async function kindOfConnection(db: Db, organisation: string, name: string): Promise<string | undefined> {
  return (await byName(db, organisation, foldCase(name)))?.kind
}

function byName(db: Db, organisation: string, folded: string): Promise<ConnectionRow | undefined> {
  return db
    .selectFrom('connections')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('name_folded', '=', folded)
    .executeTakeFirst()
}

function sealed(world: ServerWorld, organisation: string, id: string, target: string, connection: Connection): string {
  return world.ownVaultOf(organisation).seal(JSON.stringify(connection), aboutConnection(id, target))
}

/** Target and secret of a changed connection, as they are stored. */
function secretOf(
  world: ServerWorld,
  organisation: string,
  before: ConnectionRow,
  { target, secret }: ConnectionDraft,
): Outcome<Pick<ConnectionRow, 'target' | 'secret'>> {
  if (secret !== undefined) {
    const read = readTogether(target, secret)
    if (!read.ok) return read
    const stored = JSON.stringify(read.value.target)
    return done({ target: stored, secret: sealed(world, organisation, before.id, stored, read.value.connection) })
  }
  const known = opened(world, before)
  const read = known.kind === target.kind ? readTogether(target, secretIn(known)) : secretMissing
  if (!read.ok) return read
  return JSON.stringify(read.value.target) === before.target
    ? done({ target: before.target, secret: before.secret })
    : secretMissing
}

function opened(
  world: Pick<ServerWorld, 'ownVaultOf'>,
  { id, organisation, target, secret }: ConnectionRow,
): Connection {
  return JSON.parse(world.ownVaultOf(organisation).open(secret, aboutConnection(id, target))) as Connection
}

async function isUsed(db: Db, organisation: string, folded: string): Promise<boolean> {
  const tables = await db
    .selectFrom('configured_tables')
    .select('definition')
    .where('organisation', '=', organisation)
    .execute()
  return tables.some(({ definition }) => {
    const { source } = JSON.parse(definition) as { readonly source?: { readonly connection?: unknown } }
    return typeof source?.connection === 'string' && foldCase(source.connection) === folded
  })
}

function inUse(why: string): Refused {
  return refused('CONFLICT', {
    reason: 'CONNECTION_IN_USE',
    detail: `tables are read through this connection, and ${why}`,
    help: 'give them another source first',
  })
}
