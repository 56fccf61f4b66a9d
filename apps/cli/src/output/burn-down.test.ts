import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { burnDownLines } from './burn-down.ts'

const burnDown = { left: [1, 0.75, 0.5, 0.4375, 0.25], marks: [0.5], from: 'a', to: 'z' }
const settings = { width: 17, height: 4, isUnicode: true }

test('blocks where a terminal shows them', () => {
  assert.deepEqual(burnDownLines(burnDown, settings), [
    '100 % │██',
    '      │████┄┄┄┄┄┄',
    ' 50 % │██████▆▆',
    '      │██████████',
    '  0 % └──────────',
    '       a        z',
  ])
})

test('plain characters elsewhere', () => {
  const lines = burnDownLines(burnDown, { ...settings, isUnicode: false })
  assert.deepEqual(lines, [
    '100 % |##',
    '      |####------',
    ' 50 % |########',
    '      |##########',
    '  0 % +----------',
    '       a        z',
  ])
  assert.match(lines.join(''), /^[ -~]*$/)
})

test('nothing is wider than it may be, and no column is higher than what is left', () => {
  const share = fc.double({ noNaN: true, min: -0.5, max: 1.5 })
  fc.assert(
    fc.property(fc.array(share, { minLength: 1, maxLength: 200 }), fc.integer({ min: 20, max: 120 }), (left, width) => {
      const lines = burnDownLines({ left, marks: [], from: '', to: '' }, { width, height: 8, isUnicode: true })
      assert.ok(lines.every((line) => [...line].length <= width))
      const last = lines.slice(0, 8).map((line) => [...line][width - 1] ?? ' ')
      const filled = last.reduce((sum, cell) => sum + ' ▁▂▃▄▅▆▇█'.indexOf(cell), 0)
      const shown = Math.min(1, Math.max(0, left.at(-1) ?? 0))
      assert.ok(filled <= shown * 64 + 1e-6 && filled > shown * 64 - 1 - 1e-6)
    }),
  )
})

test('thousands of questions fit, each column at what was left after its last', () => {
  const left = Array.from({ length: 5001 }, (_, i) => 1 - i / 5000)
  const [top = ''] = burnDownLines({ left, marks: [], from: '', to: '' }, { width: 87, height: 8, isUnicode: true })
  // The ninth of 80 columns ends below 57/64, the least that shows in the top row.
  assert.equal(top.length, 7 + 8)
})
