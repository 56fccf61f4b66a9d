import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileWith, type MarkedRow, markedRows } from './marked.suite.ts'
import { readCollaboration } from './read-collaboration.ts'

/** A file with further keys of its table. */
const withKeys = (keys: string): string => fileWith({ table: `    ${keys}\n` })

const row = (name: string, keys: string, ...codes: readonly string[]): MarkedRow => ({
  name,
  yaml: withKeys(keys),
  codes,
})

markedRows([
  row(
    'access may be limited per day, week, month and lifetime',
    `accessBudget:
      - { per: day, runs: 5 }
      - { per: week, runs: 10, refresh: true }
      - { per: month, runs: 20, refresh: false }
      - { per: lifetime, runs: 100 }`,
  ),
  row('an empty access budget says nothing', 'accessBudget: «[]»', 'COLLABORATION_LIST_LENGTH'),
  row('a period is known', 'accessBudget: [{ per: «year», runs: 5 }]', 'COLLABORATION_WORD'),
  row('a limit is at least one run', 'accessBudget: [{ per: day, runs: «0» }]', 'COLLABORATION_NUMBER'),
  row('a limit is a whole number', 'accessBudget: [{ per: day, runs: «1.5» }]', 'COLLABORATION_NUMBER'),
  row('a limit says how many runs', 'accessBudget: [«{ per: day }»]', 'COLLABORATION_KEY_MISSING'),
  row(
    'each period has one limit',
    'accessBudget: [{ per: day, runs: 5 }, { per: «day», runs: 6 }]',
    'COLLABORATION_ACCESS_TWICE',
  ),
  row(
    'a lifetime does not begin anew',
    'accessBudget: [{ per: lifetime, runs: 5, refresh: «true» }]',
    'COLLABORATION_ACCESS_LIFETIME',
  ),
  row('a table is for purposes', 'purposes: [measurement, «fraud detection»]'.replace(/[«»]/g, '')),
  row('a table that is for something is for at least one purpose', 'purposes: «[]»', 'COLLABORATION_LIST_LENGTH'),
  row('a purpose is a name', 'purposes: [«" "»]', 'COLLABORATION_NAME'),
  row('a table says how large it is', 'size: very-large'),
  row('a size is one of a few words', 'size: «huge»', 'COLLABORATION_WORD'),
  row('a size is no number of rows', 'size: «1000»', 'COLLABORATION_TYPE'),
  row('two purposes differ in more than case', 'purposes: [ads, «Ads»]', 'COLLABORATION_DUPLICATE'),
  {
    name: 'a template may ask for two reviewers',
    yaml: fileWith({ more: 'templates: [{ name: t, author: analyst, sql: SELECT 1, reviewers: 2 }]\n' }),
    codes: [],
  },
  {
    name: 'a template is reviewed by somebody',
    yaml: fileWith({ more: 'templates: [{ name: t, author: analyst, sql: SELECT 1, reviewers: «0» }]\n' }),
    codes: ['COLLABORATION_NUMBER'],
  },
  {
    name: 'a template is a query or an activation',
    yaml: fileWith({ more: 'templates: [{ name: t, author: analyst, sql: SELECT 1, kind: activation }]\n' }),
    codes: [],
  },
  {
    name: 'a template is of no other kind',
    yaml: fileWith({ more: 'templates: [{ name: t, author: analyst, sql: SELECT 1, kind: «model» }]\n' }),
    codes: ['COLLABORATION_WORD'],
  },
])

test('what is read is what is written', () => {
  const { collaboration } = readCollaboration(
    withKeys(`accessBudget: [{ per: day, runs: 5 }, { per: month, runs: 9, refresh: false }]
    purposes: [measurement]
    size: large`),
  )
  const [people] = collaboration?.tables ?? []
  assert.deepEqual(
    people?.accessBudgets?.map(({ per, runs, isRefreshed }) => ({ per, runs, isRefreshed })),
    [
      { per: 'day', runs: 5, isRefreshed: true },
      { per: 'month', runs: 9, isRefreshed: false },
    ],
  )
  assert.deepEqual(people?.purposes, ['measurement'])
  assert.equal(people?.size, 'large')
})
