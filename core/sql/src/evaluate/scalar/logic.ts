import type { BooleanName } from '../../function/boolean.ts'
import type { ComparisonName } from '../../function/comparison.ts'
import type { ConditionalName } from '../../function/conditional.ts'
import type { Value } from '../../type/sql-type.ts'
import { compareValues } from '../order.ts'
import { type Implementation, strict } from './implementation.ts'
import type { PatternName } from './text.ts'

type LogicName = BooleanName | ConditionalName | Exclude<ComparisonName, PatternName>

/** Three-valued logic, comparisons and the functions that choose among their arguments. */
export const logic: Readonly<Record<LogicName, Implementation>> = {
  and: (args) => (args.includes(false) ? false : args.includes(null) ? null : true),
  or: (args) => (args.includes(true) ? true : args.includes(null) ? null : false),
  not: ([a]) => (a === null ? null : a !== true),
  'is-null': ([a]) => a === null,
  'is-not-null': ([a]) => a !== null,
  'is-true': ([a]) => a === true,
  'is-false': ([a]) => a === false,
  'is-not-true': ([a]) => a !== true,
  'is-not-false': ([a]) => a !== false,
  equal: comparison((order) => order === 0),
  'not-equal': comparison((order) => order !== 0),
  less: comparison((order) => order < 0),
  'less-or-equal': comparison((order) => order <= 0),
  greater: comparison((order) => order > 0),
  'greater-or-equal': comparison((order) => order >= 0),
  'is-distinct-from': ([a = null, b = null]) => !isNotDistinct(a, b),
  'is-not-distinct-from': ([a = null, b = null]) => isNotDistinct(a, b),
  coalesce: (args) => args.find((value) => value !== null) ?? null,
  nullif: ([a = null, b = null]) => (a !== null && b !== null && compareValues(a, b) === 0 ? null : a),
  greatest: (args) => choose(args, (order) => order > 0),
  least: (args) => choose(args, (order) => order < 0),
}

function comparison(holds: (order: number) => boolean): Implementation {
  return strict(([a = null, b = null]) => holds(compareValues(a, b)))
}

function isNotDistinct(a: Value, b: Value): boolean {
  return a === null || b === null ? a === b : compareValues(a, b) === 0
}

/** The first of the best arguments, NULLs left out. */
function choose(args: readonly Value[], isBetter: (order: number) => boolean): Value {
  let best: Value = null
  for (const value of args) {
    if (value !== null && (best === null || isBetter(compareValues(value, best)))) best = value
  }
  return best
}
