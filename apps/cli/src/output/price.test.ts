import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expectedErrorTable, isFree, priceTable } from './price.ts'
import { price } from './private-result.suite.ts'
import { style } from './style.ts'
import { tableLines } from './table.ts'

const plain = style(false)
const free = { ...price, epsilon: 0, delta: 0, share: 0 }

test('a price is a share of each budget, with what is left before and after, and how many like it then fit', () => {
  const { columns, rows } = priceTable([price, { ...price, owner: 'advertiser', isAffordable: false, share: 1.2 }])
  assert.deepEqual(
    [...tableLines(columns, rows, plain)],
    [
      'budget of     ε     δ   share  left before  left after       then fit',
      '──────────  ───  ────  ──────  ───────────  ──────────  ─────────────',
      'publisher   0.2  1e-9  0.31 %       97.2 %      96.8 %  312 like this',
      'advertiser  0.2  1e-9   120 %       97.2 %  not enough           none',
    ],
  )
})

test('an answer that is published already is free, a price of nobody is none', () => {
  assert.deepEqual([isFree([free]), isFree([free, price]), isFree([])], [true, false, false])
})

test('an expected error says for how many units it is, where that matters', () => {
  const { rows } = expectedErrorTable({
    people: { confidence: 0.95, halfWidth: 40.01 },
    spent: { confidence: 0.9, halfWidth: 1.5, units: 1000 },
  })
  assert.deepEqual(rows, [
    ['people', '± 40.1 at 95 %'],
    ['spent', '± 1.5 at 90 % in groups of 1000 units'],
  ])
})
