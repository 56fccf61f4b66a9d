import { defaultTimeoutMs, engineLimits } from '../limits.ts'
import type { EngineLimits } from '../port/engine.ts'
import { freeOfCharge, type RunSettings } from '../runs/run-world.ts'
import type { Settings } from './settings.ts'

const runsAtOnce = 2
const mostWaiting = 1000

/** What runs of the server may take together, as settings say it. */
export function runSettings({ limits = {}, prices = {} }: Settings): RunSettings {
  const { concurrentRuns = runsAtOnce, concurrentRunsPerCollaboration = runsAtOnce } = limits
  return {
    concurrency: {
      total: concurrentRuns,
      perCollaboration: concurrentRunsPerCollaboration,
      perOrganisation: concurrentRuns,
    },
    mostWaiting,
    prices: { ...freeOfCharge, currency: prices.currency ?? freeOfCharge.currency, bySize: prices.perRun ?? {} },
  }
}

/** The limits of one run: those of the machine, within what settings say. */
export function runLimits({ limits = {}, engine = {} }: Settings): (timeoutMs?: number) => EngineLimits {
  const most = limits.runSeconds === undefined ? defaultTimeoutMs : limits.runSeconds * 1000
  return (timeoutMs) => ({
    ...engineLimits(Math.min(timeoutMs ?? most, most)),
    ...(engine.memoryMb === undefined ? {} : { memoryMb: engine.memoryMb }),
    ...(engine.threads === undefined ? {} : { threads: engine.threads }),
  })
}
