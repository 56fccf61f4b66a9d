import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scalarSpellings } from '../function/call.ts'
import { refusedFunctions } from '../function/refused.ts'
import { foreignSpellings, otherSpellings, refusalOf } from './foreign-function.ts'

const own = new Set([...scalarSpellings, ...otherSpellings])

test('no function that exists is called foreign or refused', () => {
  const both = [...foreignSpellings, ...Object.keys(refusedFunctions)].filter((name) => own.has(name))
  assert.deepEqual(both, [])
  assert.deepEqual(
    [...own].filter((name) => refusalOf(name) !== undefined),
    [],
  )
})

test('no foreign function is refused as well', () => {
  assert.deepEqual(
    foreignSpellings.filter((name) => refusalOf(name) !== undefined),
    [],
  )
})
