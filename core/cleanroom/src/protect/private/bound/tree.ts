import { castTo, type Expression, integerType, type Range } from '@glovebox/sql'
import type { QuantileTreeShape } from '../../../model/private-step.ts'
import { asDouble, call, choose, clamped, compare, double, integer } from './expressions.ts'

/** A tree in the making: its shape, and the leaf of each row, NULL for rows that have none. */
export type Tree = {
  /** Trees with the same key are one. */
  readonly key: string
  readonly shape: QuantileTreeShape
  readonly leaf: Expression
}

const fanout = 16
const height = 4
const leaves = fanout ** height

/** The tree over a range of finite ends; a range of one value is widened. */
export function treeOf(
  name: string,
  key: string,
  value: Expression,
  asked: Range,
  maxRows: number,
  where: (leaf: Expression) => Expression,
): Tree {
  const { low, high } = widened(asked)
  return {
    key: `tree ${key} ${low} ${high} ${maxRows}`,
    shape: { name, low, high, fanout, height, maxRows },
    leaf: where(leafOf(value, { low, high })),
  }
}

/** The share of the magnitude below which leaves would be narrower than doubles are apart. */
const narrowest = 2 ** -30

function widened({ low, high }: Range): Range {
  const magnitude = Math.max(Math.abs(low), Math.abs(high))
  if (high - low > magnitude * narrowest && high - low > 1e-280) return { low, high }
  return { low, high: low + Math.max(1, magnitude * narrowest * 2) }
}

function leafOf(value: Expression, { low, high }: Range): Expression {
  const { at } = value
  const x = asDouble(value, at)
  const last = BigInt(leaves - 1)
  const perUnit = leaves / 2 / (high / 2 - low / 2)
  const above = call('subtract', [x, double(low, at)], at)
  const place = call('floor', [call('multiply', [above, double(perUnit, at)], at)], at)
  const whole = castTo({ ...place, range: { low: 0, high: leaves } }, integerType, false)
  // NaN is above every number, so that it is in no branch.
  const chosen = choose(
    [
      [compare('less', x, double(low, at), at), integer(0n, at)],
      [compare('less', x, double(high, at), at), clamped(whole, 0n, last, at)],
      [compare('less-or-equal', x, double(Number.POSITIVE_INFINITY, at), at), integer(last, at)],
    ],
    undefined,
    at,
  )
  return { ...chosen, range: { low: 0, high: leaves - 1 } }
}
