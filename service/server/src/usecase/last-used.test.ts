import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastUsed } from './last-used.ts'

test('what is asked for is made once, until so much else was asked for since', () => {
  const made: string[] = []
  const kept = lastUsed<{ readonly name: string }>(2)
  const get = (name: string): { readonly name: string } =>
    kept(name, () => {
      made.push(name)
      return { name }
    })
  assert.equal(get('a'), get('a'))
  get('b')
  get('a')
  get('c')
  assert.deepEqual(made, ['a', 'b', 'c'])
  get('a')
  assert.deepEqual(made, ['a', 'b', 'c'], 'it was used after b was')
  get('b')
  assert.deepEqual(made, ['a', 'b', 'c', 'b'])
})
