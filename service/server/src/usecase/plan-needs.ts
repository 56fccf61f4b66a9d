import { tablesOf } from '@glovebox/sql'
import type { TableNeed } from './fetch-tables.ts'
import type { PlanQuery } from './plan-queries.ts'

/** What queries need of each table that one of them reads. */
export function needsOfQueries(queries: readonly PlanQuery[]): ReadonlyMap<string, TableNeed> {
  return new Map(queries.flatMap(({ query }) => tablesOf(query).map(({ table }) => [table, {}] as const)))
}
