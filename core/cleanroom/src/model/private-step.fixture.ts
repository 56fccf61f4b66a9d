import { rational } from '@glovebox/privacy'
import { type Column, doubleType, integerType, type Query, type SqlType, textType } from '@glovebox/sql'
import type { BoundedStep, Coordinate, Formula, PublishedColumn } from './private-step.ts'

const at = { start: 0, end: 0 }

let lastId = 1000

/** A column with an id of its own. */
export function columnOf(name: string, type: SqlType): Column {
  lastId += 1
  return { id: lastId, name, type, nullable: true, lineage: [lastId] }
}

/** A query that is never run. */
export const noQuery: Query = { relation: { kind: 'values', rows: [], columns: [], at }, outputs: [], features: [] }

/** A coordinate in whole numbers. */
export function coordinateOf(name: string, sensitivity = 1n): Coordinate {
  return { name, sensitivity, step: rational(1n), bounds: { low: 0, high: Number(sensitivity) } }
}

/** A published column; counts unless a type is given. */
export function publishedOf(name: string, formula: Formula, type: SqlType = integerType): PublishedColumn {
  return { column: columnOf(name, type), formula }
}

/** COUNT(DISTINCT unit) by one text key that is private, of units in up to four groups; and what it is changed in. */
export function countStep(changes: Partial<BoundedStep> = {}): BoundedStep {
  return {
    table: 'published 1',
    keys: [columnOf('campaign', textType)],
    columns: [publishedOf('reach', { kind: 'value', coordinate: 0 })],
    groups: { kind: 'private' },
    parts: [{ kind: 'coordinates', query: noQuery, coordinates: [0] }],
    coordinates: [coordinateOf('COUNT(DISTINCT user_id)')],
    trees: [],
    unitsCoordinate: 0,
    maxGroups: 4,
    minimumUnits: 1,
    ...changes,
  }
}

/** Without GROUP BY: units, a sum in steps of 1/4 that one unit changes by 200 of them, and a tree over [0, 100]. */
export function globalStep(changes: Partial<BoundedStep> = {}): BoundedStep {
  return countStep({
    table: 'published 2',
    keys: [],
    groups: { kind: 'one' },
    columns: [
      publishedOf('reach', { kind: 'value', coordinate: 0 }),
      publishedOf('cost', { kind: 'value', coordinate: 1 }, doubleType),
      publishedOf('median', { kind: 'quantile', tree: 0, fraction: 0.5 }, doubleType),
    ],
    parts: [
      { kind: 'coordinates', query: noQuery, coordinates: [0, 1] },
      { kind: 'leaves', query: noQuery, tree: 0 },
    ],
    coordinates: [
      coordinateOf('COUNT(DISTINCT user_id)'),
      { ...coordinateOf('SUM(cost)', 200n), step: rational(1n, 4n), bounds: { low: 0, high: 50 } },
    ],
    trees: [{ name: 'cost', low: 0, high: 100, fanout: 4, height: 3, maxRows: 2 }],
    maxGroups: 1,
    ...changes,
  })
}
