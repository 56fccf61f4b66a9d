import type { Expression } from '@glovebox/sql'
import type { Cell } from './cell.ts'
import type { Tree } from './tree.ts'

/** What has to be known of all rows so that an aggregate can be published. */
export type Contribution =
  | { readonly kind: 'value'; readonly cell: Cell }
  | {
      readonly kind: 'mean'
      readonly count: Cell
      readonly sum: Cell
      readonly middle: number
      readonly low: number
      readonly high: number
    }
  | {
      readonly kind: 'variance'
      readonly count: Cell
      readonly sum: Cell
      readonly squares: Cell
      readonly middle: number
      readonly middleSquare: number
      readonly low: number
      readonly high: number
      readonly isDeviation: boolean
      readonly isSample: boolean
    }
  /** Different values, of each unit at most `rows` in a group; NULL is none. */
  | { readonly kind: 'distinct'; readonly name: string; readonly value: Expression; readonly rows: number }
  | { readonly kind: 'quantile'; readonly tree: Tree; readonly fraction: number; readonly note?: string }
