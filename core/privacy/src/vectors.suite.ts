import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

/** One entry of vectors/<category>.json. The tolerance is absolute unless it is written `rel:x`. */
export type Vector<Inputs = Readonly<Record<string, unknown>>, Expected = unknown> = {
  readonly id: string
  readonly inputs: Inputs
  readonly expected: Expected
  readonly tolerance: number | string
}

/** The vectors of a category. Throws where there are none. */
export function vectorsOf<Inputs = Readonly<Record<string, unknown>>, Expected = unknown>(
  category: string,
): readonly Vector<Inputs, Expected>[] {
  const vectors = JSON.parse(readFileSync(new URL(`../vectors/${category}.json`, import.meta.url), 'utf8'))
  assert.ok(Array.isArray(vectors) && vectors.length > 0, `no vectors of ${category}`)
  return vectors
}

/** A number among the inputs of a vector. Throws where it is none. */
export function numberOf(vector: Vector, name: string): number {
  const value = vector.inputs[name]
  assert.ok(typeof value === 'number', `${vector.id}: ${name} is no number`)
  return value
}

/** The expected values of a vector, as a list. */
export function expectedOf({ expected }: Pick<Vector, 'expected'>): readonly number[] {
  return Array.isArray(expected) ? expected.map(Number) : [Number(expected)]
}

/** Throws unless every number is within the vector's tolerance of what is expected, by the vector or by the caller. */
export function assertMeets(
  vector: Pick<Vector, 'id' | 'expected' | 'tolerance'>,
  actual: number | readonly number[],
  expected: number | readonly number[] = expectedOf(vector),
): void {
  const [found, wanted] = [actual, expected].map((numbers) => (typeof numbers === 'number' ? [numbers] : numbers))
  assert.equal(found?.length, wanted?.length, vector.id)
  for (const [index, value] of (found ?? []).entries()) {
    assertWithin(vector.id, value, wanted?.[index] ?? Number.NaN, vector.tolerance)
  }
}

/** Throws unless the number is within an absolute tolerance, or one relative to what is expected if it is written `rel:x`. */
export function assertWithin(what: string, actual: number, expected: number, tolerance: number | string): void {
  const allowed = typeof tolerance === 'string' ? Number(tolerance.replace('rel:', '')) * Math.abs(expected) : tolerance
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual}, not ${expected} within ${tolerance}`)
}
