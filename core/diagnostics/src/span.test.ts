import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cover, positionAt } from './span.ts'

const positions: readonly (readonly [text: string, offset: number, line: number, column: number])[] = [
  ['', 0, 1, 1],
  ['ab', 1, 1, 2],
  ['ab', 9, 1, 3],
  ['a\nb', 2, 2, 1],
  ['a\r\nb', 3, 2, 1],
  ['a\r\n', 2, 1, 3],
  ['a\rb', 2, 2, 1],
  ['a\n\nb', 2, 2, 1],
  ['😀b', 2, 1, 3],
]
for (const [text, offset, line, column] of positions) {
  test(`offset ${offset} of ${JSON.stringify(text)} is line ${line}, column ${column}`, () => {
    assert.deepEqual(positionAt(text, offset), { line, column })
  })
}

test('a span covers two others whichever comes first', () => {
  const [a, b] = [
    { start: 1, end: 3 },
    { start: 5, end: 6 },
  ]
  assert.deepEqual(cover(a, b), { start: 1, end: 6 })
  assert.deepEqual(cover(b, a), { start: 1, end: 6 })
})
