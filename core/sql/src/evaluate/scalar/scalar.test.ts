import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { toLower, toUpper } from './letter-case.ts'
import { isLike } from './like.ts'

test('every letter has one capital and one small letter', () => {
  for (let point = 0; point <= 0x10ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const letter = String.fromCodePoint(point)
    assert.equal([...toUpper(letter)].length, 1, `upper of ${point.toString(16)}`)
    assert.equal([...toLower(letter)].length, 1, `lower of ${point.toString(16)}`)
  }
})

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f600}', '%', '_', '!', '\n'), maxLength: 8 })

test('LIKE agrees with the regular expression of its pattern', () => {
  let matches = 0
  void fc.assert(
    fc.property(letters, letters, (text, written) => {
      const pattern = written.replace(/!+$/, '')
      const source = pattern.replace(/!(.)|%|_|[\s\S]/gsu, (piece, escaped) => {
        if (escaped !== undefined) return escaped === '\n' ? '\\n' : escaped
        return piece === '%' ? '.*' : piece === '_' ? '.' : piece
      })
      const expected = new RegExp(`^${source}$`, 'su').test(text)
      if (expected) matches++
      assert.equal(isLike(text, pattern, '!'), expected)
    }),
    { numRuns: 5000 },
  )
  assert.ok(matches > 100, 'too few patterns matched to tell')
})
