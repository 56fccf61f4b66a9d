import type { FunctionName } from '@glovebox/sql'

/** Operators of a WHERE clause, which aggregation and list rules allow. */
export const whereOperators: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'and',
  'or',
  'not',
  'is-null',
  'is-not-null',
  'equal',
  'not-equal',
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
  'like',
  'not-like',
  'negate',
  'add',
  'subtract',
  'multiply',
  'divide',
  'concatenate',
])
