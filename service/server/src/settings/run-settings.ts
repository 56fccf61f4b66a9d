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
    prices: {
      ...freeOfCharge,
      currency: prices.currency ?? freeOfCharge.currency,
      bySize: inThousandths(prices.perRun),
    },
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

/** The price list counts whole thousandths; settings say prices as people do. */
function inThousandths(prices: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(prices).map(([size, price]) => [size, Math.round(price * 1000)]))
}
