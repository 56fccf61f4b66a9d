import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldLines } from './fields.ts'
import { style } from './style.ts'

test('an object is lines of names and values, nested ones below their name', () => {
  const receipt = {
    id: 'rcpt_a',
    asked: { sql: 'SELECT\n1' },
    tables: [
      { name: 't', owner: 'publisher' },
      { name: 'u', owner: 'advertiser' },
    ],
    codes: [],
    receivers: ['a', 'b'],
    salt: undefined,
    outputColumns: 2,
  }
  assert.deepEqual(
    [...fieldLines(receipt, style(false))].join('\n'),
    `id             rcpt_a
asked
  sql  SELECT␊1
tables
  - name   t
    owner  publisher
  - name   u
    owner  advertiser
codes          none
receivers      a, b
outputColumns  2`,
  )
})
