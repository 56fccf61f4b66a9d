import assert from 'node:assert/strict'
import { test } from 'node:test'
import { means } from './name.ts'

const at = { start: 0, end: 0 }

const cases = [
  { written: 'abc', quoted: false, declared: 'AbC', same: true },
  { written: 'ABC', quoted: false, declared: 'abc', same: true },
  { written: 'abc', quoted: true, declared: 'ABC', same: false },
  { written: 'AbC', quoted: true, declared: 'AbC', same: true },
  { written: 'k', quoted: false, declared: '\u212a', same: false },
  { written: 'ä', quoted: false, declared: 'Ä', same: false },
  { written: 'i', quoted: false, declared: 'İ', same: false },
  { written: '[', quoted: false, declared: '{', same: false },
  { written: '@', quoted: false, declared: '`', same: false },
  { written: 'ab', quoted: false, declared: 'abc', same: false },
]

for (const { written, quoted, declared, same } of cases) {
  test(`${quoted ? `"${written}"` : written} ${same ? 'means' : 'does not mean'} ${declared}`, () => {
    assert.equal(means({ text: written, quoted, at }, declared), same)
  })
}
