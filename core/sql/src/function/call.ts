import type { Span } from '@glovebox/diagnostics'
import type { Expression } from '../relation/relation.ts'
import { type IntervalValue, integerType, textType } from '../type/sql-type.ts'
import { findScalar, scalarFunctions } from './catalogue.ts'
import { type Form, forms } from './form.ts'
import type { FunctionName } from './function-name.ts'
import { literal } from './literal.ts'
import { isMisapplied, type Misapplied } from './signature.ts'

/**
 * The call of a function, with implicit casts put in and in canonical form: `+` and `-` of dates are `date-add` and
 * `date-difference`, `+` of texts is `concatenate`.
 */
export function callFunction(name: FunctionName, args: readonly Expression[], at: Span): Expression | Misapplied {
  const [left, right] = args
  if ((name === 'add' || name === 'subtract') && args.length === 2 && left !== undefined && right !== undefined) {
    return plusOrMinus(name, left, right, at)
  }
  return plainCall(name, args, at)
}

/** The call of a function as it is spelled in SQL, lower case; undefined where no function has the name. */
export function callSpelling(
  spelling: string,
  args: readonly Expression[],
  at: Span,
): Expression | Misapplied | undefined {
  const ways = forms.filter((form) => form.spellings.includes(spelling))
  const form = ways.find((f) => f.count === args.length)
  if (form !== undefined) return callForm(form, args, at)
  const entry = findScalar(spelling)
  if (entry !== undefined) return callFunction(entry.name, args, at)
  return ways.length === 0 ? undefined : { expected: ways.map((f) => f.usage).join(' or ') }
}

/** Which argument of a call is a unit that may be written as a bare word, as in `DATEADD(day, 1, d)`. */
export function unitArgument(spelling: string, count: number): number | undefined {
  return forms.find((form) => form.count === count && form.spellings.includes(spelling))?.unit
}

/** Every name that `callSpelling` knows. */
export const scalarSpellings: readonly string[] = [
  ...new Set([
    ...Object.values(scalarFunctions).flatMap((entry) => entry.spellings),
    ...forms.flatMap((form) => form.spellings),
  ]),
].sort()

function callForm(form: Form, args: readonly Expression[], at: Span): Expression | Misapplied {
  const arranged = form.arrange(args)
  const call = callFunction(form.function, arranged, at)
  if (!isMisapplied(call)) return call
  // The place at fault in the order it was written; arguments that the form adds are never at fault.
  const faulty = call.argument === undefined ? undefined : arranged[call.argument]
  const written = faulty === undefined ? -1 : args.indexOf(faulty)
  return written < 0 ? { expected: call.expected } : { expected: call.expected, argument: written }
}

function plainCall(name: FunctionName, args: readonly Expression[], at: Span): Expression | Misapplied {
  const applied = scalarFunctions[name].apply(args)
  if (isMisapplied(applied)) return applied
  return { kind: 'call', function: name, ...applied, at }
}

function plusOrMinus(name: 'add' | 'subtract', left: Expression, right: Expression, at: Span): Expression | Misapplied {
  const interval = intervalOf(right)
  if (interval !== undefined) return addInterval(left, name === 'add' ? interval : negateInterval(interval), 0, at)
  const before = name === 'add' ? intervalOf(left) : undefined
  if (before !== undefined) return addInterval(right, before, 1, at)
  if (isDay(left) && isDay(right))
    return name === 'subtract' ? daysBetween(left, right, at) : { expected: 'a number of days', argument: 1 }
  if (isDay(left) && right.type.kind === 'integer') {
    const days = name === 'add' ? right : callFunction('negate', [right], right.at)
    return isMisapplied(days) ? days : addDays(left, days, at)
  }
  if (name === 'add' && isDay(right) && left.type.kind === 'integer') return addDays(right, left, at)
  if (name === 'add' && [left, right].every((e) => e.type.kind === 'text'))
    return plainCall('concatenate', [left, right], at)
  return plainCall(name, [left, right], at)
}

function isDay(e: Expression): boolean {
  return e.type.kind === 'date' || e.type.kind === 'timestamp'
}

function addDays(date: Expression, days: Expression, at: Span): Expression | Misapplied {
  if (date.type.kind === 'timestamp') return { expected: "an interval such as INTERVAL '1' DAY beside a timestamp" }
  return plainCall('date-add', [date, days, literal('day', textType, at)], at)
}

function daysBetween(left: Expression, right: Expression, at: Span): Expression | Misapplied {
  if (left.type.kind === 'timestamp' || right.type.kind === 'timestamp') {
    return { expected: 'two dates; the time between timestamps is `datediff(second, from, to)`' }
  }
  return plainCall('date-difference', [literal('day', textType, at), right, left], at)
}

function intervalOf(e: Expression): IntervalValue | undefined {
  return e.kind === 'literal' && typeof e.value === 'object' && e.value !== null ? e.value : undefined
}

function negateInterval({ months, days, micros }: IntervalValue): IntervalValue {
  return { months: -months, days: -days, micros: -micros }
}

/** Months first, then days, then the time of day: each a `date-add`. */
function addInterval(value: Expression, interval: IntervalValue, argument: number, at: Span): Expression | Misapplied {
  if (!isDay(value)) return { expected: 'a date or a timestamp beside an interval', argument }
  const parts = [
    { unit: 'month', amount: BigInt(interval.months) },
    { unit: 'day', amount: BigInt(interval.days) },
    { unit: 'microsecond', amount: interval.micros },
  ].filter(({ amount }) => amount !== 0n)
  let result: Expression | Misapplied = value
  for (const { unit, amount } of parts) {
    if (isMisapplied(result)) return result
    result = plainCall('date-add', [result, literal(amount, integerType, at), literal(unit, textType, at)], at)
  }
  return result
}
