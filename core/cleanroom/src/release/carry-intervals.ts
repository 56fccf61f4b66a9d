import {
  type Column,
  type ColumnId,
  doubleType,
  type Expression,
  isNumeric,
  type JoinRelation,
  type MapRelation,
  type Output,
  type Query,
  type Relation,
  type TableRelation,
} from '@glovebox/sql'
import type { BoundedStep } from '../model/private-step.ts'
import { boundsOf, type ColumnEnds } from './interval-arithmetic.ts'
import { overColumn, risesWith } from './rising.ts'

/** The hidden outputs that hold the ends of an output's interval. */
export type IntervalColumns = { readonly low: ColumnId; readonly high: ColumnId; readonly sources: number }

/** A query over published tables that also gives the intervals of those outputs that rise with a published column. */
export type CarriedIntervals = {
  /** Its first outputs are those of the query as it was; hidden ones follow. */
  readonly query: Query
  /** For each output of the query as it was. */
  readonly intervals: readonly (IntervalColumns | undefined)[]
}

/**
 * Lets the intervals of published columns go along with them. A table node of a step gets, after its columns, two
 * hidden DOUBLE columns for each column that was aggregated, low and high. They go through everything that passes rows
 * on; a further aggregation or a set operation makes other numbers, of which nothing is said.
 */
export function carryIntervals(
  query: Query,
  steps: readonly Pick<BoundedStep, 'table' | 'keys' | 'columns'>[],
  nextId: () => ColumnId,
): CarriedIntervals {
  const { relation, found } = carry(query.relation, { steps, nextId })
  const ends = query.outputs.map(({ id }) => found.get(id))
  // A column that leaves twice has its interval once.
  const hidden = new Map<ColumnId, Query['outputs'][number]>()
  for (const { id, name, at } of query.outputs) {
    const end = found.get(id)
    if (end === undefined) continue
    hidden.set(end.low.id, { id: end.low.id, name: `${name} low`, at })
    hidden.set(end.high.id, { id: end.high.id, name: `${name} high`, at })
  }
  return {
    query: { ...query, relation, outputs: [...query.outputs, ...hidden.values()] },
    intervals: ends.map((end) =>
      end === undefined ? undefined : { low: end.low.id, high: end.high.id, sources: end.sources.size },
    ),
  }
}

/** More sources than this, and being within all of their ends at once is not likely enough to say. */
const mostSources = 4

/** A relation with hidden columns, and those of each column that has them. */
type Carried = { readonly relation: Relation; readonly found: ReadonlyMap<ColumnId, ColumnEnds> }

type Work = {
  readonly steps: readonly Pick<BoundedStep, 'table' | 'keys' | 'columns'>[]
  readonly nextId: () => ColumnId
}

function carry(relation: Relation, work: Work): Carried {
  switch (relation.kind) {
    case 'table':
      return carryTable(relation, work)
    case 'values':
    case 'reduce':
    case 'set':
      return { relation, found: new Map() }
    case 'map':
      return carryMap(relation, work)
    case 'filter':
    case 'sort':
    case 'limit': {
      const { relation: input, found } = carry(relation.input, work)
      return { relation: { ...relation, input, columns: input.columns }, found }
    }
    case 'window': {
      const { relation: input, found } = carry(relation.input, work)
      const columns = [...input.columns, ...relation.calls.map(({ column }) => column)]
      return { relation: { ...relation, input, columns }, found }
    }
    case 'join':
      return carryJoin(relation, work)
  }
}

function carryTable(relation: TableRelation, { steps, nextId }: Work): Carried {
  const step = steps.find(({ table }) => table === relation.table)
  if (step === undefined) return { relation, found: new Map() }
  const ends = step.columns.map((_, column): ColumnEnds => {
    const name = relation.columns[step.keys.length + column]?.name ?? ''
    const low = tableColumn(`${name} low`, nextId())
    return { low, high: tableColumn(`${name} high`, nextId()), sources: new Set([low.id]) }
  })
  const found = ends.flatMap((end, i) => {
    const column = relation.columns[step.keys.length + i]
    return column === undefined || !isNumeric(column.type) ? [] : [[column.id, end] as const]
  })
  const columns = [...relation.columns, ...ends.flatMap(({ low, high }) => [low, high])]
  return { relation: { ...relation, columns }, found: new Map(found) }
}

function tableColumn(name: string, id: ColumnId): Column {
  return { id, name, type: doubleType, nullable: true, lineage: [id] }
}

function carryMap(relation: MapRelation, work: Work): Carried {
  const { relation: input, found } = carry(relation.input, work)
  const carried = relation.outputs.flatMap(({ column, expression }) => {
    const id = risesWith(expression)
    const ends = id === undefined ? undefined : found.get(id)
    if (ends === undefined) return calculated(column, expression, found, work)
    const [low, high] = [ends.low, ends.high].map((end) => endOf(expression, end, work))
    return low === undefined || high === undefined ? [] : [{ column, low, high, sources: ends.sources }]
  })
  const outputs = [...relation.outputs, ...carried.flatMap(({ low, high }) => [low, high])]
  return {
    relation: { ...relation, input, outputs, columns: outputs.map(({ column }) => column) },
    found: new Map(
      carried.map(({ column, low, high, sources }) => [column.id, { low: low.column, high: high.column, sources }]),
    ),
  }
}

type CarriedOutput = {
  readonly column: Column
  readonly low: Output
  readonly high: Output
  readonly sources: ColumnEnds['sources']
}

/** The ends of what is calculated from several published numbers. */
function calculated(
  column: Column,
  expression: Expression,
  found: ReadonlyMap<ColumnId, ColumnEnds>,
  { nextId }: Work,
): readonly CarriedOutput[] {
  const bounds = boundsOf(expression, (id) => found.get(id))
  if (bounds === undefined || bounds.sources.size === 0 || bounds.sources.size > mostSources) return []
  const output = (end: Expression, what: string): Output => ({
    column: { id: nextId(), name: `${column.name} ${what}`, type: doubleType, nullable: true, lineage: column.lineage },
    expression: end,
  })
  const { low, high, sources } = bounds
  return [{ column, low: output(low, 'low'), high: output(high, 'high'), sources }]
}

/** What an expression is where its column is at an end of its interval. */
function endOf(expression: Expression, end: Column, { nextId }: Work): Output | undefined {
  const over = overColumn(expression, end)
  if (over === undefined) return undefined
  const { name, lineage } = end
  return { column: { id: nextId(), name, type: doubleType, nullable: true, lineage }, expression: over }
}

function carryJoin(relation: JoinRelation, work: Work): Carried {
  const [left, right] = [carry(relation.left, work), carry(relation.right, work)]
  const known = new Map(relation.columns.map((column) => [column.id, column]))
  // Hidden columns may be NULL anyway, so an outer join changes nothing of them.
  const columns = [...left.relation.columns, ...right.relation.columns].map((column) => known.get(column.id) ?? column)
  return {
    relation: { ...relation, left: left.relation, right: right.relation, columns },
    found: new Map([...left.found, ...right.found]),
  }
}
