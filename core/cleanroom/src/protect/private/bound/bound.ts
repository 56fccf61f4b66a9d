import { accepted, type Result, refused } from '@glovebox/diagnostics'
import type { Aggregate, ColumnId, Query } from '@glovebox/sql'
import { define } from '../../../check/definition.ts'
import type { Question } from '../../../check/question.ts'
import type { BoundedPart, BoundedStep, Coordinate, Formula, PublishedColumn } from '../../../model/private-step.ts'
import { columnOf } from '../../withhold/carried.ts'
import type { PrivateAggregation } from '../aggregation.ts'
import { type Asked, refuseAsked } from './asked.ts'
import { reference } from './build.ts'
import { type Cell, unitsCell } from './cell.ts'
import type { Contribution } from './contribution.ts'
import { contributionOf } from './contribution-of.ts'
import { unitsName } from './count.ts'
import { type Grouping, groupingOf } from './groups.ts'
import { coordinatesPart, distinctPart, leavesPart, type Rows } from './part.ts'
import type { Tree } from './tree.ts'

/**
 * Bounds what one unit adds to an aggregation: gives the queries whose exact integers a unit changes by at most the
 * sensitivity of each coordinate, in at most `maxGroups` groups, and the formulas that make the columns of them.
 * Refuses what cannot be bounded, with every reason.
 *
 * Guarantee: without any one unit's rows, in all but `maxGroups` groups nothing changes; in these, each coordinate by at
 * most its sensitivity, and the leaves of each tree by at most `maxRows` in total.
 * Requires: each row of the input is about one unit, and depends on that unit's rows and unprotected tables alone.
 * Proof: docs/proofs/bounding.md
 */
export function bound(
  aggregation: PrivateAggregation,
  nextId: () => ColumnId,
  question: Question,
): Result<BoundedStep> {
  const { reduce, unit, limits, minimumUnits } = aggregation
  const builder = { nextId, at: reduce.at }
  const input: Query = { relation: reduce.input, outputs: [], features: [] }
  const asked: Asked = { aggregation, question, definitions: define(input), builder, diagnostics: [] }
  const contributions = reduce.aggregates.map((aggregate) => contributionOf(aggregate, asked))
  const grouping = groupingOf(reduce.keys, asked)
  const maxGroups = maxGroupsOf(grouping, asked)
  if (maxGroups === undefined || asked.diagnostics.length > 0) return refused(asked.diagnostics)
  const draft = openDraft()
  const isPrivate = grouping.groups.kind === 'private'
  if (isPrivate || minimumUnits > 1) place(unitsCell(unitsName(asked)), draft)
  const columns = reduce.aggregates.map((aggregate, i): PublishedColumn => {
    const contribution = contributions[i]
    if (contribution === undefined) throw new Error('an aggregate was neither bounded nor refused')
    return publishedColumn(aggregate, contribution, draft)
  })
  // A question without aggregates asks which groups there are.
  if (draft.coordinates.length === 0 && draft.trees.length === 0) place(unitsCell(unitsName(asked)), draft)
  const isCut = limits.maxGroups !== undefined && (grouping.count === undefined || grouping.count > limits.maxGroups)
  const rows: Rows = {
    relation: reduce.input,
    unit: reference(columnOf(reduce.input, unit.id), builder),
    keys: reduce.keys.map(({ column, expression }) => ({ name: column.name, expression })),
    ...(isCut ? { maxGroups } : {}),
    inGroups: grouping.inGroups,
  }
  const units = draft.cells.find(({ cell }) => cell.key === 'units')
  return accepted({
    table: aggregation.table,
    keys: reduce.keys.map(({ column }) => column),
    columns,
    groups: grouping.groups,
    parts: partsOf(draft, rows, builder),
    coordinates: draft.coordinates,
    trees: draft.trees.map(({ shape }) => shape),
    ...(units === undefined ? {} : { unitsCoordinate: units.index }),
    maxGroups,
    minimumUnits,
  })
}

/** In how many groups a unit counts: the owner's limit, or every group where that is few. Refused where nobody says. */
function maxGroupsOf({ count }: Grouping, asked: Asked): number | undefined {
  const { limits, tables, reduce } = asked.aggregation
  const known = [limits.maxGroups, count].filter((n) => n !== undefined)
  if (known.length > 0) return Math.max(1, Math.min(...known))
  const table = tables[0]?.association.name ?? ''
  return refuseAsked(asked, 'PRIVACY_GROUPS_MISSING', { table }, reduce.keys[0]?.expression.at ?? reduce.at)
}

type Draft = {
  readonly coordinates: Coordinate[]
  readonly cells: { readonly cell: Cell; readonly index: number }[]
  readonly distincts: { readonly contribution: Contribution & { kind: 'distinct' }; readonly index: number }[]
  readonly trees: Tree[]
}

function openDraft(): Draft {
  return { coordinates: [], cells: [], distincts: [], trees: [] }
}

/** The place of a cell among the coordinates; equal cells are one. */
function place(cell: Cell, { cells, coordinates }: Draft): number {
  const known = cells.find((other) => other.cell.key === cell.key)
  if (known !== undefined) return known.index
  const index = coordinates.push(cell.coordinate) - 1
  cells.push({ cell, index })
  return index
}

function publishedColumn({ column, report }: Aggregate, contribution: Contribution, draft: Draft): PublishedColumn {
  const note = contribution.kind === 'quantile' && contribution.note !== undefined ? { note: contribution.note } : {}
  return { column, formula: formulaOf(contribution, draft), ...(report === undefined ? {} : { report }), ...note }
}

function formulaOf(contribution: Contribution, draft: Draft): Formula {
  switch (contribution.kind) {
    case 'value':
      return { kind: 'value', coordinate: place(contribution.cell, draft) }
    case 'mean': {
      const { middle, low, high } = contribution
      const [count, sum] = [place(contribution.count, draft), place(contribution.sum, draft)]
      return { kind: 'mean', sum, count, middle, low, high }
    }
    case 'variance': {
      const { count, sum, squares, ...rest } = contribution
      const places = { count: place(count, draft), sum: place(sum, draft), squares: place(squares, draft) }
      return { ...rest, ...places }
    }
    case 'distinct': {
      const { name, rows } = contribution
      const one = { numerator: 1n, denominator: 1n }
      const coordinate = { name, sensitivity: BigInt(rows), step: one, bounds: { low: 0, high: rows } }
      const index = draft.coordinates.push(coordinate) - 1
      draft.distincts.push({ contribution, index })
      return { kind: 'value', coordinate: index }
    }
    case 'quantile': {
      const { tree, fraction } = contribution
      const known = draft.trees.findIndex(({ key }) => key === tree.key)
      return { kind: 'quantile', tree: known >= 0 ? known : draft.trees.push(tree) - 1, fraction }
    }
  }
}

function partsOf({ cells, distincts, trees }: Draft, rows: Rows, builder: Asked['builder']): readonly BoundedPart[] {
  return [
    ...(cells.length === 0 ? [] : [coordinatesPart(rows, cells, builder)]),
    ...distincts.map(({ contribution, index }) =>
      distinctPart(rows, contribution.value, contribution.rows, index, builder),
    ),
    ...trees.map((tree, i) => leavesPart(rows, tree, i, builder)),
  ]
}
