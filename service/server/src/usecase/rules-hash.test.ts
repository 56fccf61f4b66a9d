import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCollaboration } from '@glovebox/cleanroom'
import { collaboration } from '../fake-room.suite.ts'
import { rulesHash } from './rules-hash.ts'

function hashOf(text: string): string {
  const read = readCollaboration(text)
  assert.ok(read.collaboration !== undefined)
  return rulesHash(read.collaboration, [{ name: 'people' }])
}

const before = hashOf(collaboration)

const same: readonly [name: string, text: string][] = [
  ['a comment', `# reviewed\n${collaboration}`],
  ['another order of keys', collaboration.replace(/(minimumIdentityCount: 2), (type: COUNT_DISTINCT)/, '$2, $1')],
  ['another table', collaboration.replace('cities.csv', 'towns.csv')],
]

for (const [name, text] of same) {
  test(`${name} does not change the rules in force`, () => {
    assert.notEqual(text, collaboration)
    assert.equal(hashOf(text), before)
  })
}

const template = `templates:
  - name: all
    author: advertiser
    sql: SELECT COUNT(*) AS n FROM people
    approvedBy: [publisher]
`

const different: readonly [name: string, text: string][] = [
  ['a lower minimum', collaboration.replace('minimumIdentityCount: 2', 'minimumIdentityCount: 3')],
  ['another provider', collaboration.replace('[analyst, advertiser]', '[advertiser]')],
  ['fewer columns', collaboration.replace('{ user_id: BIGINT, city: VARCHAR }', '{ user_id: BIGINT }')],
  [
    'purposes',
    collaboration.replace('    rule:\n      custom:', '    purposes: [measurement]\n    rule:\n      custom:'),
  ],
  [
    'another isolation',
    collaboration.replace('    rule:\n      custom:', '    minimumIsolation: sandbox\n    rule:\n      custom:'),
  ],
  ['receivers', `${collaboration}receivers: { people: [advertiser] }\n`],
  ['a template', `${collaboration}${template}`],
]

for (const [name, text] of different) {
  test(`${name}: other rules are in force`, () => {
    assert.notEqual(text, collaboration)
    assert.notEqual(hashOf(text), before)
  })
}
