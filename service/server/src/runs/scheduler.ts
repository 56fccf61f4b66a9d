/** A run that waits for its turn, or has it. */
export type Scheduled = { readonly run: string; readonly collaboration: string; readonly organisation: string }

/** How many runs may run at once. */
export type Concurrency = {
  readonly total: number
  readonly perCollaboration: number
  readonly perOrganisation: number
}

/** Whose turn it is. All functions give another schedule and leave the one they are given as it is. */
export type Schedule = {
  /** Of each organisation that has anything here: its runs in the order in which they came, and what it has had. */
  readonly organisations: ReadonlyMap<string, Line>
  readonly running: ReadonlyMap<string, Scheduled>
}

type Line = {
  readonly waiting: readonly Scheduled[]
  /** Running time it was given so far, in milliseconds; who comes later starts where the least served of the others is. */
  readonly had: number
}

export const emptySchedule: Schedule = { organisations: new Map(), running: new Map() }

/** What a run is taken to cost while it runs and nobody knows how long it will: turns go round at once. */
const typicalMs = 1000

/** Puts a run at the end of its organisation's line. */
export function enqueue(schedule: Schedule, run: Scheduled): Schedule {
  const line = schedule.organisations.get(run.organisation) ?? { waiting: [], had: leastHad(schedule) }
  return withLine(schedule, run.organisation, { ...line, waiting: [...line.waiting, run] })
}

/** The run that is to start now: of those that may, the first of the organisation that has had least. */
export function nextRun(schedule: Schedule, limits: Concurrency): Scheduled | undefined {
  const running = [...schedule.running.values()]
  if (running.length >= limits.total) return undefined
  const inCollaboration = counted(running.map(({ collaboration }) => collaboration))
  const ofOrganisation = counted(running.map(({ organisation }) => organisation))
  let best: { readonly run: Scheduled; readonly had: number } | undefined
  for (const [organisation, { waiting, had }] of schedule.organisations) {
    if ((ofOrganisation.get(organisation) ?? 0) >= limits.perOrganisation) continue
    // A full collaboration keeps its own runs back, not those of the same member elsewhere.
    const run = waiting.find(({ collaboration }) => (inCollaboration.get(collaboration) ?? 0) < limits.perCollaboration)
    if (run !== undefined && (best === undefined || had < best.had)) best = { run, had }
  }
  return best?.run
}

/** Takes a run out of its line: it runs. */
export function started(schedule: Schedule, run: Scheduled): Schedule {
  const { had, waiting } = lineOf(schedule, run.organisation)
  const left = waiting.filter((one) => one.run !== run.run)
  const served = withLine(schedule, run.organisation, { waiting: left, had: had + typicalMs })
  return { ...served, running: new Map(schedule.running).set(run.run, run) }
}

/** Counts what a run took, in place of what it was taken to cost. */
export function ended(schedule: Schedule, run: Scheduled, ms: number): Schedule {
  if (!schedule.running.has(run.run)) return schedule
  const running = new Map([...schedule.running].filter(([id]) => id !== run.run))
  const { had, waiting } = lineOf(schedule, run.organisation)
  const counted = withLine({ ...schedule, running }, run.organisation, {
    waiting,
    had: had - typicalMs + Math.max(0, ms),
  })
  return withoutIdle(counted)
}

/** Takes a waiting run out: it will not run. */
export function withdrawn(schedule: Schedule, run: string): Schedule {
  const found = [...schedule.organisations].find(([, { waiting }]) => waiting.some((one) => one.run === run))
  if (found === undefined) return schedule
  const [organisation, line] = found
  const waiting = line.waiting.filter((one) => one.run !== run)
  return withoutIdle(withLine(schedule, organisation, { ...line, waiting }))
}

/** Whether a run waits for its turn. */
export function isWaiting({ organisations }: Schedule, { run, organisation }: Scheduled): boolean {
  return organisations.get(organisation)?.waiting.some((one) => one.run === run) ?? false
}

/** How many runs wait. */
export function waitingCount({ organisations }: Schedule): number {
  return [...organisations.values()].reduce((sum, { waiting }) => sum + waiting.length, 0)
}

/** Who stays away saves nothing up, and owes nothing: that everybody else is idle gives no turn away. */
function withoutIdle(schedule: Schedule): Schedule {
  const busy = new Set([...schedule.running.values()].map(({ organisation }) => organisation))
  const organisations = [...schedule.organisations].filter(
    ([organisation, { waiting }]) => waiting.length > 0 || busy.has(organisation),
  )
  return { ...schedule, organisations: new Map(organisations) }
}

function leastHad({ organisations }: Schedule): number {
  const all = [...organisations.values()].map(({ had }) => had)
  return all.length === 0 ? 0 : Math.min(...all)
}

function lineOf({ organisations }: Schedule, organisation: string): Line {
  return organisations.get(organisation) ?? { waiting: [], had: 0 }
}

function withLine(schedule: Schedule, organisation: string, line: Line): Schedule {
  return { ...schedule, organisations: new Map(schedule.organisations).set(organisation, line) }
}

function counted(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
