import type { Price } from '@glovebox/api'
import { sql } from 'kysely'
import { type Membership, membersOfAll, whetherMember } from '../collaboration/membership.ts'
import { done, type Outcome, refused } from '../collaboration/outcome.ts'
import { recordEvents } from '../events/record-event.ts'
import type { Db } from '../store/store.ts'
import { noteActivations } from './pending-activation.ts'
import { destinationOf, insertViewers, isUnfinished, namesOf, type RunRow, viewersOf } from './run-row.ts'
import type { RunWorld } from './run-world.ts'
import { type AgentKey, type Spender, whyNotSpend } from './spending-cap.ts'

/** A run that every rule let pass, and every budget could pay for, when they were asked. */
export type Draft = {
  readonly row: RunRow
  /** The owners of what it reads. */
  readonly owners: readonly string[]
  readonly prices: readonly Price[]
  readonly spender: Spender | undefined
  readonly agent: AgentKey | undefined
}

/**
 * Keeps runs that were submitted at once, or says why not, in their order: as if each came after the one before, in few
 * statements for all of them.
 */
export async function keepDrafts(
  world: RunWorld,
  tx: Db,
  drafts: readonly Draft[],
): Promise<readonly Outcome<RunRow>[]> {
  const answers: Outcome<RunRow>[] = []
  for (const round of roundsOf(drafts)) answers.push(...(await keepRound(world, tx, round)))
  return answers
}

/** Drafts that need not know of each other: no two of a round have one key or one cap. */
function roundsOf(drafts: readonly Draft[]): readonly (readonly Draft[])[] {
  const rounds: Draft[][] = []
  let taken = new Set<string>()
  for (const draft of drafts) {
    const { row, spender } = draft
    const names = [
      ...(row.idempotency_key === null ? [] : [keyName(row)]),
      ...(spender === undefined ? [] : [JSON.stringify([spender.by, spender.id])]),
    ]
    const last = rounds.at(-1)
    if (last !== undefined && !names.some((name) => taken.has(name))) last.push(draft)
    else {
      rounds.push([draft])
      taken = new Set()
    }
    for (const name of names) taken.add(name)
  }
  return rounds
}

async function keepRound(world: RunWorld, tx: Db, round: readonly Draft[]): Promise<readonly Outcome<RunRow>[]> {
  // Whatever was true before this transaction may not be now.
  const members = await membersOfAll(tx, distinct(round.map(({ row }) => row.collaboration)))
  const before = await earlierRuns(
    tx,
    round.map(({ row }) => row),
  )
  const waiting = await waitingRuns(tx, distinct(round.map(({ row }) => row.organisation)))
  const answers: Outcome<RunRow>[] = []
  const kept: { readonly row: RunRow; readonly draft: Draft }[] = []
  for (const draft of round) {
    const { organisation } = draft.row
    const known = { members, before, waits: waiting.get(organisation) ?? 0, mostWaiting: world.runs.mostWaiting }
    const settled = await whyNotKept(tx, draft, known)
    if (settled !== undefined) {
      answers.push(settled)
      continue
    }
    const row: RunRow = { ...draft.row, status: asksFirst(draft) ? 'awaiting-approval' : 'queued' }
    waiting.set(organisation, known.waits + 1)
    kept.push({ row, draft })
    answers.push(done(row))
  }
  if (kept.length > 0) await insertRuns(world, tx, kept, members)
  return answers
}

/** Why nothing is written for a draft: it may not be kept, or was kept before. */
async function whyNotKept(
  tx: Db,
  { row, prices, spender }: Draft,
  known: {
    readonly members: readonly Membership[]
    readonly before: ReadonlyMap<string, RunRow>
    readonly waits: number
    readonly mostWaiting: number
  },
): Promise<Outcome<RunRow> | undefined> {
  const { organisation, collaboration } = row
  const own = known.members.find((one) => one.collaboration === collaboration && one.organisation === organisation)
  const still = whetherMember(own, 'act')
  if (!still.ok) return still
  const earlier = known.before.get(keyName(row))
  if (earlier !== undefined) return sameRun(earlier, row.request_hash)
  if (known.waits >= known.mostWaiting) return queueFull
  return spender === undefined ? undefined : await whyNotSpend(tx, spender, collaboration, prices)
}

