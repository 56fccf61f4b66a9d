import type { IsolationReport } from '@glovebox/api'
import { finish, type Plan, type PublishedRows, releasePrivately } from '@glovebox/cleanroom'
import { openRandom } from '@glovebox/privacy'
import type { Value } from '@glovebox/sql'
import type { Engine, EngineJob, EngineOutcome } from '../port/engine.ts'
import type { PlanQuery } from './plan-queries.ts'
import type { World } from './world.ts'

type Row = readonly Value[]

/** One query of a plan as an engine is given it. */
export type PlanJob = { readonly query: PlanQuery; readonly job: EngineJob }

/** What the private steps of a run published, and the result that was made of it. */
export type PrivateOutcome =
  | {
      readonly status: 'ok'
      readonly published: readonly PublishedRows[]
      readonly rows: readonly Row[]
      /** For each row, one for each output. */
      readonly intervals: readonly (readonly ({ readonly low: number; readonly high: number } | null)[])[]
      readonly isolation: IsolationReport
    }
  | Exclude<EngineOutcome, { status: 'ok' }>

/** No engine ran: the answer is made of what was published before. */
const withoutEngine: IsolationReport = {
  level: 'sandbox',
  measures: ['no engine ran: the answer is made of what was published before'],
  missing: [],
}

/**
 * Runs the jobs of a private plan one after the other, publishes each step with fresh noise, except those that were
 * published before, and finishes the query on what is published.
 */
export async function runPrivately(
  world: Pick<World, 'engine' | 'random'>,
  plan: Plan,
  jobs: readonly PlanJob[],
  known: readonly (PublishedRows | undefined)[],
  control: { readonly signal?: AbortSignal },
): Promise<PrivateOutcome> {
  const answers: { readonly query: PlanQuery; readonly rows: readonly Row[] }[] = []
  let isolation = withoutEngine
  const engine = jobs.length === 0 ? undefined : await world.engine()
  for (const { query, job } of jobs) {
    const outcome = await (engine as Engine).run(job, control)
    if (outcome.status !== 'ok') return outcome
    isolation = outcome.isolation
    answers.push({ query, rows: outcome.rows })
  }
  const random = openRandom(world.random)
  const published = plan.steps.map((step, index) => {
    const before = known[index]
    if (before !== undefined) return before
    const own = answers.filter(({ query }) => 'step' in query && query.step === index)
    const parts = own.flatMap(({ query, rows }) => (query.kind === 'part' ? [rows] : []))
    const domain = own.find(({ query }) => query.kind === 'groups')?.rows
    return releasePrivately(step, parts, domain, random)
  })
  const tables = answers.flatMap(({ query, rows }) => (query.kind === 'table' ? [[query.table, rows] as const] : []))
  const byTable = plan.steps.flatMap(({ table }, index) => {
    const rows = published[index]
    return rows === undefined ? [] : [[table, rows] as const]
  })
  const { rows, intervals } = finish(plan, Object.fromEntries(byTable), Object.fromEntries(tables))
  return { status: 'ok', published, rows, intervals, isolation }
}
