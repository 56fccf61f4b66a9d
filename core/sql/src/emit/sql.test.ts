import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atom, choose, compare, connect, indent, infix, lineBreak, quoteName, type Sql } from './sql.ts'

const [a, b, c] = [atom('a'), atom('b'), atom('c')]

const rows: readonly { readonly sql: Sql; readonly text: string }[] = [
  { sql: infix(infix(a, '+', b, 'sum'), '*', c, 'product'), text: '(a + b) * c' },
  { sql: infix(infix(a, '*', b, 'product'), '+', c, 'sum'), text: 'a * b + c' },
  { sql: infix(a, '-', infix(b, '-', c, 'sum'), 'sum'), text: 'a - (b - c)' },
  { sql: infix(infix(a, '-', b, 'sum'), '-', c, 'sum'), text: 'a - b - c' },
  { sql: infix(a, '-', { text: '-5', binds: 'sign' }, 'sum'), text: 'a - -5' },
  { sql: compare(compare(a, '<', b), '=', c), text: '(a < b) = c' },
  { sql: connect([connect([a, b], 'or'), c], 'and'), text: '(a OR b) AND c' },
  { sql: connect([connect([a, b], 'and'), c], 'or'), text: '(a AND b) OR c' },
  { sql: connect([a], 'and'), text: 'a' },
  { sql: choose([[a, b]], c), text: 'CASE WHEN a THEN b ELSE c END' },
]

for (const { sql, text } of rows) {
  test(`parentheses stand only where they must: ${text}`, () => assert.equal(sql.text, text))
}

test('quotes in names are doubled', () => assert.equal(quoteName('a"b'), '"a""b"'))

test('only the line breaks of the layout are indented', () => {
  assert.equal(indent(`a${lineBreak}"b\nc"`), `  a${lineBreak}  "b\nc"`)
})
