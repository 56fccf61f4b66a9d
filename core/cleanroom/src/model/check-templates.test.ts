import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dateType, textType } from '@glovebox/sql'
import { fileWith, type MarkedRow, markedRows, unmarked } from '../file/marked.suite.ts'
import { readCollaboration } from '../file/read-collaboration.ts'
import { checkConfiguration } from './check-configuration.ts'

const reviewed = '{ custom: { allowedAnalyses: [reach] } }'

/** A row whose template is written as YAML after `sql:`, with parameters after it where there are any. */
const row = (name: string, sql: string, parameters: string, ...codes: readonly string[]): MarkedRow => ({
  name,
  yaml: fileWith({
    rule: reviewed,
    more: `templates:\n  - name: reach\n    author: analyst\n    sql: ${sql}\n    parameters: [${parameters}]\n`,
  }),
  codes,
})

// The columns of the only table, people, are id VARCHAR, city VARCHAR, amount INTEGER, price DOUBLE.
markedRows([
  row('right SQL in a plain text', 'SELECT city, COUNT(*) AS n FROM people GROUP BY city', ''),
  row('an unknown column', 'SELECT «towm» FROM people', '', 'SQL_COLUMN_UNKNOWN'),
  row('an unknown table', 'SELECT 1 FROM «peple»', '', 'SQL_TABLE_UNKNOWN'),
  row('a word too many', 'SELECT city FROM people p «q»', '', 'SQL_SYNTAX'),
  row(
    'all that is wrong in single quotes',
    "'SELECT «towm» FROM people WHERE city = ''a'' AND «b» = 1'",
    '',
    'SQL_COLUMN_UNKNOWN',
    'SQL_COLUMN_UNKNOWN',
  ),
  row('all that is wrong in double quotes', '"SELECT \\"city\\", «\\"towm\\"» FROM people"', '', 'SQL_COLUMN_UNKNOWN'),
  row(
    'all that is wrong in a block',
    '|\n      SELECT city,\n\n        «towm»\n      FROM people\n      WHERE «b» = 1',
    '',
    'SQL_COLUMN_UNKNOWN',
    'SQL_COLUMN_UNKNOWN',
  ),
  row(
    'all that is wrong in a folded block',
    '>-\n      SELECT city,\n        «towm»\n      FROM people\n      WHERE\n      «b» = 1',
    '',
    'SQL_COLUMN_UNKNOWN',
    'SQL_COLUMN_UNKNOWN',
  ),
  row('CUS-09: a parameter in place of a table', 'SELECT COUNT(*) FROM «:t»', '{ name: t, type: VARCHAR }', 'SQL_FORM'),
  row(
    'a parameter that is not declared',
    'SELECT city FROM people WHERE amount > «:least»',
    '',
    'SQL_PARAMETER_UNKNOWN',
  ),
  row(
    'a parameter of the wrong type',
    'SELECT city FROM people WHERE amount > «:least»',
    '{ name: least, type: DATE }',
    'SQL_ARGUMENT',
  ),
  row(
    'parameters without defaults',
    'SELECT city FROM people WHERE amount > :a AND city IN (:b, :c) AND price < :d',
    '{ name: a, type: INTEGER }, { name: b, type: VARCHAR }, { name: c, type: VARCHAR }, { name: d, type: DOUBLE }',
  ),
  row(
    'a parameter that cannot be nothing',
    'SELECT city FROM people ORDER BY city LIMIT :n',
    '{ name: n, type: INTEGER }',
  ),
  row(
    'a parameter with a default',
    'SELECT city FROM people WHERE amount > :least',
    '{ name: least, type: INTEGER, default: 3 }',
  ),
])

markedRows(
  [
    row(
      'a parameter that is not used',
      'SELECT city FROM people',
      '{ name: «least», type: INTEGER }',
      'COLLABORATION_PARAMETER_UNUSED',
    ),
    {
      name: 'a template that an owner does not allow by name',
      yaml: fileWith({
        rule: '{ custom: { allowedAnalyses: [other] } }',
        more: 'templates:\n  - { name: «reach», author: analyst, sql: SELECT city FROM people }\n  - { name: other, author: analyst, sql: SELECT city FROM people }\n',
      }),
      codes: ['COLLABORATION_TEMPLATE_NOT_ALLOWED'],
    },
    {
      name: 'a template of an author who is no provider',
      yaml: fileWith({
        rule: '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst] } }',
        more: 'templates:\n  - { name: «reach», author: owner, sql: SELECT city FROM people }\n  - { name: other, author: analyst, sql: SELECT city FROM people }\n',
      }),
      codes: ['COLLABORATION_TEMPLATE_NOT_ALLOWED'],
    },
    {
      name: 'a template over a table whose rule can allow none',
      yaml: fileWith({ more: 'templates:\n  - { name: «reach», author: analyst, sql: SELECT city FROM people }\n' }),
      codes: ['COLLABORATION_TEMPLATE_NOT_ALLOWED'],
    },
  ],
  'warning',
)

const late = (sql: string): { readonly text: string; readonly spans: readonly [number, number][] } =>
  unmarked(
    fileWith({
      columns: '[id, city]',
      rule: reviewed,
      more: `templates:\n  - { name: reach, author: analyst, sql: ${sql} }\n`,
    }),
  )

test('where types are not known yet, the syntax of a template is checked all the same', () => {
  const { text, spans } = late('SELECT day FROM people p «q»')
  const [mistake, ...others] = readCollaboration(text).diagnostics
  assert.deepEqual(others, [])
  assert.deepEqual([mistake?.code, mistake?.at?.start, mistake?.at?.end], ['SQL_SYNTAX', ...(spans[0] ?? [])])
})

test('and the rest once they are', () => {
  const { text, spans } = late('SELECT «day» FROM people')
  const { collaboration, diagnostics } = readCollaboration(text)
  assert.deepEqual(diagnostics, [])
  assert.ok(collaboration !== undefined)
  const found = {
    people: ['id', 'city', 'day'].map((name) => ({ name, type: name === 'day' ? dateType : textType, nullable: true })),
  }
  const [mistake, ...others] = checkConfiguration(collaboration, found)
  assert.deepEqual(others, [])
  assert.deepEqual([mistake?.code, mistake?.at?.start, mistake?.at?.end], ['SQL_COLUMN_UNKNOWN', ...(spans[0] ?? [])])
})
