import type { Collaboration, Plan, PlannedStep, PublishedRows } from '@glovebox/cleanroom'
import type { Diagnostic } from '@glovebox/diagnostics'
import { duckdb, emit, type Schema, tablesOf } from '@glovebox/sql'
import type { EngineLimits, EngineTable } from '../port/engine.ts'
import { type PlanQuery, planQueries } from './plan-queries.ts'
import type { PlanJob } from './run-plan.ts'
import type { World } from './world.ts'

/** The tables of a plan as engines are given them, and the files behind them. */
export type Sources = {
  readonly tables: readonly (EngineTable & { readonly owner: string })[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Where the tables that a plan reads are. */
export async function findSources(
  world: World,
  collaboration: Collaboration,
  schema: Schema,
  names: readonly string[],
): Promise<Sources> {
  const diagnostics: Diagnostic[] = []
  const tables: Sources['tables'][number][] = []
  for (const table of collaboration.tables) {
    if (!names.includes(table.name)) continue
    const source = await world.findSource(table)
    if (!source.ok) {
      diagnostics.push(...source.diagnostics)
      continue
    }
    const known = schema.tables.find(({ name }) => name === table.name)
    tables.push({ name: table.name, owner: table.owner, source: source.value, columns: known?.columns ?? [] })
  }
  return { tables, diagnostics }
}

/** The emitted SQL of what a plan has yet to run, each with the tables that it reads and no others. */
export function planJobs(
  plan: Plan,
  tables: readonly EngineTable[],
  how: {
    readonly limits: EngineLimits
    readonly boundingKey: string | undefined
    readonly known: readonly (PublishedRows | undefined)[]
  },
): readonly PlanJob[] {
  const isDone = (query: PlanQuery): boolean => 'step' in query && how.known[query.step] !== undefined
  return planQueries(plan)
    .filter((query) => !isDone(query))
    .map((query) => {
      const key = how.boundingKey === undefined ? {} : { boundingKey: how.boundingKey }
      const { sql, columns } = emit(query.query, duckdb, key)
      const read = new Set(tablesOf(query.query).map(({ table }) => table))
      const own = tables
        .filter(({ name }) => read.has(name))
        .map(({ name, source, columns: c }) => ({ name, source, columns: c }))
      return { query, job: { sql, columns, tables: own, limits: how.limits } }
    })
}

/** The steps that nothing is published of yet. */
export function unpaidSteps(plan: Plan, known: readonly (PublishedRows | undefined)[]): readonly PlannedStep[] {
  return plan.steps.filter((_, index) => known[index] === undefined)
}
