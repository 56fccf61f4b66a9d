import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogue } from '@glovebox/diagnostics'
import { limits } from './limits.ts'
import { parse } from './parse.ts'
import { printSyntax } from './print.ts'

function codes(text: string): string[] {
  return parse(text).diagnostics.map((d) => d.code)
}

/** Things that nest, with what stands before, around and in the middle. */
const nestings: readonly (readonly [string, string, string, string])[] = [
  ['parentheses', '(', '1', ')'],
  ['calls', 'f(', '1', ')'],
  ['subqueries', '(SELECT ', '1', ')'],
  ['lists', '1 IN (', '1', ')'],
  ['CASE', 'CASE WHEN ', '1', ' THEN 1 END'],
  ['signs', '- ', '1', ''],
  ['NOT', 'NOT ', '1', ''],
  ['derived tables', '* FROM (SELECT ', '1', ')'],
  ['casts', 'CAST(', '1', ' AS INT)'],
  ['brackets', '[', '1', ']'],
  ['parentheses that are never closed', '(', '1', ''],
  ['subqueries that are never closed', '(SELECT ', '1', ''],
  ['quoted parentheses that are never opened', '', '1', ')'],
]
for (const [name, open, middle, close] of nestings) {
  test(`10 000 ${name} in one another are refused within a second`, () => {
    const started = performance.now()
    const found = codes(`SELECT ${open.repeat(10_000)}${middle}${close.repeat(10_000)}`)
    assert.ok(performance.now() - started < 1000)
    assert.ok(found.length > 0 && found.length <= limits.mistakes + 1)
  })
}

test('what is nested as deep as the limit is parsed, one level more is refused with a code of its own', () => {
  const nested = (depth: number): string => `SELECT ${'('.repeat(depth)}1${')'.repeat(depth)}`
  assert.deepEqual(codes(nested(limits.nesting)), [])
  assert.deepEqual(codes(nested(limits.nesting + 1)), ['SQL_TOO_DEEP'])
})

test('mistakes beside what is too deep are reported too', () => {
  const deep = `${'('.repeat(300)}1${')'.repeat(300)}`
  assert.deepEqual(codes(`SELECT ${deep}, a b c FROM t WHERE d e`), ['SQL_TOO_DEEP', 'SQL_SYNTAX', 'SQL_SYNTAX'])
})

/** Chains that are as deep as they are long. */
const chains: readonly (readonly [string, (count: number) => string])[] = [
  ['+', (count) => `SELECT 1${' + 1'.repeat(count)}`],
  ['||', (count) => `SELECT a${' || a'.repeat(count)} FROM t`],
  ['::', (count) => `SELECT a${'::INT'.repeat(count)} FROM t`],
  ['IS NULL', (count) => `SELECT a${' IS NULL'.repeat(count)} FROM t`],
  ['UNION', (count) => `SELECT 1${' UNION SELECT 1'.repeat(count)}`],
  ['JOIN', (count) => `SELECT 1 FROM t${' JOIN t USING (a)'.repeat(count)}`],
  ['commas in FROM', (count) => `SELECT 1 FROM t${', t'.repeat(count)}`],
]
for (const [name, chain] of chains) {
  test(`a chain of 280 ${name} is parsed, one of 10 000 is refused`, () => {
    const { query, diagnostics } = parse(chain(280))
    assert.deepEqual(diagnostics, [])
    assert.ok(query !== undefined && parse(printSyntax(query)).query !== undefined)
    assert.deepEqual(codes(chain(10_000)), ['SQL_CHAIN_TOO_LONG'])
  })
}

test('AND, OR, lists, CASE branches and WITH queries may be long', () => {
  const times = 5000
  const tables = Array.from({ length: 1000 }, (_, i) => `t${i} AS (SELECT 1)`).join(', ')
  for (const text of [
    `SELECT a${' AND a'.repeat(times)}`,
    `SELECT a${' OR a'.repeat(times)}`,
    `SELECT a IN (1${', 1'.repeat(times)})`,
    `SELECT CASE${' WHEN a THEN b'.repeat(times)} END`,
    `SELECT a${', a'.repeat(times)}`,
    `VALUES (1)${', (1)'.repeat(times)}`,
    `WITH ${tables} SELECT 1`,
  ]) {
    assert.deepEqual(codes(text), [], text.slice(0, 40))
  }
})

test('a text over the limit is refused at once, whatever is in it', () => {
  const started = performance.now()
  for (const piece of ['(', 'a+', "'", '/*', '\u202e', 'SELECT 1;']) {
    assert.deepEqual(codes(piece.repeat(1_000_000)), ['SQL_TEXT_TOO_LONG'])
  }
  assert.ok(performance.now() - started < 1000)
})

test('a text at the limit is parsed within a second', () => {
  const text = `SELECT '${'x'.repeat(limits.text - 9)}'`
  assert.equal(text.length, limits.text)
  const started = performance.now()
  assert.deepEqual(codes(text), [])
  assert.ok(performance.now() - started < 1000)
})

test('too many words are refused', () => {
  assert.deepEqual(codes(`SELECT ${'1,'.repeat(limits.tokens / 2)} 1`), ['SQL_TOO_MANY_TOKENS'])
})

test('more mistakes than anybody would mend at once are cut off, and it is said', () => {
  const found = codes(`SELECT ${'a b c, '.repeat(500)} d`)
  assert.equal(found.length, limits.mistakes + 1)
  assert.equal(found.at(-1), 'SQL_MANY_MISTAKES')
})

test('no diagnostic of the parser is worded over two lines or ends with a period', () => {
  for (const text of [
    'SELECT a\n.b\n.c.d',
    'SELECT "a\n"(1)',
    "SELECT '\n",
    'SELECT 1a\n2',
    `SELECT ${'x'.repeat(500)}\n.a.b`,
  ]) {
    for (const { code, message, help } of parse(text).diagnostics) {
      assert.ok(code in catalogue)
      for (const words of [message, help]) assert.ok(!/\n|\.$/.test(words) && words.length < 300, words)
    }
  }
})
