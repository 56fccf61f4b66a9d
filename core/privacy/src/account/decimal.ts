import { type Rational, rational } from '../exact/rational.ts'

/**
 * The decimal that a person wrote as this number: 0.1 is a tenth, not the double next to it. For budgets and options that
 * people state; what was computed is taken by its exact value. Throws RangeError where the number is not finite.
 */
export function decimalOf(x: number): Rational {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(x))
  if (parts === null) throw new RangeError('only a finite number has a decimal')
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n)
  const power = Number(exponent) - fraction.length
  return power >= 0 ? rational(digits * 10n ** BigInt(power)) : rational(digits, 10n ** BigInt(-power))
}
