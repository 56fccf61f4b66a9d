import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertMeets, vectorsOf } from '../vectors.suite.ts'
import { privateJoinSensitivity } from './join-sensitivity.ts'

type Inputs = Record<'T_left' | 'S_left' | 'M_left' | 'T_right' | 'S_right' | 'M_right', number>

test('the sensitivity of joins off the unit is the published one', () => {
  for (const vector of vectorsOf<Inputs, number>('private_join_sensitivity')) {
    const { T_left, S_left, M_left, T_right, S_right, M_right } = vector.inputs
    const actual = privateJoinSensitivity(
      { truncation: T_left, stability: S_left, multiplicity: M_left },
      { truncation: T_right, stability: S_right, multiplicity: M_right },
    )
    assertMeets(vector, Number(actual), vector.expected)
  }
})

test('bounds that are no whole numbers are refused', () => {
  const side = { truncation: 1, stability: 1, multiplicity: 1 }
  for (const wrong of [{ truncation: -1 }, { stability: 0.5 }, { multiplicity: Number.NaN }]) {
    assert.throws(() => privateJoinSensitivity(side, { ...side, ...wrong }), RangeError)
  }
})
