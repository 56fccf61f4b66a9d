import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonText } from './json-text.ts'

test('nothing is hidden in it, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const written = jsonText({ text })
      assert.deepEqual(JSON.parse(written), { text })
      assert.doesNotMatch(written, /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/u)
    }),
  )
})

test('characters that do not show are spelled out', () => {
  assert.equal(jsonText('a\u202eb\u{e0041}c\u200b'), String.raw`"a\u202eb\udb40\udc41c\u200b"`)
})
