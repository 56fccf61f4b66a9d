import type { ContributionHooks } from '../collaboration/contribution-world.ts'
import type { LifecycleHooks } from '../collaboration/hooks.ts'
import type { RunWorld } from '../runs/run-world.ts'
import { empty } from './define-intermediate.ts'
import { intermediateRows, isBase } from './intermediate-row.ts'
import type { KeptSources } from './unseal-kept.ts'

/** What kept tables do when those that they were made of go: they go too, with their rows. */
export function intermediateHooks(
  world: () => Pick<RunWorld, 'clock' | 'vaultOf'>,
  kept?: Pick<KeptSources, 'tidy'>,
): {
  readonly contribution: ContributionHooks
  readonly lifecycle: Pick<LifecycleHooks, 'onLeave'>
} {
  const afterwards = async (): Promise<void> => await kept?.tidy()
  return {
    contribution: {
      onTableStopped: [
        async (tx, { collaboration, table, why }) => {
          if (why !== 'revoked') return {}
          for (const row of await intermediateRows(tx, collaboration)) {
            if (row.snapshot?.bases.some(({ name }) => name === table) === true)
              await empty(world(), tx, row, 'base-table-removed')
          }
          return { afterwards }
        },
      ],
      onTemplateStopped: [],
    },
    lifecycle: {
      onLeave: [
        async (tx, { collaboration, organisation }) => {
          let count = 0
          for (const row of await intermediateRows(tx, collaboration)) {
            if (row.organisation !== organisation && !isBase(row, organisation)) continue
            count += row.status === 'ready' ? 1 : 0
            await empty(world(), tx, row, 'base-table-removed')
          }
          return { deleted: [{ kind: 'intermediate-table', count }], afterwards }
        },
      ],
    },
  }
}
