import type { QueryAnswer } from '@glovebox/api'

// What an analyst does with allowed answers. No more is needed than subtraction and binary.

/** The first row of one answer less that of another, number by number; undefined where either has none. */
export function subtract(all: QueryAnswer, allBut: QueryAnswer): readonly number[] | undefined {
  const [whole, rest] = [firstRow(all), firstRow(allBut)]
  if (whole === undefined || rest === undefined) return undefined
  return whole.map((value, i) => value - (rest[i] ?? 0))
}

/** Which of `count` people, given the weights 1, 2, 4 …, are in a sum. */
export function decodeWeights(answer: QueryAnswer, count: number): readonly boolean[] | undefined {
  const sum = firstRow(answer)?.[0]
  if (sum === undefined) return undefined
  return Array.from({ length: count }, (_, k) => (BigInt(sum) >> BigInt(k)) % 2n === 1n)
}

/** A number that is known within an interval around it. */
export type NoisyNumber = { readonly value: number; readonly halfWidth: number }

/** The number in a column of the first row, with its interval. */
export function noisyValue(answer: QueryAnswer, column: string): NoisyNumber | undefined {
  if (answer.status !== 'ok') return undefined
  const value = firstRow(answer)?.[answer.columns.findIndex(({ name }) => name === column)]
  const halfWidth = answer.privacy?.intervals[column]?.halfWidth
  return value === undefined || halfWidth === undefined ? undefined : { value, halfWidth }
}

/** What two noisy answers say of their difference. Their noise is independent, so the squares of its widths add up. */
export function noisyDifference(all: QueryAnswer, allBut: QueryAnswer, column: string): NoisyNumber | undefined {
  const [whole, rest] = [noisyValue(all, column), noisyValue(allBut, column)]
  if (whole === undefined || rest === undefined) return undefined
  return { value: whole.value - rest.value, halfWidth: Math.hypot(whole.halfWidth, rest.halfWidth) }
}

/** How sure, in per cent, anybody may be of what was as likely as not before: e^ε ÷ (1 + e^ε), rounded up. */
export function surest(epsilon: number): number {
  return Math.ceil(100 / (1 + Math.exp(-epsilon)))
}

function firstRow(answer: QueryAnswer): readonly number[] | undefined {
  if (answer.status !== 'ok') return undefined
  return answer.rows?.[0]?.map(Number)
}
