import type { Page, PageQuery, RunSubmission, Schedule, ScheduleDraft, ScheduleTick } from '@glovebox/api'
import type { Selectable } from 'kysely'
import { readCursor, toPage } from '../../collaboration/cursor.ts'
import { type Membership, requireMember } from '../../collaboration/membership.ts'
import { newestPage } from '../../collaboration/newest-page.ts'
import { done, type Outcome, refused } from '../../collaboration/outcome.ts'
import { recordAct } from '../../collaboration/record-act.ts'
import type { Maker } from '../../identity/maker.ts'
import type { ServerWorld } from '../../server-world.ts'
import { randomId } from '../../state/random-id.ts'
import type { Db } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'
import type { OwnPlace, Versioned } from '../saved/saved-analyses.ts'
import { nextTick, whyNoCron } from './cron.ts'

/** A schedule as it is kept. */
export type ScheduleRow = Selectable<Tables['schedules']>

const none = refused('NOT_FOUND', { reason: 'SCHEDULE_NOT_FOUND', detail: 'there is no such schedule' })
const most = 100

/** Makes a schedule. What it submits is judged at every tick, like every run. */
export async function makeSchedule(
  world: ServerWorld,
  place: OwnPlace,
  maker: Maker,
  draft: ScheduleDraft,
): Promise<Outcome<Versioned<Schedule>>> {
  const values = valuesOf(world, draft)
  if (!values.ok) return values
  return world.store.transaction(place.collaboration, async (tx) => {
    const member = await requireMember(tx, place.collaboration, place.organisation, 'act')
    if (!member.ok) return member
    const { count } = await ofPlace(tx, place)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) >= most)
      return refused('CONFLICT', { reason: 'TOO_MANY_SCHEDULES', detail: `an organisation has ${most} at most` })
    const at = world.clock().toISOString()
    const row: ScheduleRow = {
      id: randomId('sch', world.random),
      ...place,
      ...maker,
      ...values.value,
      status: 'active',
      pause_reason: null,
      version: 1,
      created_at: at,
      updated_at: at,
    }
    await tx.insertInto('schedules').values(row).execute()
    await record(tx, world, member.value, row, 'schedule-made')
    return done(versioned(row))
  })
}

/** The schedules of an organisation, newest first. */
export async function listSchedules(
  { store }: ServerWorld,
  place: OwnPlace,
  query: PageQuery,
): Promise<Outcome<Page<Schedule>>> {
  const member = await requireMember(store.db, place.collaboration, place.organisation)
  if (!member.ok) return member
  const page = await newestPage(ofPlace(store.db, place).selectAll(), query)
  if (!page.ok) return page
  return done({ ...page.value, items: page.value.items.map((row) => versioned(row).value) })
}

/** One of them. */
export async function readSchedule(
  { store }: ServerWorld,
  place: OwnPlace,
  id: string,
): Promise<Outcome<Versioned<Schedule>>> {
  const member = await requireMember(store.db, place.collaboration, place.organisation)
  if (!member.ok) return member
  const row = await ofPlace(store.db, place).selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? none : done(versioned(row))
}

/** Puts another in its place; it is active or paused as before, and whoever changed it stands for it. */
export async function changeSchedule(
  world: ServerWorld,
  place: OwnPlace,
  id: string,
  maker: Maker,
  draft: ScheduleDraft,
  version: string | undefined,
): Promise<Outcome<Versioned<Schedule>>> {
  const values = valuesOf(world, draft)
  if (!values.ok) return values
  return update(world, place, id, version, () => ({ ...maker, ...values.value }))
}

/** Lets one rest, or go on from its next tick; whoever lets it go on stands for it. */
export async function turnSchedule(
  world: ServerWorld,
  place: OwnPlace,
  id: string,
  maker: Maker,
  to: 'active' | 'paused',
): Promise<Outcome<Versioned<Schedule>>> {
  return update(world, place, id, undefined, (row) => ({
    ...(to === 'active' ? maker : {}),
    status: to,
    pause_reason: to === 'active' ? null : 'by-hand',
    next_at: nextTick(row.cron, row.zone, world.clock())?.toISOString() ?? null,
  }))
}

