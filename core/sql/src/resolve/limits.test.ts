import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compile } from '../compile.ts'
import { compiled } from '../example.fixture.ts'
import type { ExpressionSyntax } from '../syntax/tree.ts'
import { integerType } from '../type/sql-type.ts'
import { resolve } from './resolve.ts'

function codes(sql: string): readonly string[] {
  const result = compiled(sql)
  return result.ok ? [] : result.diagnostics.map((d) => d.code)
}

/** WITH queries of which each uses the one before it `uses` times. */
function chain(length: number, uses: number): string {
  const links = Array.from({ length }, (_, i) => {
    const before = `q${i}`
    const from = Array.from({ length: uses }, (_, j) => `${before} AS t${j}`).join(', ')
    return `q${i + 1} AS (SELECT t0.user_id FROM ${from})`
  })
  return `WITH q0 AS (SELECT user_id FROM purchases), ${links.join(', ')} SELECT 1 FROM q${length}`
}

const tooLarge: readonly { readonly name: string; readonly sql: string }[] = [
  { name: 'WITH queries that double', sql: chain(40, 2) },
  {
    name: 'WITH queries that double without tables',
    sql: chain(40, 2).replace('FROM purchases', 'FROM (VALUES (1)) AS v(user_id)'),
  },
  { name: 'WITH queries that double and are never used', sql: `${chain(40, 2).split(' SELECT 1 FROM')[0]} SELECT 1` },
  { name: 'a long chain of WITH queries', sql: chain(900, 1) },
  {
    name: 'more than 30 tables',
    sql: `SELECT 1 FROM ${Array.from({ length: 31 }, (_, i) => `purchases AS t${i}`).join(', ')}`,
  },
  {
    name: 'BETWEEN of BETWEEN, which doubles',
    sql: `SELECT ${'('.repeat(30)}true${' BETWEEN false AND true)'.repeat(30)}`,
  },
  { name: 'a CASE of a CASE, which multiplies', sql: nestedCase(12) },
  { name: 'more expressions than anybody reads', sql: `SELECT ${Array(20_001).fill('1').join(', ')}` },
  { name: 'more columns than a relation has', sql: `SELECT ${Array(1601).fill('1').join(', ')}` },
  { name: 'more columns by stars', sql: `SELECT ${Array(600).fill('*').join(', ')} FROM impressions` },
]

function nestedCase(depth: number): string {
  const inner = depth === 0 ? '1' : nestedCase(depth - 1).slice('SELECT '.length)
  return `SELECT CASE ${inner} WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 END`
}

for (const { name, sql } of tooLarge) {
  test(`too large, said once and at once: ${name}`, () => {
    const start = performance.now()
    const found = codes(sql)
    assert.deepEqual(
      found.filter((code) => code === 'SQL_TOO_LARGE' || code === 'SQL_CHAIN_TOO_LONG').length,
      1,
      `${found.slice(0, 5)}`,
    )
    assert.ok(performance.now() - start < 2000)
  })
}

const fine: readonly { readonly name: string; readonly sql: string }[] = [
  {
    name: 'a WITH query used ten times',
    sql: `WITH q AS (SELECT user_id FROM purchases) SELECT 1 FROM ${Array.from({ length: 10 }, (_, i) => `q AS t${i}`).join(', ')}`,
  },
  { name: '30 tables', sql: `SELECT 1 FROM ${Array.from({ length: 30 }, (_, i) => `purchases AS t${i}`).join(', ')}` },
  { name: 'a chain of twenty WITH queries', sql: chain(20, 1) },
  {
    name: 'an IN list of 10,000 numbers',
    sql: `SELECT user_id IN (${Array.from({ length: 10_000 }, (_, i) => i).join(', ')}) FROM purchases`,
  },
  {
    name: 'an OR of 1,000 comparisons',
    sql: `SELECT 1 FROM purchases WHERE ${Array.from({ length: 1000 }, (_, i) => `user_id = ${i}`).join(' OR ')}`,
  },
  { name: '1,600 columns', sql: `SELECT ${Array(1600).fill('1').join(', ')}` },
]

for (const { name, sql } of fine) {
  test(`not too large: ${name}`, () => {
    assert.deepEqual(codes(sql), [])
  })
}

test('a tree deeper than any text can be is refused, not run out of stack on', () => {
  const at = { start: 0, end: 1 }
  let expression: ExpressionSyntax = { kind: 'boolean', value: true, at }
  for (let i = 0; i < 100_000; i++) expression = { kind: 'unary', operator: 'not', operand: expression, at }
  const select = { kind: 'select', items: [{ kind: 'item', expression, at }], windows: [], at } as const
  const result = resolve({ kind: 'query', with: [], body: select, orderBy: [], at }, { tables: [] }, [])
  assert.ok(!result.ok)
  assert.deepEqual(
    result.diagnostics.map((d) => d.code),
    ['SQL_TOO_LARGE'],
  )
})

test('a table wider than a relation may be is refused', () => {
  const columns = Array.from({ length: 1601 }, (_, i) => ({ name: `c${i}`, type: integerType, nullable: true }))
  const result = compile('SELECT c0 FROM wide', { tables: [{ name: 'wide', columns }] }, [])
  assert.ok(!result.ok)
  assert.equal(result.diagnostics[0]?.code, 'SQL_TOO_LARGE')
})
