import type { TemplateAsk } from '@glovebox/api'
import type { ContributionHooks } from '../collaboration/contribution-world.ts'
import { composeIn } from '../collaboration/document/room-document.ts'
import type { AffectedMember, Ending, LifecycleHooks } from '../collaboration/hooks.ts'
import { destinationOf, namesOf, type RunRow } from '../runs/run-row.ts'
import { tablesOf } from '../runs/tables-of-member.ts'
import type { Db } from '../store/store.ts'
import type { ActivationWorld } from './activation-world.ts'
import { whyNotDeliver } from './why-not-deliver.ts'
import { waitingRuns, withdraw } from './withdraw.ts'

/** What results on their way do when members, tables and templates go: they are deleted in the same transaction. */
export function activationHooks(world: () => ActivationWorld): {
  readonly lifecycle: Pick<LifecycleHooks, 'onLeave' | 'onPause' | 'onRevoke'>
  readonly contribution: ContributionHooks
} {
  const stop = async (
    tx: Db,
    collaboration: string,
    isHit: (run: RunRow) => boolean,
    reason: Parameters<typeof withdraw>[3],
  ): Promise<Ending & { readonly count: number }> => {
    const hit = (await waitingRuns(tx, collaboration)).filter(isHit)
    for (const run of hit) await withdraw(tx, world(), run, reason)
    return { count: hit.length, afterwards: () => world().breakOff(hit.map(({ id }) => id)) }
  }
  const endPart = async (tx: Db, member: AffectedMember): Promise<Ending & { readonly count: number }> => {
    const tables = await tablesOf(tx, member)
    const isOf = (run: RunRow): boolean =>
      run.organisation === member.organisation ||
      destinationOf(run)?.owner === member.member ||
      namesOf(run.tables).some((name) => tables.includes(name))
    return stop(tx, member.collaboration, isOf, 'member-gone')
  }
  return {
    lifecycle: {
      onLeave: [
        async (tx, member): Promise<Ending> => {
          const { count, afterwards } = await endPart(tx, member)
          const names = await dropDestinations(tx, member)
          return {
            deleted: [
              { kind: 'destination', count: names.length, names },
              { kind: 'activation', count },
            ],
            ...(afterwards === undefined ? {} : { afterwards }),
          }
        },
      ],
      onPause: [async (tx, member): Promise<Ending> => withoutCount(await endPart(tx, member))],
      onRevoke: [
        async (tx, { collaboration, organisation }, ability): Promise<Ending> =>
          ability === 'activate'
            ? withoutCount(await stop(tx, collaboration, (run) => run.organisation === organisation, 'not-permitted'))
            : {},
      ],
    },
    contribution: {
      onTableStopped: [
        async (tx, { collaboration, table, why }): Promise<Ending> => {
          if ((await waitingRuns(tx, collaboration)).length === 0) return {}
          const room = await composeIn(tx, collaboration)
          // What was made of what the room kept of the table goes as well.
          const isHit = (run: RunRow): boolean =>
            (why !== 'changed' && namesOf(run.tables).includes(table)) || whyNotDeliver(room, run) !== undefined
          const reason = why === 'changed' ? 'not-permitted' : 'table-stopped'
          return withoutCount(await stop(tx, collaboration, isHit, reason))
        },
      ],
      onTemplateStopped: [
        async (tx, { collaboration, template }): Promise<Ending> =>
          withoutCount(
            await stop(
              tx,
              collaboration,
              (run) => (JSON.parse(run.ask) as TemplateAsk).template === template,
              'template-stopped',
            ),
          ),
      ],
    },
  }
}

function withoutCount({ count: _, ...ending }: Ending & { readonly count: number }): Ending {
  return ending
}

async function dropDestinations(tx: Db, { collaboration, organisation }: AffectedMember): Promise<readonly string[]> {
  const rows = await tx
    .deleteFrom('destinations')
    .where('collaboration', '=', collaboration)
    .where('organisation', '=', organisation)
    .returning('name')
    .execute()
  return rows.map(({ name }) => name).toSorted()
}
