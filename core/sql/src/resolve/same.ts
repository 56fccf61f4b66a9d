import { canonical } from '../relation/canonical.ts'
import type {
  Expression,
  InQueryExpression,
  LiteralExpression,
  Relation,
  ScalarQueryExpression,
} from '../relation/relation.ts'
import { children } from '../relation/walk.ts'
import { sameType } from '../type/sql-type.ts'

/** Whether two expressions over the same columns say the same, wherever they stand. */
export function sameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true
  if (a.kind !== b.kind || !sameNode(a, b) || !sameType(a.type, b.type)) return false
  const [below, others] = [children(a), children(b)]
  return below.length === others.length && below.every((child, i) => isSame(child, others[i]))
}

/** Whether both are absent, or both are there and the same. */
export function sameOptional(a: Expression | undefined, b: Expression | undefined): boolean {
  return a === undefined ? b === undefined : isSame(a, b)
}

function isSame(a: Expression, b: Expression | undefined): boolean {
  return b !== undefined && sameExpression(a, b)
}

/** Whether two expressions are the same apart from their children. */
function sameNode(a: Expression, b: Expression): boolean {
  switch (a.kind) {
    case 'literal':
      return b.kind === 'literal' && a.parameter === b.parameter && sameValue(a.value, b.value)
    case 'column':
      return b.kind === 'column' && a.id === b.id
    case 'call':
      return b.kind === 'call' && a.function === b.function
    case 'case':
      return b.kind === 'case' && a.branches.length === b.branches.length
    case 'cast':
      return b.kind === 'cast'
    case 'in-list':
      return b.kind === 'in-list' && a.negated === b.negated
    case 'scalar-query':
      return b.kind === 'scalar-query' && sameOutput(a, b)
    case 'in-query':
      return b.kind === 'in-query' && a.negated === b.negated && sameOutput(a, b)
    case 'exists':
      return b.kind === 'exists' && sameRelation(a.relation, b.relation)
  }
}

type WithOutput = ScalarQueryExpression | InQueryExpression

/** Beside its output a subquery may give columns that it is sorted by. */
function sameOutput(a: WithOutput, b: WithOutput): boolean {
  const position = ({ relation, output }: WithOutput): number => relation.columns.findIndex((c) => c.id === output)
  return position(a) === position(b) && sameRelation(a.relation, b.relation)
}

function sameRelation(a: Relation, b: Relation): boolean {
  return a === b || canonical(a) === canonical(b)
}

function sameValue(a: LiteralExpression['value'], b: LiteralExpression['value']): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return Object.is(a, b)
  return a.months === b.months && a.days === b.days && a.micros === b.micros
}
