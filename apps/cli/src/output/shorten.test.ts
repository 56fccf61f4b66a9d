import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shorten } from './shorten.ts'

const cases: readonly [text: string, width: number, shown: string][] = [
  ['SELECT 1', 8, 'SELECT 1'],
  ['SELECT\n   1  FROM t', 15, 'SELECT 1 FROM t'],
  ['SELECT 12', 8, 'SELECT…'],
  ['東京東京', 6, '東京…'],
  ['', 5, ''],
]

for (const [text, width, shown] of cases) {
  test(`${JSON.stringify(text)} in ${width} columns`, () => assert.equal(shorten(text, width), shown))
}
