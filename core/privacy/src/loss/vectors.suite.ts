import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

/** One entry of vectors/<category>.json. */
export type Vector = {
  readonly id: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly expected: unknown
  readonly tolerance: number | string
}

/** The vectors of a category. Throws where there are none. */
export function vectorsOf(category: string): readonly Vector[] {
  const text = readFileSync(new URL(`../../vectors/${category}.json`, import.meta.url), 'utf8')
  const vectors: readonly Vector[] = JSON.parse(text)
  assert.ok(vectors.length > 0, `no vectors of ${category}`)
  return vectors
}

/** A number among the inputs of a vector. Throws where it is none. */
export function numberOf(vector: Vector, name: string): number {
  const value = vector.inputs[name]
  assert.ok(typeof value === 'number', `${vector.id}: ${name} is no number`)
  return value
}

/** The expected values of a vector, as a list. */
export function expectedOf(vector: Vector): readonly number[] {
  return Array.isArray(vector.expected) ? vector.expected.map(Number) : [Number(vector.expected)]
}

/** Throws unless every number is within the vector's tolerance of the expected one. */
export function assertMeets(vector: Vector, actual: readonly number[]): void {
  const expected = expectedOf(vector)
  assert.equal(actual.length, expected.length, vector.id)
  for (const [index, value] of actual.entries()) {
    assertWithin(vector.id, value, expected[index] ?? Number.NaN, vector.tolerance)
  }
}

/** Throws unless the number is within an absolute tolerance, or one relative to what is expected if it is written `rel:x`. */
export function assertWithin(what: string, actual: number, expected: number, tolerance: number | string): void {
  const allowed =
    typeof tolerance === 'string' ? Number(tolerance.replace('rel:', '')) * Math.abs(expected) : Number(tolerance)
  assert.ok(Math.abs(actual - expected) <= allowed, `${what}: ${actual}, not ${expected} within ${tolerance}`)
}
