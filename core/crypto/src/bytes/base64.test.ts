import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64Of, bytesOfBase64 } from './base64.ts'

test('bytes are spelled as everybody else spells them, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      assert.equal(base64Of(bytes), Buffer.from(bytes).toString('base64'))
      assert.deepEqual(bytesOfBase64(base64Of(bytes)), bytes)
    }),
  )
})

const refused = ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'A===', '====', 'AA==AA==', 'AA-_', 'AA A', 'AAAA\n', '=AAA', 'AAÄA']

for (const text of refused) {
  test(`${JSON.stringify(text)} is not the one spelling of any bytes`, () => {
    assert.equal(bytesOfBase64(text), undefined)
  })
}
