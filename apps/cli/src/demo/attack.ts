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

function firstRow(answer: QueryAnswer): readonly number[] | undefined {
  if (answer.status !== 'ok') return undefined
  return answer.rows?.[0]?.map(Number)
}
