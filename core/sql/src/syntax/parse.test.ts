import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
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
