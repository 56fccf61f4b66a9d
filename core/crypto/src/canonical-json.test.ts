import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, type Json } from './canonical-json.ts'

const cases: readonly [name: string, value: Json, text: string][] = [
  ['keys are sorted', { b: 1, a: 2 }, '{"a":2,"b":1}'],
  ['keys are sorted by code unit, not by locale', { é: 1, z: 2, Z: 3 }, '{"Z":3,"z":2,"é":1}'],
  ['keys that look like numbers are sorted as text', { 10: 1, 9: 2 }, '{"10":1,"9":2}'],
  ['undefined properties are left out', { a: undefined, b: null }, '{"b":null}'],
  ['lists keep their order', [3, [1], {}], '[3,[1],{}]'],
  ['minus zero is zero', -0, '0'],
  ['a large number is spelled as ECMAScript does', 1e21, '1e+21'],
  ['text is escaped', 'a"\n\u0000', '"a\\"\\n\\u0000"'],
  ['half a surrogate pair is escaped', '\ud800', '"\\ud800"'],
]

for (const [name, value, text] of cases) {
  test(name, () => assert.equal(canonicalJson(value), text))
}

test('what has no JSON spelling is a bug, not a hash', () => {
  assert.throws(() => canonicalJson(Number.NaN))
  assert.throws(() => canonicalJson([Number.POSITIVE_INFINITY]))
})

test('any JSON comes back the same, whatever order its keys were written in', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as Json)
      const back: unknown = JSON.parse(text)
      assert.equal(canonicalJson(back as Json), text)
      assert.equal(canonicalJson(reversed(back as Json)), text)
    }),
  )
})

function reversed(value: Json): Json {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(reversed)
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member ?? null)]),
  )
}
