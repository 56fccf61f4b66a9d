import type { Diagnostic, Span } from '@glovebox/diagnostics'
import { aggregateRequired } from '../../check/aggregation/aggregates.ts'
import { refuse } from '../../check/question.ts'
import type { Carried } from './carried.ts'
import type { Minimum } from './minimum.ts'
import type { Work } from './work.ts'

/** Refuses rows that leave while they are still one person's. */
export function refuseCarried(carried: readonly Carried[], at: Span, { diagnostics, question }: Work): void {
  const refusal = ({ table, column: identity, kind }: Minimum): Diagnostic =>
    kind === 'constraint'
      ? aggregateRequired(table, question)
      : refuse(table, 'RULE_ROWS_NOT_AGGREGATED', { table: table.association.name, identity }, at)
  diagnostics.push(...carried.map(({ minimum }) => refusal(minimum)))
}
