import type { Plan, PlannedStep, PublishedRows } from '@glovebox/cleanroom'
import { duckdb, emit, tablesOf } from '@glovebox/sql'
import type { EngineLimits, EngineTable } from '../port/engine.ts'
import { type PlanQuery, planQueries } from './plan-queries.ts'
import type { PlanJob } from './run-plan.ts'

/** What a plan has yet to run. */
export function pendingQueries(plan: Plan, known: readonly (PublishedRows | undefined)[]): readonly PlanQuery[] {
  const isDone = (query: PlanQuery): boolean => 'step' in query && known[query.step] !== undefined
  return planQueries(plan).filter((query) => !isDone(query))
}

/** The emitted SQL of queries, each with the tables that it reads and no others. */
export function planJobs(
  queries: readonly PlanQuery[],
  tables: readonly EngineTable[],
  how: { readonly limits: EngineLimits; readonly boundingKey: string | undefined },
): readonly PlanJob[] {
  return queries.map((query) => {
    const key = how.boundingKey === undefined ? {} : { boundingKey: how.boundingKey }
    const { sql, columns } = emit(query.query, duckdb, key)
    const read = new Set(tablesOf(query.query).map(({ table }) => table))
    const own = tables.filter(({ name }) => read.has(name))
    return { query, job: { sql, columns, tables: own, limits: how.limits } }
  })
}

/** The steps that nothing is published of yet. */
export function unpaidSteps(plan: Plan, known: readonly (PublishedRows | undefined)[]): readonly PlannedStep[] {
  return plan.steps.filter((_, index) => known[index] === undefined)
}
