import type { Expression } from '../../relation/relation.ts'

/** Whether a double may be NaN: no exact number is, nor a literal that is a number. */
export function mayBeNaN(e: Expression): boolean {
  if (e.type.kind !== 'double') return false
  if (e.kind === 'literal') return Number.isNaN(e.value)
  return e.kind !== 'cast' || e.argument.type.kind === 'text' || mayBeNaN(e.argument)
}
