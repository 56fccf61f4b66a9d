import { needsOf, type Schema } from '@glovebox/sql'
import type { TableNeed } from './fetch-tables.ts'
import type { PlanQuery } from './plan-queries.ts'

/** What queries need of each table that one of them reads. */
export function needsOfQueries(queries: readonly PlanQuery[], schema: Schema): ReadonlyMap<string, TableNeed> {
  const needs = needsOf(
    queries.map(({ query }) => query),
    schema,
  )
  return new Map(needs.map(({ table, columns, bounds }) => [table, { columns, bounds }]))
}
