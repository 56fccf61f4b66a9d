import assert from 'node:assert/strict'
import { test } from 'node:test'
import { integerType, textType } from '@glovebox/sql'
import { fileWith } from '../file/marked.suite.ts'
import { readCollaboration } from '../file/read-collaboration.ts'
import { schemaOf } from './schema-of.ts'

const found = {
  people: [
    { name: 'city', type: textType, nullable: true },
    { name: 'id', type: integerType, nullable: false, range: { low: 0, high: 9 } },
  ],
}

const cases = [
  {
    name: 'declared types decide, with what their width allows',
    columns: '{ id: SMALLINT, city: VARCHAR }',
    is: [
      { name: 'id', type: integerType, nullable: true, range: { low: -32768, high: 32767 } },
      { name: 'city', type: textType, nullable: true },
    ],
  },
  { name: 'listed columns come in their order, with the types found', columns: '[id]', is: [found.people[1]] },
  { name: 'without a declaration all that was found is allowed', columns: undefined, is: found.people },
]

for (const { name, columns, is } of cases) {
  test(name, () => {
    const rule = '{ custom: { allowedAnalyses: [] } }'
    const text =
      columns === undefined ? fileWith({ rule }).replace(/ {4}columns: .*\n/, '') : fileWith({ rule, columns })
    const { collaboration } = readCollaboration(text)
    assert.ok(collaboration !== undefined)
    assert.deepEqual(schemaOf(collaboration, found), { tables: [{ name: 'people', columns: is }] })
  })
}
