import type { BinaryOperator } from './tree.ts'

/** How tightly operators bind, as in PostgreSQL: a higher level binds first. */
export const level = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  comparison: 5,
  /** LIKE, IN, BETWEEN. */
  predicate: 6,
  /** `||`. */
  other: 7,
  additive: 8,
  multiplicative: 9,
  sign: 10,
  /** `::`. */
  cast: 11,
  /** Everything that is one piece. */
  primary: 12,
} as const

/** The level of each operator between two operands. */
export const binaryLevels: Readonly<Record<BinaryOperator, number>> = {
  '+': level.additive,
  '-': level.additive,
  '*': level.multiplicative,
  '/': level.multiplicative,
  '%': level.multiplicative,
  '||': level.other,
  '=': level.comparison,
  '<>': level.comparison,
  '<': level.comparison,
  '<=': level.comparison,
  '>': level.comparison,
  '>=': level.comparison,
  'is-distinct-from': level.is,
  'is-not-distinct-from': level.is,
}
