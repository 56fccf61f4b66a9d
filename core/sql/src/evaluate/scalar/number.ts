import type { ArithmeticName } from '../../function/arithmetic.ts'
import type { NumberName } from '../../function/number.ts'
import {
  divideHalfAway,
  fitDecimal,
  fitInteger,
  floorDivide,
  microsPerDay,
  rescale,
  roundHalfAway,
} from '../../type/cast-value.ts'
import type { SqlType, Value } from '../../type/sql-type.ts'
import { double, type Implementation, scaleOf, strict, typeAt, whole } from './implementation.ts'

/** Arithmetic, rounding, roots, powers and logarithms. */
export const number: Readonly<Record<ArithmeticName | NumberName, Implementation>> = {
  negate: unary(
    (a) => -a,
    (a) => -a,
  ),
  abs: unary((a) => (a < 0n ? -a : a), Math.abs),
  add: binary(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  subtract: binary(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  multiply: strict((args, _, result) => {
    if (result.kind === 'double') return double(args, 0) * double(args, 1)
    return fit(whole(args, 0) * whole(args, 1), result)
  }),
  divide: strict((args, _, result) => {
    if (result.kind === 'double') return double(args, 1) === 0 ? null : double(args, 0) / double(args, 1)
    return whole(args, 1) === 0n ? null : fit(whole(args, 0) / whole(args, 1), result)
  }),
  modulo: strict((args, types, result) => {
    if (result.kind === 'double') return double(args, 1) === 0 ? null : double(args, 0) % double(args, 1)
    const [a, b] = aligned(args, types, result)
    return b === 0n ? null : fit(a % b, result)
  }),
  round: rounding(divideHalfAway, roundHalfAway),
  truncate: strict((args, types, result) => {
    if (result.kind !== 'date') return truncating(args, types, result)
    return typeAt(types, 0).kind === 'date' ? whole(args, 0) : floorDivide(whole(args, 0), microsPerDay)
  }),
  floor: toWhole((a, unit) => floorDivide(a, unit), Math.floor),
  ceil: toWhole((a, unit) => -floorDivide(-a, unit), Math.ceil),
  power: strict((args) => power(double(args, 0), double(args, 1))),
  sqrt: strict((args) => (double(args, 0) < 0 ? null : Math.sqrt(double(args, 0)))),
  ln: strict((args) => (double(args, 0) <= 0 ? null : Math.log(double(args, 0)))),
  log10: strict((args) => (double(args, 0) <= 0 ? null : Math.log10(double(args, 0)))),
  exp: strict((args) => Math.exp(double(args, 0))),
  sign: strict(([a = null]) => {
    if (typeof a === 'number') return Number.isNaN(a) ? null : BigInt(Math.sign(a))
    return typeof a !== 'bigint' ? null : a > 0n ? 1n : a < 0n ? -1n : 0n
  }),
}

/** The exact result, or NULL where the type does not hold it. */
function fit(value: bigint, type: SqlType): Value {
  return type.kind === 'decimal' ? fitDecimal(value, type.precision) : fitInteger(value)
}

function unary(exact: (a: bigint) => bigint, approximate: (a: number) => number): Implementation {
  return strict((args, _, result) =>
    result.kind === 'double' ? approximate(double(args, 0)) : fit(exact(whole(args, 0)), result),
  )
}

/** Both arguments at the scale of the result. */
function aligned(args: readonly Value[], types: readonly SqlType[], result: SqlType): readonly [bigint, bigint] {
  const at = (i: number): bigint => rescale(whole(args, i), scaleOf(typeAt(types, i)), scaleOf(result))
  return [at(0), at(1)]
}

function binary(
  exact: (a: bigint, b: bigint) => bigint,
  approximate: (a: number, b: number) => number,
): Implementation {
  return strict((args, types, result) => {
    if (result.kind === 'double') return approximate(double(args, 0), double(args, 1))
    const [a, b] = aligned(args, types, result)
    // Engines bring both to the result's scale first; what has more digits than a decimal there has no sum.
    if (result.kind === 'decimal' && (fitDecimal(a, 38) === null || fitDecimal(b, 38) === null)) return null
    return fit(exact(a, b), result)
  })
}

/** Rounding to the digits of the second argument: of the unscaled value by a unit, of doubles as `value × 10^digits`. */
function rounding(exact: (a: bigint, unit: bigint) => bigint, approximate: (a: number) => number): Implementation {
  return strict((args, types, result) => {
    const digits = args.length > 1 ? Number(whole(args, 1)) : 0
    if (result.kind === 'double') return roundDouble(double(args, 0), digits, approximate)
    const scale = scaleOf(typeAt(types, 0))
    if (digits >= scale) return fit(whole(args, 0), result)
    const unit = 10n ** BigInt(scale - digits)
    const rounded = exact(whole(args, 0), unit) * unit
    return fit(rescale(rounded, scale, scaleOf(result)), result)
  })
}

const truncating: Implementation = rounding((a, unit) => a / unit, Math.trunc)

function roundDouble(x: number, digits: number, round: (x: number) => number): number {
  if (!Number.isFinite(x)) return x
  const factor = Number(`1e${Math.abs(digits)}`)
  const rounded = digits < 0 ? round(x / factor) * factor : round(x * factor) / factor
  if (Number.isFinite(rounded)) return rounded
  return digits < 0 ? 0 : x
}

function toWhole(exact: (a: bigint, unit: bigint) => bigint, approximate: (a: number) => number): Implementation {
  return strict((args, types, result) => {
    if (result.kind === 'double') return approximate(double(args, 0))
    return fit(exact(whole(args, 0), 10n ** BigInt(scaleOf(typeAt(types, 0)))), result)
  })
}

/** C's pow, but NULL where PostgreSQL raises: zero to a negative, a negative to a broken exponent. */
function power(base: number, exponent: number): number | null {
  if (base === 1 || exponent === 0) return 1
  if (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY) return 1
  if (base === 0 && exponent < 0) return null
  if (base < 0 && Number.isFinite(exponent) && !Number.isInteger(exponent)) return null
  return base ** exponent
}
