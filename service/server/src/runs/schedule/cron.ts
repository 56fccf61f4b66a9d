import { Cron } from 'croner'

/** Ticks nearer to each other than this are a loop, not a schedule. */
export const shortestIntervalMs: number = 5 * 60_000

/** So many ticks show the shortest interval of any pattern that people write. */
const looked = 300

/** The first tick after a moment; nothing where there is none any more. */
export function nextTick(cron: string, zone: string, after: Date): Date | undefined {
  return open(cron, zone).nextRun(after) ?? undefined
}

/** Why a pattern cannot be a schedule's; nothing where it can. */
export function whyNoCron(cron: string, zone: string, now: Date): string | undefined {
  let ticks: readonly Date[]
  try {
    ticks = open(cron, zone).nextRuns(looked, now)
  } catch {
    return 'this is no pattern of five fields, or there is no such time zone'
  }
  if (ticks.length === 0) return 'this pattern has no tick'
  const isTooOften = ticks.some(
    (tick, n) => n > 0 && tick.getTime() - (ticks[n - 1]?.getTime() ?? 0) < shortestIntervalMs,
  )
  return isTooOften ? 'its ticks are less than five minutes apart' : undefined
}

function open(cron: string, zone: string): Cron {
  return new Cron(cron, { paused: true, timezone: zone, mode: '5-part' })
}
