import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileWith, type MarkedRow, markedRows } from './marked.suite.ts'
import { readCollaboration } from './read-collaboration.ts'

const row = (name: string, template: string, ...codes: readonly string[]): MarkedRow => ({
  name,
  yaml: fileWith({ more: `templates:\n  - { ${template} }\n` }),
  codes,
})

const right = 'name: reach, author: analyst, sql: SELECT 1'

markedRows([
  {
    name: 'a template has a name, an author and SQL',
    yaml: fileWith({ more: 'templates: [«{ description: what }»]\n' }),
    codes: ['COLLABORATION_KEY_MISSING COLLABORATION_KEY_MISSING COLLABORATION_KEY_MISSING'],
  },
  row('the author is a member', 'name: reach, author: «analist», sql: SELECT 1', 'COLLABORATION_MEMBER_UNKNOWN'),
  row('there is SQL', 'name: reach, author: analyst, sql: «" "»', 'COLLABORATION_TEMPLATE_SQL'),
  row('who approves is a member', `${right}, approvedBy: [«board»]`, 'COLLABORATION_MEMBER_UNKNOWN'),
  row('a template is not called ANY_QUERY', 'name: «ANY_QUERY», author: analyst, sql: SELECT 1', 'COLLABORATION_NAME'),
  ...['since-day', '":a"', 'é', `"${'x'.repeat(101)}"`].map((name) =>
    row(
      `a parameter is not called ${name}`,
      `${right}, parameters: [{ name: «${name}», type: DATE }]`,
      'COLLABORATION_NAME',
    ),
  ),
  row(
    'two parameters differ in more than case',
    `${right}, parameters: [{ name: a, type: DATE }, { name: «A», type: DATE }]`,
    'COLLABORATION_DUPLICATE',
  ),
  row('a parameter has a type', `${right}, parameters: [«{ name: a }»]`, 'COLLABORATION_KEY_MISSING'),
  ...['TIME', 'TIMETZ', 'VARBYTE', 'BINARY', 'TIMESTAMPTZ', 'TIMESTAMP_LTZ', 'DATTE', 'INTERVAL'].map((type) =>
    row(
      `a parameter is no ${type}`,
      `${right}, parameters: [{ name: a, type: «${type}» }]`,
      'COLLABORATION_PARAMETER_TYPE',
    ),
  ),
  ...[
    { type: 'DATE', value: '2026-02-30' },
    { type: 'INTEGER', value: '1.5' },
    { type: 'SMALLINT', value: '40000' },
    { type: 'BOOLEAN', value: 'maybe' },
    { type: '"DECIMAL(4,2)"', value: '100' },
    { type: 'VARCHAR', value: `"${'x'.repeat(251)}"` },
  ].map(({ type, value }) =>
    row(
      `${value.slice(0, 20)} is no ${type}`,
      `${right}, parameters: [{ name: a, type: ${type}, default: «${value}» }]`,
      'COLLABORATION_PARAMETER_DEFAULT',
    ),
  ),
  row('nothing is no default', `${right}, parameters: [{ name: a, type: DATE, default: «~» }]`, 'COLLABORATION_TYPE'),
  {
    name: 'two templates differ in more than case',
    yaml: fileWith({ more: `templates:\n  - { ${right} }\n  - { name: «Reach», author: owner, sql: SELECT 2 }\n` }),
    codes: ['COLLABORATION_DUPLICATE'],
  },
])

const defaults = [
  { type: 'VARCHAR', written: '007', value: '007' },
  { type: 'VARCHAR', written: 'true', value: 'true' },
  { type: 'DATE', written: '2026-01-01', value: 20454n },
  { type: 'BIGINT', written: '9223372036854775807', value: 9223372036854775807n },
  { type: 'DECIMAL', written: '12', value: 12n },
  { type: 'DOUBLE_PRECISION', written: '1e-3', value: 0.001 },
  { type: 'BOOLEAN', written: 'true', value: true },
  { type: 'STRING', written: "'it''s'", value: "it's" },
]

for (const { type, written, value } of defaults) {
  test(`the default ${written} of a ${type} is read by its type`, () => {
    const parameters = `parameters: [{ name: a, type: ${type}, default: ${written} }]`
    const { collaboration } = readCollaboration(fileWith({ more: `templates: [{ ${right}, ${parameters} }]\n` }))
    assert.equal(collaboration?.templates[0]?.parameters[0]?.default, value)
  })
}
