import type { Plan } from '@glovebox/cleanroom'
import { type Query, type TableRelation, tablesOf } from '@glovebox/sql'

/** One query of a plan that an engine runs, and what its rows are for. */
export type PlanQuery = { readonly query: Query; readonly purpose: string } & (
  | { readonly kind: 'result' }
  | { readonly kind: 'part'; readonly step: number; readonly part: number }
  | { readonly kind: 'groups'; readonly step: number }
  | { readonly kind: 'table'; readonly table: string }
)

/**
 * What engines run for a plan, in order: the query itself, or, where it is private, the bounded parts of each step and
 * the unprotected tables that the rest of it reads.
 */
export function planQueries({ query, steps }: Plan): readonly PlanQuery[] {
  if (steps.length === 0) return [{ kind: 'result', query, purpose: 'the result' }]
  const published = new Set(steps.map(({ table }) => table))
  const bounded = steps.flatMap(({ table, groups, parts }, step): readonly PlanQuery[] => [
    ...(groups.kind === 'public-table'
      ? [{ kind: 'groups', step, query: groups.query, purpose: `the public groups of ${table}` } as const]
      : []),
    ...parts.map(
      (part, index): PlanQuery => ({
        kind: 'part',
        step,
        part: index,
        query: part.query,
        purpose: part.kind === 'leaves' ? `bounded ranks of ${table}` : `bounded sums of ${table}`,
      }),
    ),
  ])
  const unprotected = new Map(tablesOf(query).map((table) => [table.table, table]))
  const tables = [...unprotected.values()]
    .filter(({ table }) => !published.has(table))
    .map((table): PlanQuery => ({ kind: 'table', table: table.table, query: wholeTable(table), purpose: table.table }))
  return [...bounded, ...tables]
}

/** The names of the tables that a plan reads, wherever it does. */
export function tablesRead(plan: Plan): readonly string[] {
  return [...new Set(planQueries(plan).flatMap(({ query }) => tablesOf(query).map(({ table }) => table)))]
}

function wholeTable(relation: TableRelation): Query {
  return { relation, outputs: relation.columns.map(({ id, name }) => ({ id, name, at: relation.at })), features: [] }
}
