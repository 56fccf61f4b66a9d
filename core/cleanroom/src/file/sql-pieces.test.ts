import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { placeInFile } from '../model/place.ts'
import { valueAt } from './node.ts'
import { piecesOf } from './sql-pieces.ts'
import { readYaml } from './yaml.ts'

/** What the file has at the place of a word of the SQL. */
function shown(yaml: string, word: string): string {
  const node = valueAt(readYaml(yaml).root, 'sql')
  assert.ok(node?.kind === 'scalar')
  const start = node.text.indexOf(word)
  assert.ok(start >= 0, node.text)
  const at = placeInFile({ start, end: start + word.length }, piecesOf(yaml, node), { start: 0, end: 0 })
  return yaml.slice(at.start, at.end)
}

const styles = [
  { name: 'a plain text', yaml: 'sql: SELECT x FROM tabel WHERE a = b\n' },
  { name: 'a plain text over lines', yaml: 'sql: SELECT x\n  FROM\n\n    tabel\n  WHERE a\n' },
  { name: 'single quotes', yaml: "sql: 'SELECT ''a'' FROM\n  tabel WHERE b = ''c'''\n" },
  { name: 'double quotes', yaml: 'sql: "SELECT \\"\\u00e9\\" \\\n  FROM\\n\\ttabel"\n' },
  { name: 'a literal block', yaml: 'sql: |-  # why\n  SELECT x\n\n    FROM tabel\nmore: 1\n' },
  { name: 'a literal block with a deeper first line', yaml: 'sql: |2\n    SELECT x\n  FROM tabel\n' },
  { name: 'a folded block', yaml: 'sql: >+\n  SELECT x\n  FROM\n   tabel\n\n' },
  { name: 'a block with the line ends of Windows', yaml: 'sql: |\r\n  SELECT x\r\n  FROM tabel\r\n' },
  { name: 'braces', yaml: '{ sql: SELECT x FROM tabel, more: 1 }\n' },
  { name: 'a file with a byte order mark', yaml: '\uFEFFsql: SELECT x FROM tabel\n' },
]

for (const { name, yaml } of styles) {
  test(`a word of the SQL is found in ${name}`, () => {
    assert.equal(shown(yaml, 'tabel'), 'tabel')
  })
}

test('a span over lines covers what lies between', () => {
  assert.equal(shown('sql: |\n  SELECT x\n  FROM tabel\n', 'x\nFROM'), 'x\n  FROM')
})

test('an escape is shown whole', () => {
  assert.equal(shown('sql: "SELECT \\"x\\", \\u0041 FROM t"\n', '"x"'), '\\"x\\"')
  assert.equal(shown('sql: "SELECT \\"x\\", \\u0041 FROM t"\n', 'A'), '\\u0041')
  assert.equal(shown("sql: 'SELECT ''x'''\n", "'x'"), "''x''")
})

test('the end of the SQL is shown at its last letter', () => {
  const yaml = 'sql: |\n  SELECT\nmore: 1\n'
  const node = valueAt(readYaml(yaml).root, 'sql')
  assert.ok(node?.kind === 'scalar')
  const at = placeInFile({ start: 7, end: 7 }, piecesOf(yaml, node), { start: 0, end: 0 })
  assert.equal(yaml.slice(at.start, at.end), 'T')
})

test('in whatever style a text is written, each of its visible letters is found in the file', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abXY019_\'"\\:;,#[]{}*&!|>%@`()=<é€😀 \t'.split(''), '\n', '😀') })
  const style = fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED')
  const width = fc.constantFrom(20, 80, 0)
  fc.assert(
    fc.property(word, style, width, (sql, defaultStringType, lineWidth) => {
      const yaml = stringify({ a: { sql } }, { defaultStringType, lineWidth } as never)
      const node = valueAt(valueAt(readYaml(yaml).root, 'a'), 'sql')
      if (node?.kind !== 'scalar' || typeof node.value !== 'string') return
      const pieces = piecesOf(yaml, node)
      const placed = pieces.reduce((sum, piece) => sum + piece.length, 0)
      assert.ok(placed >= node.text.replace(/[ \t\r\n]/g, '').length, 'every letter is in a piece')
      for (const { text, file, length, width } of pieces) {
        if (width === undefined) assert.equal(yaml.slice(file, file + length), node.text.slice(text, text + length))
        else assert.match(yaml.slice(file, file + width), /^(''|\\.+)$/)
      }
    }),
    { numRuns: 500 },
  )
})
