import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileWith } from './marked.suite.ts'
import { readCollaboration } from './read-collaboration.ts'
import { bindParameters } from './template-parameters.ts'

const template = readCollaboration(
  fileWith({
    more: `templates:
  - name: reach
    author: analyst
    sql: SELECT 1
    parameters:
      - { name: since, type: DATE, description: first day }
      - { name: least, type: SMALLINT, default: 2 }
      - { name: city, type: VARCHAR, default: Bonn }
`,
  }),
).collaboration?.templates[0]
assert.ok(template !== undefined)

test('values are read by the declared types, and defaults stand in for what is not given', () => {
  const bound = bindParameters(template, { since: '1970-01-02', city: ' Köln ' })
  assert.ok(bound.ok)
  assert.deepEqual(
    bound.value.map(({ name, value }) => [name, value]),
    [
      ['since', 1n],
      ['least', 2n],
      ['city', ' Köln '],
    ],
  )
})

const refused: readonly { name: string; given: Record<string, string>; codes: readonly string[] }[] = [
  { name: 'a value that is missing', given: {}, codes: ['TEMPLATE_PARAMETER_MISSING'] },
  { name: 'a day there is not', given: { since: '2026-02-29' }, codes: ['TEMPLATE_PARAMETER_VALUE'] },
  { name: 'nothing as a day', given: { since: '' }, codes: ['TEMPLATE_PARAMETER_VALUE'] },
  {
    name: 'a number beyond the width',
    given: { since: '2026-01-01', least: '32768' },
    codes: ['TEMPLATE_PARAMETER_VALUE'],
  },
  { name: 'SQL for a number', given: { since: '2026-01-01', least: '1 OR 1=1' }, codes: ['TEMPLATE_PARAMETER_VALUE'] },
  {
    name: 'a text that is too long',
    given: { since: '2026-01-01', city: 'x'.repeat(251) },
    codes: ['TEMPLATE_PARAMETER_VALUE'],
  },
  {
    name: 'a parameter there is not, and everything else wrong',
    given: { sinse: '2026-01-01', constructor: 'x', least: 'two' },
    codes: [
      'TEMPLATE_PARAMETER_UNKNOWN',
      'TEMPLATE_PARAMETER_UNKNOWN',
      'TEMPLATE_PARAMETER_MISSING',
      'TEMPLATE_PARAMETER_VALUE',
    ],
  },
]

for (const { name, given, codes } of refused) {
  test(`${name} is refused`, () => {
    const bound = bindParameters(template, given)
    assert.ok(!bound.ok)
    assert.deepEqual(
      bound.diagnostics.map(({ code }) => code),
      codes,
    )
  })
}

test('a refusal names the parameter and what it accepts', () => {
  const bound = bindParameters(template, { sinse: '2026-01-01' })
  assert.ok(!bound.ok)
  const [unknown, missing] = bound.diagnostics
  assert.match(unknown?.help ?? '', /`since`/)
  assert.match(missing?.message ?? '', /`since`/)
  assert.match(missing?.help ?? '', /2026-01-31.*first day/)
})
