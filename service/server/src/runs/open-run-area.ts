import type { WaitingItem } from '@glovebox/api'
import type { ContributionHooks } from '../collaboration/contribution-world.ts'
import type { LifecycleHooks } from '../collaboration/hooks.ts'
import type { Binding } from '../http/binding.ts'
import { askBindings } from '../http/runs/ask-bindings.ts'
import { ownBindings } from '../http/runs/own-bindings.ts'
import { runBindings } from '../http/runs/run-bindings.ts'
import { usageBindings } from '../http/usage/usage-bindings.ts'
import type { ServerWorld } from '../server-world.ts'
import type { Db } from '../store/store.ts'
import { makeBell } from './bell.ts'
import { everyNowAndThen } from './every-now-and-then.ts'
import { expireResults } from './result.ts'
import { openRooms, type RoomTools } from './rooms.ts'
import type { RunSettings, RunWorld } from './run-world.ts'
import { makeRunner } from './runner.ts'
import { tickSchedules } from './schedule/tick-schedules.ts'
import { stopHooks } from './stop-runs.ts'
import { waitingRuns } from './waiting-runs.ts'

/** What the area of runs is opened with. */
export type RunAreaOptions = RoomTools & {
  readonly settings: RunSettings
  /** Something of ours broke: for the operator's log. */
  readonly onError: (error: unknown) => void
}

/** Everything about runs, for whoever wires the server. */
export type RunArea = {
  readonly world: RunWorld
  readonly bindings: readonly Binding[]
  /** These come before the hooks of others: they look at what others delete. */
  readonly lifecycleHooks: Partial<LifecycleHooks>
  readonly contributionHooks: ContributionHooks
  readonly waiting: (db: Db, organisation: string) => Promise<readonly WaitingItem[]>
  readonly gauges: Readonly<Record<string, { readonly help: string; readonly read: () => number }>>
  readonly start: () => Promise<void>
  /** Begins nothing more, lets what runs end for so long, and stops it then. */
  readonly stop: (graceMs: number) => Promise<void>
}

const sweepMs = 30_000

/** Opens the area; nothing runs before `start`. */
export function openRunArea(server: ServerWorld, options: RunAreaOptions): RunArea {
  const { settings, onError, ...tools } = options
  const runner = makeRunner(() => world)
  const closing = new AbortController()
  const world: RunWorld = {
    ...server,
    rooms: openRooms(server, tools),
    bell: makeBell(),
    runs: settings,
    onQueued: runner.enqueue,
    closing: closing.signal,
    onError,
  }
  const { lifecycle, contribution } = stopHooks(() => world, runner)
  let sweep: (() => Promise<void>) | undefined
  return {
    world,
    bindings: [...askBindings(world), ...runBindings(world, runner), ...ownBindings(world), ...usageBindings(world)],
    lifecycleHooks: lifecycle,
    contributionHooks: contribution,
    waiting: waitingRuns,
    gauges: {
      glovebox_runs_waiting: { help: 'Runs in the queue of this process.', read: () => runner.load().waiting },
      glovebox_runs_running: { help: 'Runs under way.', read: () => runner.load().running },
    },
    start: async () => {
      await runner.start()
      sweep = everyNowAndThen(sweepMs, onError, [
        () => runner.catchUp(),
        () => tickSchedules(world),
        () => expireResults(world),
        async () => await tools.kept?.tidy(),
      ])
    },
    stop: async (graceMs) => {
      closing.abort()
      await sweep?.()
      await runner.drain(graceMs)
    },
  }
}
