import type { Code, Codes, Diagnostic, Span } from '@glovebox/diagnostics'
import type { ColumnId } from '@glovebox/sql'
import { type Question, refuse, type UsedTable } from '../../../check/question.ts'
import type { SuppressionConstraint } from '../../../model/analysis.ts'
import { type Minimum, minimums } from '../../withhold/minimum.ts'
import type { PrivateAggregation } from '../aggregation.ts'
import type { ProtectedTable } from '../protected-table.ts'
import type { Tracked } from './tracked.ts'

/** What one tracking knows and collects; the only thing in it that changes. */
export type Work = {
  readonly question: Question
  readonly protectedTables: ReadonlyMap<string, ProtectedTable>
  readonly minimums: readonly Minimum[]
  readonly diagnostics: Diagnostic[]
  readonly aggregations: PrivateAggregation[]
  /** What minimums withhold, whatever the rows. */
  readonly suppression: SuppressionConstraint[]
  readonly nextId: () => ColumnId
}

/** A tracking in which nothing has happened. */
export function openWork(
  question: Question,
  protectedTables: ReadonlyMap<string, ProtectedTable>,
  nextId: () => ColumnId,
): Work {
  return {
    question,
    protectedTables,
    minimums: minimums(question),
    diagnostics: [],
    aggregations: [],
    suppression: [],
    nextId,
  }
}

/** Refuses because of these protected tables, the first of which is named. */
export function refuseTracked<C extends Code>(
  work: Work,
  tables: readonly ProtectedTable[],
  code: C,
  parameters: Codes[C],
  at?: Span,
): Tracked & { kind: 'refused' } {
  work.diagnostics.push(refuse(usedTable(work, tables), code, parameters, at))
  return { kind: 'refused' }
}

function usedTable({ question }: Work, tables: readonly ProtectedTable[]): UsedTable {
  const names = tables.map(({ association }) => association.name)
  const used = question.tables.find(({ association }) => names.includes(association.name)) ?? question.tables[0]
  if (used === undefined) throw new Error('a question about protected tables reads none')
  return used
}
