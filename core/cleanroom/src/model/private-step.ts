import type { Rational } from '@glovebox/privacy'
import type { Column, Query, Value } from '@glovebox/sql'

// What one private aggregation is made of once it was bounded and priced: queries that give exact integers, and the
// only way in which these may leave.

/** A private aggregation: exact bounded sums that an engine computes, and how they are published. */
export type PrivateStep = BoundedStep & {
  readonly groups: PricedGroups
  /** The noise of each coordinate, in its steps. */
  readonly noise: readonly Noise[]
  /** The noise of every node of each tree. */
  readonly treeNoise: readonly Noise[]
  /** What the step costs, exactly; the same for every owner. */
  readonly loss: StepLoss
}

/** A private aggregation before it has a price. */
export type BoundedStep = {
  /** The name under which the rest of the query reads the published rows; no table of a collaboration has it. */
  readonly table: string
  /** The published columns: the keys, then what was aggregated. */
  readonly keys: readonly Column[]
  readonly columns: readonly PublishedColumn[]
  readonly groups: Groups
  /** What engines run. */
  readonly parts: readonly BoundedPart[]
  readonly coordinates: readonly Coordinate[]
  readonly trees: readonly QuantileTreeShape[]
  /** The coordinate that counts a group's units, where there is one. */
  readonly unitsCoordinate?: number
  /** Groups of one unit that count; 1 where there are no keys. */
  readonly maxGroups: number
  /** Fewer units than this are never shown, whatever the noise; 1: no such demand. */
  readonly minimumUnits: number
}

/** Which groups appear. */
export type Groups =
  /** No GROUP BY: exactly one row. */
  | { readonly kind: 'one' }
  /** Every one of these tuples, and no other. */
  | { readonly kind: 'public'; readonly tuples: readonly (readonly Value[])[] }
  /** Every distinct row of a query over public tables, and no other. */
  | { readonly kind: 'public-table'; readonly query: Query }
  /** Those that enough units have. */
  | { readonly kind: 'private' }

export type PricedGroups =
  | Exclude<Groups, { kind: 'private' }>
  /** Published where at least `minimumUnits` exact units and `threshold` noisy ones less (`minimumUnits` − 1) are there. */
  | { readonly kind: 'private'; readonly threshold: bigint }

/** A query over protected tables whose rows are bounded: the keys, then exact integers. */
export type BoundedPart =
  /** One row for each group: the keys, then one integer for each of these coordinates. */
  | { readonly kind: 'coordinates'; readonly query: Query; readonly coordinates: readonly number[] }
  /** One row for each group and leaf: the keys, the leaf (from 0), how many rows. */
  | { readonly kind: 'leaves'; readonly query: Query; readonly tree: number }

/** A whole number per group that a unit can change by at most `sensitivity`. */
export type Coordinate = {
  /** As people read it: `COUNT(DISTINCT user_id)`, `SUM(cost)`. */
  readonly name: string
  /** The most by which one unit changes it in one group, in steps; at least 1. */
  readonly sensitivity: bigint
  /** What one step is worth. */
  readonly step: Rational
  /** What was added to every row, so that its middle is 0, in units of the value; usually 0. */
  readonly bounds: { readonly low: number; readonly high: number }
}

/** A tree over the range of a column, of whose leaves one unit fills at most `maxRows` in one group. */
export type QuantileTreeShape = {
  readonly name: string
  readonly low: number
  readonly high: number
  readonly fanout: number
  readonly height: number
  readonly maxRows: number
}

/** Exact noise on integers, in steps. */
export type Noise =
  | { readonly kind: 'discrete-gaussian'; readonly sigmaSquared: Rational }
  | { readonly kind: 'discrete-laplace'; readonly scale: Rational }

/** A column that was aggregated, and how its values are made of noisy coordinates alone. */
export type PublishedColumn = {
  readonly column: Column
  readonly formula: Formula
  readonly report?: 'json'
  /** What people should know of how it is computed. */
  readonly note?: string
}

/** Indexes are of `coordinates` and `trees`. */
export type Formula =
  /** Steps times their worth. */
  | { readonly kind: 'value'; readonly coordinate: number }
  /** `middle` + sum ÷ count, within `low` and `high`; the coordinate `sum` adds what is above the middle. */
  | {
      readonly kind: 'mean'
      readonly sum: number
      readonly count: number
      readonly middle: number
      readonly low: number
      readonly high: number
    }
  /**
   * Of values less `middle`: `sum` adds them, `squares` adds their squares less `middleSquare`. The root of it where
   * `isDeviation`; divided by one less where `isSample`.
   */
  | {
      readonly kind: 'variance'
      readonly count: number
      readonly sum: number
      readonly squares: number
      readonly middle: number
      readonly middleSquare: number
      readonly low: number
      readonly high: number
      readonly isDeviation: boolean
      readonly isSample: boolean
    }
  | { readonly kind: 'quantile'; readonly tree: number; readonly fraction: number }

/** What a step costs: both kinds are kept so that an owner of either accounting can be charged. */
export type StepLoss =
  /** δ-approximate ρ-zCDP; `delta` is what the selection of keys may fail with. */
  | { readonly kind: 'zcdp'; readonly rho: Rational; readonly delta: number }
  /** ε-differential privacy. */
  | { readonly kind: 'pure'; readonly epsilon: Rational }