function asksFirst({ row, agent, prices }: Draft): boolean {
  // What a program lets out of the room is always let pass by a person.
  if (agent !== undefined && row.destination !== null) return true
  const limit = agent?.approvalAboveShare
  return limit !== undefined && prices.some(({ share }) => share > limit)
}

async function insertRuns(
  world: RunWorld,
  tx: Db,
  kept: readonly { readonly row: RunRow; readonly draft: Draft }[],
  members: readonly Membership[],
): Promise<void> {
  const rows = kept.map(({ row }) => row)
  await tx.insertInto('runs').values(rows).execute()
  const viewers = kept.flatMap(({ row, draft: { owners } }) => {
    const own = members.filter(({ collaboration }) => collaboration === row.collaboration)
    const to = destinationOf(row)?.owner
    return viewersOf(row, own, { owners, receivers: [...namesOf(row.receivers), ...(to === undefined ? [] : [to])] })
  })
  await insertViewers(tx, viewers)
  await noteActivations(tx, world, rows)
  const shares = kept.flatMap(({ row: { id: run, collaboration, agent, schedule }, draft: { prices } }) =>
    prices.map(({ owner, share }) => ({ run, collaboration, owner, share, agent, schedule, is_released: 0 })),
  )
  if (shares.length > 0) await tx.insertInto('run_shares').values(shares).execute()
  await tx
    .insertInto('run_events')
    .values(rows.map(({ id: run, status, submitted_at: at }) => ({ run, sequence: 1, at, status })))
    .execute()
  const events = rows.map(({ id: run, collaboration, organisation, member, status }) => ({
    kind: status === 'queued' ? ('run.queued' as const) : ('run.approval-needed' as const),
    collaboration,
    audience: [organisation],
    data: { run, member },
  }))
  await recordEvents(tx, world, events)
}

/** The runs that the keys of rows were sent with before, by `keyName`. */
export async function earlierRuns(
  db: Db,
  rows: readonly Pick<RunRow, 'collaboration' | 'organisation' | 'idempotency_key'>[],
): Promise<ReadonlyMap<string, RunRow>> {
  const keyed = rows.filter(({ idempotency_key }) => idempotency_key !== null)
  if (keyed.length === 0) return new Map()
  const keys = keyed.map((row) => sql`(${row.collaboration}, ${row.organisation}, ${row.idempotency_key})`)
  const found = await db
    .selectFrom('runs')
    .selectAll()
    .where(sql<boolean>`(collaboration, organisation, idempotency_key) IN (VALUES ${sql.join(keys)})`)
    .where('idempotency_key', 'is not', null)
    .execute()
  return new Map(found.map((row) => [keyName(row), row]))
}

/** The run that a key was sent with before, unless that was for another body. */
export function sameRun(earlier: RunRow, hash: string): Outcome<RunRow> {
  if (earlier.request_hash === hash) return done(earlier)
  const detail = 'this Idempotency-Key was sent with another body'
  return refused('CONFLICT', { reason: 'IDEMPOTENCY_KEY_REUSED', detail, help: 'use a new key for a new run' })
}

function keyName(row: Pick<RunRow, 'collaboration' | 'organisation' | 'idempotency_key'>): string {
  return JSON.stringify([row.collaboration, row.organisation, row.idempotency_key])
}

async function waitingRuns(tx: Db, organisations: readonly string[]): Promise<Map<string, number>> {
  const counts = await tx
    .selectFrom('runs')
    .select(({ fn }) => ['organisation', fn.countAll<number>().as('count')])
    .where('organisation', 'in', organisations)
    .where(isUnfinished)
    .groupBy('organisation')
    .execute()
  return new Map(counts.map(({ organisation, count }) => [organisation, Number(count)]))
}

const queueFull = refused('TOO_MANY_REQUESTS', {
  reason: 'QUEUE_FULL',
  detail: 'too many runs of your organisation wait',
})

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)]
}
