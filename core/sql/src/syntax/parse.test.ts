import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { refusedForms, refusedOperators, refusedStatements } from '@glovebox/diagnostics'
import { readCases } from '../../../../conformance/marked-sql.ts'
import { withoutSpans } from '../../../../conformance/syntax/random-query.ts'
import { parse } from './parse.ts'
import { printSyntax } from './print.ts'

type Row = { readonly name: string; readonly sql: string; readonly code?: string }

function rows(file: string): Row[] {
  return JSON.parse(readFileSync(new URL(`../../../../conformance/syntax/${file}`, import.meta.url), 'utf8'))
}

const refused = readCases(readFileSync(new URL('../../../../conformance/syntax/refused.sql', import.meta.url), 'utf8'))

for (const { name, sql, marks, keys } of refused) {
  test(`refused at its place: ${name}`, () => {
    const { query, diagnostics } = parse(sql)
    assert.equal(query, undefined)
    const show = ({ start, end }: { start: number; end: number }): string => `${start}: ${sql.slice(start, end)}`
    assert.deepEqual(
      diagnostics.map(({ code, at }) => `${code} at ${at === undefined ? 'no place' : show(at)}`),
      marks.map((mark, i) => `${keys.refuse?.[i]} at ${show(mark)}`),
    )
  })
}

for (const { name, sql, code } of rows('hostile.json')) {
  test(`hostile: ${name}`, () => {
    const { query, diagnostics } = parse(sql)
    assert.equal(query, undefined)
    assert.ok(
      diagnostics.some((d) => d.code === code),
      diagnostics.map((d) => d.code).join(),
    )
  })
}

for (const { name, sql } of rows('valid.json')) {
  test(`valid: ${name}`, () => {
    const { query, diagnostics } = parse(sql)
    assert.deepEqual(diagnostics, [])
    assert.ok(query !== undefined)
    const again = parse(printSyntax(query))
    assert.deepEqual(again.diagnostics, [])
    assert.deepEqual(withoutSpans(again.query), withoutSpans(query))
    checkSpans(query, { start: 0, end: sql.length }, sql)
  })
}

/** Every node lies within the one around it. */
function checkSpans(node: object, around: { start: number; end: number }, sql: string): void {
  const at = Object.hasOwn(node, 'at') && 'at' in node ? (node.at as { start: number; end: number }) : around
  assert.ok(at.start >= around.start && at.end <= around.end && at.start <= at.end, JSON.stringify(node))
  const text = sql.slice(at.start, at.end)
  assert.equal(text, text.trim())
  for (const child of Object.values(node)) {
    if (typeof child === 'object' && child !== null) checkSpans(child, at, sql)
  }
}

const messages = new Set(
  [...refused, ...rows('hostile.json')].flatMap(({ sql }) =>
    parse(sql).diagnostics.map((d) => `${d.code} ${d.message}`),
  ),
)
const covered = new Set([...messages].map((message) => message.split(' ')[0]))

test('every code that the lexer and parser give has a case', () => {
  const folder = new URL('..', import.meta.url).pathname
  const sources = globSync('{lex,syntax}/*.ts', { cwd: folder }).filter((file) => !file.includes('.test.'))
  const codes = sources.flatMap(
    (file) => readFileSync(`${folder}${file}`, 'utf8').match(/(?<=')SQL_[A-Z_]+(?=')/g) ?? [],
  )
  // The limits have a test file of their own.
  const elsewhere = [
    'SQL_TEXT_TOO_LONG',
    'SQL_TOO_MANY_TOKENS',
    'SQL_TOO_DEEP',
    'SQL_CHAIN_TOO_LONG',
    'SQL_MANY_MISTAKES',
  ]
  const missing = [...new Set(codes)].filter((code) => !covered.has(code) && !elsewhere.includes(code))
  assert.ok(codes.length > 30)
  assert.deepEqual(missing, [])
})

test('every form that is refused by its name has a case', () => {
  const names = Object.values(refusedForms).map(({ what }) => `SQL_FORM ${what} is not offered`)
  assert.deepEqual(
    names.filter((message) => !messages.has(message)),
    [],
  )
})

for (const operator of Object.keys(refusedOperators)) {
  test(`the operator ${operator} is refused by its name, between operands or before one`, () => {
    const isWord = /[A-Z]/.test(operator)
    for (const sql of [`SELECT a ${operator} 'b' FROM t`, ...(isWord ? [] : [`SELECT ${operator} b FROM t`])]) {
      const { diagnostics } = parse(sql)
      assert.deepEqual(
        diagnostics.map(({ code, at }) => [code, sql.slice(at?.start, at?.end)]),
        [['SQL_OPERATOR', operator]],
      )
    }
  })
}

for (const statement of Object.keys(refusedStatements)) {
  test(`${statement} is refused by its name, alone and behind WITH`, () => {
    for (const before of ['', 'WITH a AS (SELECT 1) ', 'SELECT * FROM (VALUES (1)) AS x UNION ']) {
      const { diagnostics } = parse(`${before}${statement} x y`)
      assert.deepEqual(
        diagnostics.map(({ code, at }) => [code, at?.start]),
        [['SQL_STATEMENT', before.length]],
      )
    }
  })
}
