import { type Code, type Codes, diagnostic, type Span } from '@glovebox/diagnostics'
import { isUntyped } from '../function/coerce.ts'
import type { Misapplied } from '../function/signature.ts'
import type { Expression } from '../relation/relation.ts'
import { type SqlType, typeName } from '../type/sql-type.ts'
import type { Session } from './session.ts'

/** Refuses, and gives what stands for a refused expression. */
export function refuse<C extends Code>(session: Session, code: C, parameters: Codes[C], at: Span): undefined {
  session.diagnostics.push(diagnostic(code, parameters, at))
  return undefined
}

/** What is called by a name that SQL text gives, for messages. */
export type Called = { readonly name: string; readonly usage?: string }

/** Refuses arguments: a text literal for what it says, anything else for its type, no argument at all for the call. */
export function refuseArguments(
  session: Session,
  { expected, argument }: Misapplied,
  args: readonly (Expression | undefined)[],
  { name, usage }: Called,
  at: Span,
): undefined {
  const given = argument === undefined ? undefined : args[argument]
  if (given === undefined) {
    return refuse(session, 'SQL_ARGUMENT', { name, expected, ...(usage === undefined ? {} : { usage }) }, at)
  }
  if (given.kind === 'literal' && isUntyped(given) && typeof given.value === 'string') {
    return refuse(session, 'SQL_LITERAL', { text: given.value, expected }, given.at)
  }
  return refuse(session, 'SQL_ARGUMENT', { name, expected, given: aValueOf(given.type) }, given.at)
}

/** A value of a type, by the type's name. */
export function aValueOf(type: SqlType): string {
  const name = typeName(type)
  if (type.kind === 'null') return 'NULL'
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`
}
