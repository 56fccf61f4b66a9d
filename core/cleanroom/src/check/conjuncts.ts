import type { Expression } from '@glovebox/sql'

/** The conditions that a condition combines with AND; itself where it combines none. */
export function conjuncts(condition: Expression): readonly Expression[] {
  if (condition.kind !== 'call' || condition.function !== 'and') return [condition]
  return condition.arguments.flatMap(conjuncts)
}
