import {
  type Aggregate,
  type AggregateName,
  type Relation,
  relationsOf,
  tablesOf,
  type WindowCall,
  type WindowName,
} from '@glovebox/sql'
import { refuse, textAt } from '../../check/question.ts'
import type { Work } from './work.ts'

/** Functions that give one row's value, and those that stand for all rows. */
const extremes: ReadonlySet<AggregateName | WindowName> = new Set([
  'min',
  'max',
  'median',
  'percentile-cont',
  'lag',
  'lead',
  'first-value',
  'last-value',
] as const)
const totals: ReadonlySet<AggregateName | WindowName> = new Set(['count', 'sum', 'avg'] as const)

/**
 * Refuses an extreme that leaves without a total beside it, as AWS Clean Rooms does: alone it would be read as somebody's
 * value. Only totals that flow on count, not those of a HAVING.
 */
export function refuseStandalone(call: Aggregate | WindowCall, relation: Relation, work: Work): void {
  if (!extremes.has(call.function)) return
  const beside = relation.kind === 'window' ? relationsOf(relation) : [relation]
  const hasTotal = beside
    .flatMap(callsOf)
    .some(({ function: name, column }) => totals.has(name) && work.shown.has(column.id))
  if (hasTotal) return
  const read = tablesOf(relation).map(({ table }) => table)
  for (const { table, column, kind } of work.minimums) {
    if (kind !== 'identity' || !read.includes(table.association.name)) continue
    const parameters = { text: textAt(work.question, call.at), identity: column }
    work.diagnostics.push(refuse(table, 'RULE_STANDALONE_EXTREME', parameters, call.at))
  }
}

function callsOf(relation: Relation): readonly (Aggregate | WindowCall)[] {
  if (relation.kind === 'reduce') return relation.aggregates
  return relation.kind === 'window' ? relation.calls : []
}
