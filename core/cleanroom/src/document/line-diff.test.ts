import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lineDiff } from './line-diff.ts'

const shown = (before: string, after: string): string =>
  lineDiff(before, after)
    .map(({ kind, text }) => ({ same: ' ', removed: '-', added: '+' })[kind] + text)
    .join('|')

const rows = [
  { name: 'the same text has no change', before: 'a\nb', after: 'a\nb', diff: ' a| b' },
  { name: 'a line in the middle changes', before: 'a\nb\nc', after: 'a\nx\nc', diff: ' a|-b|+x| c' },
  { name: 'a line is added at the end', before: 'a', after: 'a\nb', diff: ' a|+b' },
  { name: 'a line is removed at the start', before: 'a\nb', after: 'b', diff: '-a| b' },
  { name: 'what is common stays', before: 'a\nb\nc\nd', after: 'b\nx\nd\ny', diff: '-a| b|-c|+x| d|+y' },
  { name: 'nothing in common', before: 'a', after: 'b', diff: '-a|+b' },
]

for (const { name, before, after, diff } of rows) {
  test(name, () => assert.equal(shown(before, after), diff))
}

/** The length of the longest common subsequence, by its definition. */
function common(a: readonly string[], b: readonly string[]): number {
  const [first, ...rest] = a
  const [other, ...others] = b
  if (first === undefined || other === undefined) return 0
  return first === other ? 1 + common(rest, others) : Math.max(common(rest, b), common(a, others))
}

test('it gives both texts, and keeps as much as can be kept', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before.join('\n'), after.join('\n'))
      const without = (kind: string): string[] => lines.filter((l) => l.kind !== kind).map((l) => l.text)
      assert.deepEqual(without('added'), before)
      assert.deepEqual(without('removed'), after)
      assert.equal(lines.filter(({ kind }) => kind === 'same').length, common(before, after))
    }),
  )
})

test('texts of ninety thousand lines do not take the memory of their product', () => {
  const long = (line: string): string => `start\n${`${line}\n`.repeat(45_000)}end`
  const lines = lineDiff(long('a'), long('b'))
  assert.equal(lines.length, 90_002 + 0)
})
