import { type SqlType, typeName, type Value } from '../type/sql-type.ts'
import type { Term, Terms } from './form.ts'
import { operation } from './term.ts'

/** A literal: its type and its value, however it was written or bound. */
export function literalTerm(terms: Terms, value: Value, type: SqlType): Term {
  return operation(terms, `literal ${typeName(type)} ${valueText(value)}`, [], type, 'fixed', { value })
}

/** A text that only this value of its type has. */
function valueText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value)
  return Object.is(value, -0) ? '-0' : String(value)
}