/** Drops one; its runs stay. */
export async function deleteSchedule(world: ServerWorld, place: OwnPlace, id: string): Promise<Outcome<void>> {
  return world.store.transaction(place.collaboration, async (tx): Promise<Outcome<void>> => {
    const member = await requireMember(tx, place.collaboration, place.organisation)
    if (!member.ok) return member
    const row = await ofPlace(tx, place).selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) return none
    await record(tx, world, member.value, row, 'schedule-removed')
    await tx.deleteFrom('schedule_ticks').where('schedule', '=', id).execute()
    await tx.deleteFrom('schedules').where('id', '=', id).execute()
    return done(undefined)
  })
}

/** What became of its ticks, newest first. */
export async function listTicks(
  { store }: ServerWorld,
  place: OwnPlace,
  id: string,
  { cursor, limit = 50 }: { readonly cursor?: string; readonly limit?: number },
): Promise<Outcome<Page<ScheduleTick>>> {
  const found = await readSchedule({ store } as ServerWorld, place, id)
  if (!found.ok) return found
  const after = readCursor(cursor)
  if (!after.ok) return after
  let rows = store.db.selectFrom('schedule_ticks').selectAll().where('schedule', '=', id)
  if (after.value !== undefined) rows = rows.where('tick', '<', after.value.at)
  const ticks = await rows
    .orderBy('tick', 'desc')
    .limit(limit + 1)
    .execute()
  const page = toPage(ticks, limit, ({ tick }) => ({ at: tick, id }))
  const items = page.items.map(({ tick, at, outcome, run, reason }) => ({
    tick,
    at,
    outcome,
    ...(run === null ? {} : { run }),
    ...(reason === null ? {} : { reason }),
  }))
  return done({ ...page, items })
}

async function update(
  world: ServerWorld,
  place: OwnPlace,
  id: string,
  version: string | undefined,
  change: (row: ScheduleRow) => Partial<ScheduleRow>,
): Promise<Outcome<Versioned<Schedule>>> {
  return world.store.transaction(place.collaboration, async (tx) => {
    const member = await requireMember(tx, place.collaboration, place.organisation, 'act')
    if (!member.ok) return member
    const before = await ofPlace(tx, place).selectAll().where('id', '=', id).executeTakeFirst()
    if (before === undefined) return none
    if (version !== undefined && version !== String(before.version)) return refused('VERSION_CONFLICT')
    const next = { version: before.version + 1, updated_at: world.clock().toISOString() }
    const row: ScheduleRow = { ...before, ...change(before), ...next }
    await tx.updateTable('schedules').set(row).where('id', '=', id).execute()
    await record(tx, world, member.value, row, 'schedule-changed')
    return done(versioned(row))
  })
}

/** Only its own organisation sees a schedule, and what is done with it; its runs are seen as all runs are. */
async function record(
  tx: Db,
  world: ServerWorld,
  { collaboration, member }: Pick<Membership, 'collaboration' | 'member'>,
  { id, name, status }: ScheduleRow,
  action: 'schedule-made' | 'schedule-changed' | 'schedule-removed',
): Promise<void> {
  await recordAct(tx, world, { collaboration, member, action, subject: id, detail: { name, status }, audience: [] })
}

function ofPlace(db: Db, { collaboration, organisation }: OwnPlace) {
  return db.selectFrom('schedules').where('collaboration', '=', collaboration).where('organisation', '=', organisation)
}

type Values = Pick<ScheduleRow, 'name' | 'submission' | 'cron' | 'zone' | 'max_share' | 'next_at'>

function valuesOf(
  { clock }: Pick<ServerWorld, 'clock'>,
  { name, submission, cron, zone = 'UTC', maxShare }: ScheduleDraft,
): Outcome<Values> {
  const now = clock()
  const why = whyNoCron(cron, zone, now)
  if (why !== undefined)
    return refused('REFUSED', { reason: 'CRON_REFUSED', detail: why, help: 'such as `0 6 * * 1`: Mondays at six' })
  const next_at = nextTick(cron, zone, now)?.toISOString() ?? null
  return done({ name, submission: JSON.stringify(submission), cron, zone, max_share: maxShare ?? null, next_at })
}

function versioned(row: ScheduleRow): Versioned<Schedule> {
  const value = {
    id: row.id,
    name: row.name,
    submission: JSON.parse(row.submission) as RunSubmission,
    cron: row.cron,
    zone: row.zone,
    ...(row.max_share === null ? {} : { maxShare: row.max_share }),
    status: row.status,
    ...(row.pause_reason === null ? {} : { pauseReason: row.pause_reason }),
    ...(row.next_at === null || row.status === 'paused' ? {} : { nextAt: row.next_at }),
    ...(row.user === null ? {} : { user: row.user }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
  return { value, version: row.version }
}
