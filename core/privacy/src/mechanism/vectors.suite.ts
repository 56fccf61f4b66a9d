import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

/** A published or recomputed reference value. The tolerance is absolute unless it starts with `rel:`. */
export type Vector<Inputs, Expected> = {
  readonly id: string
  readonly inputs: Inputs
  readonly expected: Expected
  readonly tolerance: number | string
}

/** The reference values of one category. */
export function vectorsOf<Inputs, Expected>(category: string): readonly Vector<Inputs, Expected>[] {
  const vectors = JSON.parse(readFileSync(new URL(`../../vectors/${category}.json`, import.meta.url), 'utf8'))
  assert.ok(Array.isArray(vectors) && vectors.length > 0)
  return vectors
}

/** Fails unless the number is as near to the expected one as the vector says. */
export function assertMeets(vector: Vector<unknown, unknown>, actual: number, expected: number): void {
  const { id, tolerance } = vector
  const isRelative = typeof tolerance === 'string'
  const allowed = isRelative ? Number(tolerance.replace('rel:', '')) * Math.abs(expected) : tolerance
  assert.ok(Math.abs(actual - expected) <= allowed, `${id}: ${actual}, expected ${expected}`)
}
