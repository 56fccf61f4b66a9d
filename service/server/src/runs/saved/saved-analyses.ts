import type { AnalysisAsk, Page, PageQuery, SavedAnalysis, SavedAnalysisDraft } from '@glovebox/api'
import type { Selectable } from 'kysely'
import { requireMember } from '../../collaboration/membership.ts'
import { newestPage } from '../../collaboration/newest-page.ts'
import { done, type Outcome, refused } from '../../collaboration/outcome.ts'
import type { ServerWorld } from '../../server-world.ts'
import { randomId } from '../../state/random-id.ts'
import type { Db } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'

/** Whose analyses: an organisation's, in a collaboration. */
export type OwnPlace = { readonly collaboration: string; readonly organisation: string }

/** One of them with the version that `If-Match` speaks of. */
export type Versioned<T> = { readonly value: T; readonly version: number }

type Row = Selectable<Tables['saved_analyses']>

const none = refused('NOT_FOUND', { reason: 'ANALYSIS_NOT_FOUND', detail: 'there is no such saved analysis' })
const most = 1000

/** Keeps an analysis for an organisation. What it asks is looked at when it is run. */
export async function saveAnalysis(
  world: ServerWorld,
  place: OwnPlace,
  user: string | undefined,
  draft: SavedAnalysisDraft,
): Promise<Outcome<Versioned<SavedAnalysis>>> {
  return world.store.transaction(place.collaboration, async (tx) => {
    const member = await requireMember(tx, place.collaboration, place.organisation, 'act')
    if (!member.ok) return member
    const { count } = await ofPlace(tx, place)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) >= most)
      return refused('CONFLICT', { reason: 'TOO_MANY_ANALYSES', detail: `an organisation keeps ${most} at most` })
    const at = world.clock().toISOString()
    const row: Row = {
      id: randomId('sav', world.random),
      ...place,
      user: user ?? null,
      ...valuesOf(draft),
      version: 1,
      created_at: at,
      updated_at: at,
    }
    await tx.insertInto('saved_analyses').values(row).execute()
    return done(versioned(row))
  })
}

/** The analyses that an organisation keeps, newest first. */
export async function listSavedAnalyses(
  { store }: ServerWorld,
  place: OwnPlace,
  query: PageQuery,
): Promise<Outcome<Page<SavedAnalysis>>> {
  const member = await requireMember(store.db, place.collaboration, place.organisation)
  if (!member.ok) return member
  const page = await newestPage(ofPlace(store.db, place).selectAll(), query)
  if (!page.ok) return page
  return done({ ...page.value, items: page.value.items.map((row) => versioned(row).value) })
}

/** One of them. */
export async function readSavedAnalysis(
  { store }: ServerWorld,
  place: OwnPlace,
  id: string,
): Promise<Outcome<Versioned<SavedAnalysis>>> {
  const member = await requireMember(store.db, place.collaboration, place.organisation)
  if (!member.ok) return member
  const row = await ofPlace(store.db, place).selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? none : done(versioned(row))
}

/** Puts another in its place. `version`: the one that was read, where the caller says so. */
export async function changeSavedAnalysis(
  world: ServerWorld,
  place: OwnPlace,
  id: string,
  draft: SavedAnalysisDraft,
  version: string | undefined,
): Promise<Outcome<Versioned<SavedAnalysis>>> {
  return world.store.transaction(place.collaboration, async (tx) => {
    const member = await requireMember(tx, place.collaboration, place.organisation, 'act')
    if (!member.ok) return member
    const before = await ofPlace(tx, place).selectAll().where('id', '=', id).executeTakeFirst()
    if (before === undefined) return none
    if (version !== undefined && version !== String(before.version)) return refused('VERSION_CONFLICT')
    const row: Row = {
      ...before,
      ...valuesOf(draft),
      version: before.version + 1,
      updated_at: world.clock().toISOString(),
    }
    await tx.updateTable('saved_analyses').set(row).where('id', '=', id).execute()
    return done(versioned(row))
  })
}

/** Drops one. */
export async function deleteSavedAnalysis(world: ServerWorld, place: OwnPlace, id: string): Promise<Outcome<void>> {
  return world.store.transaction(place.collaboration, async (tx): Promise<Outcome<void>> => {
    const member = await requireMember(tx, place.collaboration, place.organisation)
    if (!member.ok) return member
    const gone = await tx
      .deleteFrom('saved_analyses')
      .where('id', '=', id)
      .where('collaboration', '=', place.collaboration)
      .where('organisation', '=', place.organisation)
      .executeTakeFirst()
    return Number(gone.numDeletedRows) === 0 ? none : done(undefined)
  })
}

function ofPlace(db: Db, { collaboration, organisation }: OwnPlace) {
  return db
    .selectFrom('saved_analyses')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
}

function valuesOf({ name, description, ask }: SavedAnalysisDraft): Pick<Row, 'name' | 'description' | 'ask'> {
  return { name, description: description ?? '', ask: JSON.stringify(ask) }
}

function versioned(row: Row): Versioned<SavedAnalysis> {
  const { id, name, description, ask, user, created_at, updated_at, version } = row
  const value = {
    id,
    name,
    description,
    ask: JSON.parse(ask) as AnalysisAsk,
    ...(user === null ? {} : { user }),
    createdAt: created_at,
    updatedAt: updated_at,
  }
  return { value, version }
}
