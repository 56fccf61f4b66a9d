import type { Expression } from '../relation/relation.ts'
import {
  booleanType,
  dateType,
  doubleType,
  integerType,
  type SqlType,
  textType,
  timestampType,
} from '../type/sql-type.ts'
import { castable } from './cast.ts'
import { coerce, inWords, isUntyped } from './coerce.ts'
import { castTo, literal } from './literal.ts'
import type { Applied, Misapplied } from './signature.ts'

/** What a function takes in one place: the argument converted, or undefined where it is refused. */
export type Parameter = { readonly expected: string; readonly take: (e: Expression) => Expression | undefined }

function ofType(type: SqlType): Parameter {
  return { expected: inWords(type), take: (e) => coerce(e, type) }
}

/** A parameter that takes the kinds as they are, and NULL as one of type `otherwise`. */
function ofKinds(kinds: readonly SqlType['kind'][], otherwise: SqlType, expected: string): Parameter {
  return {
    expected,
    take: (e) => (kinds.includes(e.type.kind) ? e : e.type.kind === 'null' ? coerce(e, otherwise) : undefined),
  }
}

export const aBoolean: Parameter = ofType(booleanType)
export const anInteger: Parameter = ofType(integerType)
export const aDouble: Parameter = {
  expected: 'a number',
  take: (e) => (isUntyped(e) ? undefined : coerce(e, doubleType)),
}
export const aText: Parameter = ofType(textType)
export const aNumber: Parameter = ofKinds(['integer', 'decimal', 'double'], integerType, 'a number')
export const aValue: Parameter = { expected: 'a value', take: (e) => (e.type.kind === 'interval' ? undefined : e) }

/** A date or a timestamp; a text literal that reads as one is one. */
export const aDay: Parameter = {
  expected: "a date or a timestamp such as DATE '2024-01-31'",
  take: (e) => {
    if (e.type.kind === 'date' || e.type.kind === 'timestamp') return e
    if (e.type.kind === 'null') return coerce(e, dateType)
    return isUntyped(e) ? (coerce(e, dateType) ?? coerce(e, timestampType)) : undefined
  },
}

/** Anything that has a text form, as that text. */
export const aPrintable: Parameter = {
  expected: 'a text, a number, a date or a condition',
  take: (e) =>
    coerce(e, textType) ??
    (castable(e.type, textType) && e.type.kind !== 'null' ? castTo(e, textType, true) : undefined),
}

/** An integer literal between two bounds. */
export function aLiteral(low: number, high: number): Parameter {
  return {
    expected: `a whole number from ${low} to ${high}, written out`,
    take: (e) => {
      if (e.kind !== 'literal' || typeof e.value !== 'bigint' || e.type.kind !== 'integer') return undefined
      return e.value >= BigInt(low) && e.value <= BigInt(high) ? e : undefined
    },
  }
}

/** One of the words in quotes; given back in the list's own spelling. */
export function aWord(words: Readonly<Record<string, string>>): Parameter {
  const known = [...new Set(Object.values(words))]
  return {
    expected: `one of ${known.join(', ')}`,
    take: (e) => {
      if (e.kind !== 'literal' || typeof e.value !== 'string') return undefined
      const word = e.value.toLowerCase()
      const canonical = Object.hasOwn(words, word) ? words[word] : undefined
      return canonical === undefined ? undefined : literal(canonical, textType, e.at, e.parameter)
    },
  }
}

/** The arguments as the parameters take them; those after `needed` may be left out, the last may repeat. */
export function take(
  args: readonly Expression[],
  parameters: readonly Parameter[],
  { needed = parameters.length, repeats = false }: { needed?: number; repeats?: boolean } = {},
): readonly Expression[] | Misapplied {
  if (args.length < needed || (!repeats && args.length > parameters.length)) {
    return { expected: countOf(needed, repeats ? undefined : parameters.length) }
  }
  const taken: Expression[] = []
  for (const [argument, given] of args.entries()) {
    const parameter = parameters[Math.min(argument, parameters.length - 1)]
    const converted = parameter?.take(given)
    if (parameter === undefined || converted === undefined) {
      return { expected: parameter?.expected ?? 'no argument', argument }
    }
    taken.push(converted)
  }
  return taken
}

function countOf(low: number, high: number | undefined): string {
  const noun = (n: number): string => (n === 1 ? 'argument' : 'arguments')
  if (high === undefined) return `${low} ${noun(low)} or more`
  if (low === high) return low === 0 ? 'no arguments' : `${low} ${noun(low)}`
  return `${low} to ${high} arguments`
}

/** What comes out, beside the arguments. */
export type Outcome = Omit<Applied, 'arguments'>

/** The application of a function to arguments that were taken. */
export function given(
  args: readonly Expression[] | Misapplied,
  outcome: (args: readonly Expression[]) => Outcome | Misapplied,
): Applied | Misapplied {
  if ('expected' in args) return args
  const result = outcome(args)
  return 'expected' in result ? result : { arguments: args, ...result }
}

/** Whether any of the arguments may be NULL. */
export function anyNullable(args: readonly Expression[]): boolean {
  return args.some((e) => e.nullable)
}

/** An argument that was taken. */
export function argument(args: readonly Expression[], index: number): Expression {
  const expression = args[index]
  if (expression === undefined) throw new Error('an argument that was not taken')
  return expression
}
