import type {
  Activation,
  ActivationReason,
  AnalysisAsk,
  DiagnosticView,
  Page,
  Run,
  RunReason,
  RunRelease,
  RunStatus,
} from '@glovebox/api'
import { readCursor, toPage } from '../collaboration/cursor.ts'
import { type Membership, requireMember } from '../collaboration/membership.ts'
import { done, type Outcome } from '../collaboration/outcome.ts'
import { readOpeningAlone, readReceipt } from '../state/receipts.ts'
import { noRun, type RunPlace } from './decide-run.ts'
import { destinationOf, findRun, isFinished, namesOf, type RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'

/** A run with the membership through which it is seen. */
export type SeenRun = { readonly row: RunRow; readonly viewer: Membership }

/** A run and who looks at it. */
type Looked = { readonly row: RunRow; readonly viewer: Pick<Membership, 'organisation' | 'member'> }

/** A run as whoever submitted it sees it. */
export function submittersView(world: RunWorld, row: RunRow): Promise<Run> {
  const { organisation, member } = row
  return wholeRunView(world, { row, viewer: { organisation, member } })
}

/** A run that an organisation may see: it submitted it, owns what it reads, or receives its result. */
export async function seeRun(world: RunWorld, organisation: string, place: RunPlace): Promise<Outcome<SeenRun>> {
  const { db } = world.store
  const member = await requireMember(db, place.collaboration, organisation)
  if (!member.ok) return member
  const sees = await db
    .selectFrom('run_viewers')
    .select('role')
    .where('run', '=', place.run)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  const row = sees === undefined ? undefined : await findRun(db, place.collaboration, place.run)
  return row === undefined ? noRun : done({ row, viewer: member.value })
}

/** A run as one member may see it, without what it released. */
export function runView({ row, viewer }: Looked): Run {
  const isOwn = row.organisation === viewer.organisation
  return {
    id: row.id,
    collaboration: row.collaboration,
    member: row.member,
    ...(isOwn && row.user !== null ? { user: row.user } : {}),
    ask: JSON.parse(row.ask) as AnalysisAsk,
    ...(row.payer === null ? {} : { payer: row.payer }),
    status: row.status,
    tables: namesOf(row.tables),
    isProtected: row.is_protected === 1,
    submittedAt: row.submitted_at,
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
    ...(row.receipt === null ? {} : { receipt: row.receipt }),
    ...(row.reason === null ? {} : { reason: row.reason as RunReason }),
    ...(row.diagnostics === null ? {} : { diagnostics: JSON.parse(row.diagnostics) as readonly DiagnosticView[] }),
    ...(row.text === null ? {} : { text: row.text }),
    ...(row.schedule === null ? {} : { schedule: row.schedule }),
    isReceiver: namesOf(row.receivers).includes(viewer.member),
  }
}

/** The same with what it released, and what it was to cost. */
export async function wholeRunView(world: RunWorld, seen: Looked): Promise<Run> {
  const view = runView(seen)
  const release = await releaseOf(world, seen)
  const { row, viewer } = seen
  // What is not protected costs no budget anything.
  const isCosted = row.is_protected === 1 && row.organisation === viewer.organisation
  const shares = isCosted ? await sharesOf(world, row.id) : []
  const activation = await activationOf(world, row)
  return {
    ...view,
    ...(release === undefined ? {} : { release }),
    ...(activation === undefined ? {} : { activation }),
    ...(shares.length === 0 ? {} : { shares }),
  }
}

async function sharesOf({ store }: RunWorld, run: string): Promise<NonNullable<Run['shares']>> {
  return store.db.selectFrom('run_shares').select(['owner', 'share']).where('run', '=', run).orderBy('owner').execute()
}

async function activationOf({ store }: RunWorld, row: RunRow): Promise<Activation | undefined> {
  const to = destinationOf(row)
  const kept =
    to === undefined
      ? undefined
      : await store.db.selectFrom('activations').selectAll().where('run', '=', row.id).executeTakeFirst()
  if (to === undefined || kept === undefined) return undefined
  return {
    destination: to.name,
    id: to.id,
    hash: to.hash,
    status: kept.status,
    delivery: kept.delivery,
    attempts: kept.attempts,
    ...(kept.next_at === null ? {} : { nextAt: kept.next_at }),
    ...(kept.ended_at === null ? {} : { endedAt: kept.ended_at }),
    ...(kept.last_answer === null ? {} : { lastAnswer: kept.last_answer }),
    ...(kept.reason === null ? {} : { reason: kept.reason as ActivationReason }),
  }
}

async function releaseOf(world: RunWorld, { row, viewer }: Looked): Promise<RunRelease | undefined> {
  if (row.status !== 'ok' || row.receipt === null) return undefined
  const state = world.rooms.stateOf(row.collaboration)
  const found = await readReceipt(state, { id: row.receipt })
  if (found === undefined) return undefined
  const { privacy, suppression, isolation } = found.receipt
  const isReceiver = namesOf(row.receivers).includes(viewer.member)
  const opening = await readOpeningAlone(state, row.receipt)
  const whole = isReceiver ? (opening?.privacy ?? privacy) : privacy
  // What is activated is fetched by nobody.
  const isKept = row.result_gone_at === null && row.expires_at !== null && row.destination === null
  return {
    columns: opening?.result?.columns ?? [],
    ...(whole === undefined ? {} : { privacy: whole }),
    suppression: { constraints: suppression },
    ...(isolation === undefined ? {} : { isolation }),
    ...(isKept && row.expires_at !== null ? { expiresAt: row.expires_at } : {}),
  }
}

const defaultLimit = 50

/** The runs that an organisation may see, newest first. */
export async function listRuns(
  world: RunWorld,
  organisation: string,
  collaboration: string,
  {
    cursor,
    limit = defaultLimit,
    status,
  }: { readonly cursor?: string; readonly limit?: number; readonly status?: RunStatus },
): Promise<Outcome<Page<Run>>> {
  const member = await requireMember(world.store.db, collaboration, organisation)
  if (!member.ok) return member
  const after = readCursor(cursor)
  if (!after.ok) return after
  const place = after.value
  let rows = world.store.db
    .selectFrom('run_viewers')
    .innerJoin('runs', 'runs.id', 'run_viewers.run')
    .selectAll('runs')
    .where('run_viewers.collaboration', '=', collaboration)
    .where('run_viewers.organisation', '=', organisation)
  if (status !== undefined) rows = rows.where('runs.status', '=', status)
  if (place !== undefined)
    // The first condition says nothing that the second does not; by it the index leads to the place at once.
    rows = rows
      .where('run_viewers.submitted_at', '<=', place.at)
      .where((eb) =>
        eb.or([
          eb('run_viewers.submitted_at', '<', place.at),
          eb.and([eb('run_viewers.submitted_at', '=', place.at), eb('run_viewers.run', '<', place.id)]),
        ]),
      )
  const found = await rows
    .orderBy('run_viewers.submitted_at', 'desc')
    .orderBy('run_viewers.run', 'desc')
    .limit(limit + 1)
    .execute()
  const page = toPage(found, limit, (row) => ({ at: row.submitted_at, id: row.id }))
  return done({ ...page, items: page.items.map((row) => runView({ row, viewer: member.value })) })
}

/** Waits until a run has ended, or so long, or nobody waits any more. */
export async function untilEnded(world: RunWorld, place: RunPlace, ms: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + ms
  const over = AbortSignal.any([signal, world.closing])
  for (;;) {
    let unlisten = (): void => {}
    const rung = new Promise<void>((resolve) => {
      unlisten = world.bell.listen(place.run, resolve)
    })
    const left = deadline - performance.now()
    try {
      const row = await findRun(world.store.db, place.collaboration, place.run)
      if (row === undefined || isFinished(row) || left <= 0 || over.aborted) return
      const heard = new AbortController()
      await Promise.race([rung, afterMs(left, AbortSignal.any([over, heard.signal]))])
      heard.abort()
    } finally {
      unlisten()
    }
  }
}

function afterMs(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms)
    function end(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    signal.addEventListener('abort', end)
  })
}
