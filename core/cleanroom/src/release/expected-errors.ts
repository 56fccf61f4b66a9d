import {
  type Column,
  type ColumnId,
  doubleType,
  type Expression,
  evaluate,
  literal,
  type MapRelation,
  type Query,
  type Relation,
  relationsOf,
  type TableRelation,
} from '@glovebox/sql'
import type { Plan } from '../model/analysis.ts'
import { alpha } from './estimate.ts'
import { risesWith } from './rising.ts'
import { typicalInterval } from './typical-interval.ts'

/** The error to expect of an output, from the noise alone. */
export type ExpectedError = {
  readonly confidence: number
  readonly halfWidth: number
  /** The units in a group that the figure is for, and at most which it is; absent where it does not matter. */
  readonly units?: number
}

/**
 * The errors to expect of a plan's outputs, by their names, before anything runs: exact for counts and sums; for means
 * and variances the largest in groups of the stated size, with one row of each unit. Outputs that are not numbers as they
 * were published, or that rise with one, have none, nor have quantiles, whose error depends on the values.
 */
export function expectedErrors(
  plan: Pick<Plan, 'query' | 'intervals' | 'steps'>,
): Readonly<Record<string, ExpectedError>> {
  const errors = plan.intervals.flatMap((ends, i) => {
    const name = plan.query.outputs[i]?.name
    if (ends === undefined || name === undefined) return []
    const [low, high] = [expectedEnd(ends.low, plan), expectedEnd(ends.high, plan)]
    if (low === undefined || high === undefined) return []
    const units = low.units === undefined ? {} : { units: low.units }
    return [
      [
        name,
        {
          confidence: Number((1 - alpha * ends.sources).toFixed(2)),
          halfWidth: (high.value - low.value) / 2,
          ...units,
        },
      ] as const,
    ]
  })
  return Object.fromEntries(errors)
}

type End = { readonly value: number; readonly units?: number }

type Expected = Pick<Plan, 'query' | 'steps'>

/** Where a hidden column lies for a typical group. */
function expectedEnd(id: ColumnId, plan: Expected): End | undefined {
  for (const relation of relationsOf(plan.query)) {
    if (!relation.columns.some((column) => column.id === id)) continue
    // Inputs come first: this is the relation that makes the column.
    if (relation.kind === 'map') return endOfOutput(relation, id, plan)
    return relation.kind === 'table' ? endOfTable(relation, id, plan) : undefined
  }
  return undefined
}

function endOfOutput({ outputs }: MapRelation, id: ColumnId, plan: Expected): End | undefined {
  const expression = outputs.find(({ column }) => column.id === id)?.expression
  const source = expression === undefined ? undefined : risesWith(expression)
  const end = source === undefined ? undefined : expectedEnd(source, plan)
  if (expression === undefined || source === undefined || end === undefined) return undefined
  const value = valueAt(expression, source, end.value)
  return value === undefined ? undefined : { ...end, value }
}

/** Behind a step's published columns, as `carryIntervals` laid them out, come the two ends of each. */
function endOfTable({ table, columns }: TableRelation, id: ColumnId, { steps }: Expected): End | undefined {
  const step = steps.find((own) => own.table === table)
  if (step === undefined) return undefined
  const place = columns.findIndex((column) => column.id === id) - step.keys.length - step.columns.length
  const formula = step.columns[Math.floor(place / 2)]?.formula
  const typical = formula === undefined ? undefined : typicalInterval(formula, step)
  if (typical === undefined) return undefined
  const { low, high, ...units } = typical
  return { value: place % 2 === 0 ? low : high, ...units }
}

/** What an expression is where the one column it reads has a value. */
function valueAt(expression: Expression, id: ColumnId, x: number): number | undefined {
  const { at } = expression
  const read: Column = { id, name: '', type: doubleType, nullable: true, lineage: [] }
  const row: Relation = { kind: 'values', rows: [[literal(x, doubleType, at)]], columns: [read], at }
  const column: Column = { ...read, id: -1 }
  const relation: Relation = { kind: 'map', input: row, outputs: [{ column, expression }], columns: [column], at }
  const query: Query = { relation, outputs: [{ id: -1, name: '', at }], features: [] }
  const value = evaluate(query, {}).rows[0]?.[0]
  return typeof value === 'number' ? value : undefined
}
