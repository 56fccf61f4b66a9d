import type { Interval, PrivacyStatement } from '@glovebox/api'
import { type Collaboration, expectedErrors, type Plan, type PlannedStep } from '@glovebox/cleanroom'
import { lifetime, spent } from '../ledger/balance.ts'
import type { Warning } from '../ledger/reserve.ts'
import type { RoomState } from '../store/room-state.ts'
import { budgetOf, ownersOf, scopesOf, stepsOf } from './budget-scopes.ts'
import { noteworthy } from './notes.ts'
import { remainingOf } from './price.ts'
import { confidenceOf, stepReport } from './step-report.ts'
import { capOf, costOf, promiseOf, promiseOfAll, shareOf, sumOf } from './units.ts'

type Ends = { readonly low: number; readonly high: number }

/** What a private result promises, after NIST SP 800-226: a function of text, policy and history, and of what is published. */
export async function privacyStatement(
  state: RoomState,
  collaboration: Collaboration,
  plan: Plan,
  run: {
    readonly member: string
    readonly at: string
    readonly cached: readonly boolean[]
    readonly intervals: readonly (readonly (Ends | null)[])[]
    readonly warnings: readonly Warning[]
  },
): Promise<PrivacyStatement> {
  const owners: PrivacyStatement['owners'][number][] = []
  for (const owner of ownersOf(plan.steps)) owners.push(await ownerPart(state, collaboration, plan.steps, owner, run))
  const [first] = owners
  const accounting = budgetOf(collaboration, first?.owner ?? '').accounting
  return {
    // Of each owner's data by itself; a person in the data of several loses the sum, as a note says.
    epsilon: owners.reduce((most, { epsilon }) => Math.max(most, epsilon), 0),
    delta: owners.reduce((most, { delta }) => Math.max(most, delta), 0),
    accounting,
    neighbours: neighboursOf(plan.steps),
    trustModel:
      'central: noise protects against whoever reads results, not against the operator of the server, who holds the rows',
    excluded: [
      'timing and resource use',
      'whether a run fails for want of time, memory or room, which a member may see ten times a month',
      'whether and when the data was changed',
    ],
    owners,
    steps: plan.steps.map((step, i) => stepReport(step, run.cached[i] === true)),
    intervals: intervalsOf(plan, run.intervals),
    // Of a budget over all collaborations only its owner is told, and not here.
    notes: [
      ...run.warnings.filter(({ scope }) => scope !== 'data-set').map(warningText),
      ...noteworthy(plan, owners.length),
    ],
  }
}

function warningText({ owner, scope, threshold }: Warning): string {
  const whose = scope === 'member' ? `your part of the budget of ${owner}` : `the budget of ${owner}`
  return `${Math.round(threshold * 100)} % of ${whose} is spent`
}

async function ownerPart(
  state: RoomState,
  collaboration: Collaboration,
  steps: readonly PlannedStep[],
  owner: string,
  { member, at }: { readonly member: string; readonly at: string },
): Promise<PrivacyStatement['owners'][number]> {
  const budget = budgetOf(collaboration, owner)
  const own = stepsOf(owner, steps)
  const [, scope] = scopesOf(budget, member, at)
  const gone = await spent(state, scope)
  const ever = await lifetime(state, { owner })
  const tables = own.flatMap(({ units }) => units.flatMap((unit) => (unit.owner === owner ? [unit.table] : [])))
  return {
    owner,
    tables: [...new Set(tables)],
    ...promiseOf(budget, sumOf(own.map(({ loss }) => costOf(loss)))),
    cumulative: { ...promiseOf(budget, gone), share: shareOf(budget, gone, capOf(budget)) },
    lifetime: promiseOfAll(budget, ever),
    remaining: await remainingOf(state, budget, { member, at }, sumOf(own.map(({ loss }) => costOf(loss)))),
  }
}

function neighboursOf(steps: readonly PlannedStep[]): string {
  const units = new Map(
    steps.flatMap(({ units: all }) => all.map(({ table, unit }) => [table, unit.at(-1) ?? ''] as const)),
  )
  const named = [...units].map(([table, unit]) => `${unit} of ${table}`).join(', ')
  return `add or remove one unit with all its rows in the protected tables (${named})`
}

/** Where each output lies: at one distance in all rows, or in each row by itself. */
function intervalsOf(plan: Plan, rows: readonly (readonly (Ends | null)[])[]): Readonly<Record<string, Interval>> {
  const expected = expectedErrors(plan)
  const named = plan.releases.flatMap(({ output }, i): readonly (readonly [string, Interval])[] => {
    const planned = plan.intervals[i]
    if (planned === undefined) return []
    const confidence = confidenceOf(planned.sources)
    const perRow = rows.map((row) => row[i] ?? null)
    const halves = perRow.map((ends) => (ends === null ? undefined : (ends.high - ends.low) / 2))
    const halfWidth = halves.length === 0 ? expected[output]?.halfWidth : constant(halves)
    return [[output, halfWidth === undefined ? { confidence, perRow } : { confidence, halfWidth }]]
  })
  // Columns may share a name; the first of them has it here.
  return Object.fromEntries(
    named.map(([name, interval], i) => {
      const isTaken = named.slice(0, i).some(([other]) => other === name)
      return [isTaken ? `${name} #${i + 1}` : name, interval]
    }),
  )
}

/** The one number that all of them are, but for the rounding of ends that lie far out. */
function constant(halves: readonly (number | undefined)[]): number | undefined {
  const [first] = halves
  if (first === undefined) return undefined
  return halves.every((half) => half !== undefined && Math.abs(half - first) <= first * 1e-9) ? first : undefined
}
