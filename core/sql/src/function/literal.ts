import type { Span } from '@glovebox/diagnostics'
import type { CastExpression, Expression, LiteralExpression } from '../relation/relation.ts'
import type { SqlType, Value } from '../type/sql-type.ts'
import { castRange } from './cast.ts'
import { valueRange } from './range.ts'

/** The literal of a value. */
export function literal(value: Value, type: SqlType, at: Span, parameter?: string): LiteralExpression {
  const range = valueRange(value, type)
  return {
    kind: 'literal',
    value,
    type,
    nullable: value === null,
    ...(range === undefined ? {} : { range }),
    ...(parameter === undefined ? {} : { parameter }),
    at,
  }
}

/** The cast of an expression, with what is known of its result. Call it only where `castable` says so. */
export function castTo(argument: Expression, type: SqlType, implicit: boolean, at: Span = argument.at): CastExpression {
  return { kind: 'cast', argument, implicit, type, at, ...castRange(argument, type) }
}
