import type { ReduceRelation } from '@glovebox/sql'
import { columnsOf, type Question, type UsedTable } from '../../check/question.ts'
import type { AggregationThreshold } from '../../model/analysis-rule.ts'
import { thresholdAt } from './threshold.ts'

/** How many distinct values of a column every row must stand for. */
export type Minimum = {
  readonly table: UsedTable
  readonly column: string
  /**
   * A person's column may be grouped by on the way: its rows are then still one person's, and are counted later. The
   * column of a constraint is counted where the query aggregates, whatever it is grouped by.
   */
  readonly kind: 'identity' | 'constraint'
  /** The minimum at an aggregation; 0 for none. */
  readonly at: (reduce: ReduceRelation) => number
}

/** The minimums that the rules of all tables of a question demand. A column that is not there was refused already. */
export function minimums(question: Question): readonly Minimum[] {
  return question.tables.flatMap((table) =>
    demandedBy(table, question).filter(({ column }) => columnsOf(table).includes(column)),
  )
}

function demandedBy(table: UsedTable, question: Question): readonly Minimum[] {
  const { rule } = table
  switch (rule?.kind) {
    case 'aggregation':
      return rule.outputConstraints.map(({ columnName, minimum }) => ({
        table,
        column: columnName,
        kind: 'constraint',
        at: () => minimum,
      }))
    case 'custom':
      return rule.aggregationThreshold === undefined ? [] : [identity(table, rule.aggregationThreshold, question)]
    case 'list':
    case undefined:
      return []
  }
}

function identity(table: UsedTable, threshold: AggregationThreshold, { definitions }: Question): Minimum {
  const at = (reduce: ReduceRelation): number => thresholdAt(reduce, threshold, table.association.name, definitions)
  return { table, column: threshold.identityColumn, kind: 'identity', at }
}
