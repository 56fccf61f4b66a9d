import type { DeletedThings, RunReason } from '@glovebox/api'
import type { ContributionHooks } from '../collaboration/contribution-world.ts'
import type { AffectedMember, EndCause, Ending, LifecycleHooks } from '../collaboration/hooks.ts'
import { forgetPublished, forgetPublishedFor } from '../privacy/published-rows.ts'
import { forgetOpening, receiptsMadeOf } from '../state/forget-result.ts'
import type { Db } from '../store/store.ts'
import { finishIn } from './finish-run.ts'
import { removeResult } from './result.ts'
import { isUnfinished, namesOf, type RunRow } from './run-row.ts'
import type { RunWorld } from './run-world.ts'
import type { Runner } from './runner.ts'
import { tablesOf } from './tables-of-member.ts'

/** What runs do when members, tables and templates go: queued ones end in the same transaction, others right after it. */
export function stopHooks(
  world: () => RunWorld,
  runner: Pick<Runner, 'stop'>,
): {
  readonly lifecycle: Pick<LifecycleHooks, 'onLeave' | 'onPause' | 'onRevoke'>
  readonly contribution: ContributionHooks
} {
  const stop = async (tx: Db, which: Which, why: RunReason): Promise<() => void> => {
    const hit = (await unfinishedRuns(tx, which.collaboration)).filter((row) => which.isHit(row))
    for (const row of hit)
      await finishIn(tx, world(), row, { status: 'cancelled', reason: why }, ['queued', 'awaiting-approval'])
    const ids = new Set(hit.map(({ id }) => id))
    return () => {
      for (const id of ids) world().bell.ring(id)
      runner.stop(({ run }) => ids.has(run), why)
    }
  }
  const endPart = async (tx: Db, member: AffectedMember, why: RunReason): Promise<() => void> => {
    const tables = await tablesOf(tx, member)
    const { collaboration, organisation } = member
    // Who is not there pays for nothing either.
    const isHit = (row: RunRow): boolean =>
      row.organisation === organisation ||
      row.payer === member.member ||
      namesOf(row.tables).some((name) => tables.includes(name))
    return stop(tx, { collaboration, isHit }, why)
  }
  return {
    lifecycle: {
      onLeave: [
        async (tx, member, cause): Promise<Ending> => {
          const afterwards = await endPart(tx, member, cause === 'closed' ? 'collaboration-closed' : 'member-gone')
          return { deleted: await deletePart(tx, world(), member, cause), afterwards }
        },
      ],
      onPause: [
        async (tx, member): Promise<Ending> => {
          const afterwards = await endPart(tx, member, 'member-gone')
          await forgetAnswers(tx, member.collaboration, await tablesOf(tx, member))
          return { afterwards }
        },
      ],
      onRevoke: [
        async (tx, { collaboration, organisation, member }, ability): Promise<Ending> => {
          const isHit = (row: RunRow): boolean =>
            (ability === (row.destination === null ? 'query' : 'activate') && row.organisation === organisation) ||
            (ability === 'pay' && row.payer === member)
          return { afterwards: await stop(tx, { collaboration, isHit }, 'not-permitted') }
        },
      ],
    },
    contribution: {
      onTableStopped: [
        async (tx, { collaboration, table, why }): Promise<Ending> => {
          await forgetAnswers(tx, collaboration, [table])
          const isHit = (row: RunRow): boolean => namesOf(row.tables).includes(table)
          return why === 'changed' ? {} : { afterwards: await stop(tx, { collaboration, isHit }, 'table-stopped') }
        },
      ],
      onTemplateStopped: [
        async (tx, { collaboration, template }): Promise<Ending> => {
          const isHit = (row: RunRow): boolean =>
            (JSON.parse(row.ask) as { readonly template?: string }).template === template
          return { afterwards: await stop(tx, { collaboration, isHit }, 'template-stopped') }
        },
      ],
    },
  }
}

/** The runs that something is about. */
type Which = { readonly collaboration: string; readonly isHit: (row: RunRow) => boolean }

async function unfinishedRuns(db: Db, collaboration: string): Promise<readonly RunRow[]> {
  return db.selectFrom('runs').selectAll().where('collaboration', '=', collaboration).where(isUnfinished).execute()
}

async function forgetAnswers(tx: Db, collaboration: string, tables: readonly string[]): Promise<number> {
  let count = 0
  for (const table of tables) count += await forgetPublished(tx, { collaboration, table })
  return count
}

/** Results made of the member's data go for everybody, its own analyses and schedules too. */
async function deletePart(
  tx: Db,
  world: RunWorld,
  member: AffectedMember,
  cause: EndCause,
): Promise<readonly DeletedThings[]> {
  const { collaboration, organisation } = member
  const answers = await forgetAnswers(tx, collaboration, await tablesOf(tx, member))
  const sealed = await forgetPublishedFor(tx, collaboration, organisation)
  const own = await tx
    .deleteFrom('published')
    .where('collaboration', '=', collaboration)
    .where('member', '=', member.member)
    .executeTakeFirst()
  const results = await forgetResultsOf(tx, world, member, cause)
  const of = { collaboration, organisation }
  return [
    { kind: 'cached-answer', count: answers + sealed + Number(own.numDeletedRows) },
    { kind: 'result', count: results },
    { kind: 'saved-analysis', count: await deleteOwn(tx, 'saved_analyses', of) },
    { kind: 'schedule', count: await deleteOwn(tx, 'schedules', of) },
  ]
}

/** Forgets the results that are made of a member's data or that it asked for, and gives how many there were. */
async function forgetResultsOf(tx: Db, world: RunWorld, member: AffectedMember, cause: EndCause): Promise<number> {
  const { collaboration, organisation } = member
  const seen = tx
    .selectFrom('run_viewers')
    .select('run')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .where('role', '<>', 'receiver')
  // Also what was made of what others made of its data.
  const made = await receiptsMadeOf(tx, collaboration, organisation)
  const runs = await tx
    .selectFrom('runs')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .where('status', '=', 'ok')
    .where((eb) => {
      const isTheirs = [eb('id', 'in', seen), ...inLists(made).map((list) => eb('receipt', 'in', list))]
      const isThere = eb('result_gone_at', 'is', null)
      // When all members go at once, a result is of each of them, whoever came first.
      const isCounted = cause === 'closed' ? eb.or([isThere, eb('result_gone_at', '>=', member.at)]) : isThere
      return eb.and([eb.or(isTheirs), isCounted])
    })
    .execute()
  for (const run of runs) if (run.result_gone_at === null) await removeResult(tx, world, run)
  // What a run without a result leaves may quote rows.
  for (const receipt of made)
    await forgetOpening({ db: tx, collaboration, vault: world.vaultOf(collaboration) }, receipt)
  return runs.length
}

/** As many as a statement takes. */
function inLists(ids: readonly string[]): readonly (readonly string[])[] {
  const size = 500
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => ids.slice(index * size, (index + 1) * size))
}

async function deleteOwn(
  tx: Db,
  table: 'saved_analyses' | 'schedules',
  { collaboration, organisation }: { readonly collaboration: string; readonly organisation: string },
): Promise<number> {
  const gone = await tx
    .deleteFrom(table)
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
