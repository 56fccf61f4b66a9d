import type { Expression } from '../relation/relation.ts'
import type { Range, SqlType } from '../type/sql-type.ts'
import type { AggregateName, FunctionName, WindowName } from './function-name.ts'

/** What a function gives for given arguments. `arguments` are the given ones with implicit casts put in. */
export type Applied = {
  readonly arguments: readonly Expression[]
  readonly type: SqlType
  readonly nullable: boolean
  readonly range?: Range
}

/** Why a function does not take the arguments: `expected` in words, as `a number`; `argument` the one at fault. */
export type Misapplied = { readonly expected: string; readonly argument?: number }

/** One scalar function: its catalogue entry. Every function is total: where it has no value it gives NULL. */
export type ScalarFunction = {
  readonly name: FunctionName
  /** How it is written in SQL, lower case; operators have none. */
  readonly spellings: readonly string[]
  /** One line of SQL for messages and the reference, as `substring(text, start [, length])`. */
  readonly usage: string
  /** One sentence for the reference page. */
  readonly summary: string
  /** Whether it compares its arguments with each other (comparison controls look at it). */
  readonly compares: boolean
  /** Type-checks the arguments and gives what comes out. */
  readonly apply: (args: readonly Expression[]) => Applied | Misapplied
}

/** One aggregate function. */
export type AggregateFunction = {
  readonly name: AggregateName
  readonly spellings: readonly string[]
  readonly usage: string
  readonly summary: string
  readonly apply: (argument: Expression | undefined) => Applied | Misapplied
}

/** One window function. */
export type WindowFunction = {
  readonly name: WindowName
  readonly spellings: readonly string[]
  readonly usage: string
  readonly summary: string
  readonly needsOrder: boolean
  readonly apply: (args: readonly Expression[]) => Applied | Misapplied
}

/** Whether the arguments were refused. */
export function isMisapplied(result: Applied | Expression | Misapplied): result is Misapplied {
  return 'expected' in result
}
