import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileWith, type MarkedRow, markedRows } from './marked.suite.ts'
import { readCollaboration } from './read-collaboration.ts'

const rule =
  '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst], differentialPrivacy: { columns: [{ name: id }] } } }'

const withPrivacy = (privacy: string): string => fileWith({ rule, table: `    privacy: { ${privacy} }\n` })

const row = (name: string, privacy: string, ...codes: readonly string[]): MarkedRow => ({
  name,
  yaml: withPrivacy(privacy),
  codes,
})

markedRows([
  {
    name: 'a declaration has a unit',
    yaml: fileWith({ rule, table: '    «privacy»: {}\n' }),
    codes: ['COLLABORATION_KEY_MISSING'],
  },
  row('the unit is that of the rule', 'unit: «city»', 'COLLABORATION_PRIVACY_UNIT'),
  row('a key path goes through tables', 'unit: [id, people.id, people.id]'),
  row(
    'and not through others',
    'unit: [id, «orders.id», «orders.id»]',
    'COLLABORATION_TABLE_UNKNOWN',
    'COLLABORATION_TABLE_UNKNOWN',
  ),
  row('in by a key and out by a column', 'unit: «[id, people.id]»', 'COLLABORATION_PRIVACY_PATH'),
  row('a range has two ends', 'unit: id, columns: { amount: { range: «[1]» } }', 'COLLABORATION_LIST_LENGTH'),
  row('and goes up', 'unit: id, columns: { amount: { range: «[2, 1]» } }', 'COLLABORATION_PRIVACY_RANGE'),
  row('and ends', 'unit: id, columns: { amount: { range: [0, «.inf»] } }', 'COLLABORATION_NUMBER'),
  row('a fact is of some kind', 'unit: id, columns: { amount: «{}» }', 'COLLABORATION_TYPE'),
  row('nothing is no key', 'unit: id, columns: { city: { values: [a, «~»] } }', 'COLLABORATION_TYPE'),
  row('some group is touched', 'unit: id, maxGroupsContributed: «0»', 'COLLABORATION_NUMBER'),
  row('by whole rows', 'unit: id, maxRowsPerGroup: «1.5»', 'COLLABORATION_NUMBER'),
])

test('a key path is read in its order', () => {
  const { collaboration } = readCollaboration(withPrivacy('unit: [id, people.id, people.id], maxRowsPerGroup: 3'))
  assert.deepEqual(collaboration?.tables[0]?.privacy?.unit, ['id', 'people.id', 'people.id'])
  assert.equal(collaboration?.tables[0]?.privacy?.maxRowsPerGroup, 3)
})
