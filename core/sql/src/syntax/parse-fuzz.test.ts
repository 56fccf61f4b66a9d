import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { random } from '../../../../conformance/random.ts'
import { randomText } from '../../../../conformance/syntax/random-text.ts'
import { parse } from './parse.ts'

const file = new URL('../../../../conformance/syntax/valid.json', import.meta.url)
const valid = (JSON.parse(readFileSync(file, 'utf8')) as { sql: string }[]).map(({ sql }) => sql)

/** Whatever the text: a tree or a reason why not, every reason on its place in the text and on one line. */
function check(text: string): void {
  const { query, diagnostics } = parse(text)
  assert.equal(query === undefined, diagnostics.length > 0, text)
  for (const { at, message, help } of diagnostics) {
    assert.ok(at !== undefined && at.start >= 0 && at.start <= at.end && at.end <= text.length, text)
    assert.ok(!/[\n\r]/.test(message + help), text)
  }
}

test('random texts are parsed or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => check(randomText(random(seed), valid, 30))),
    { numRuns: 5000 },
  )
})

test('random strings of any characters are parsed or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => check(text)),
    { numRuns: 2000 },
  )
})
