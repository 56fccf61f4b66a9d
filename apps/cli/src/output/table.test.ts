import assert from 'node:assert/strict'
import { test } from 'node:test'
import { style } from './style.ts'
import { type TableCell, type TableColumn, tableLines } from './table.ts'

const plain = style(false)
const coloured = style(true)

const cases: readonly [name: string, columns: readonly TableColumn[], rows: readonly TableCell[][], lines: string[]][] =
  [
    [
      'numbers stand to the right, text to the left, and nothing trails',
      [{ name: 'province' }, { name: 'people', isNumber: true }, { name: 'since' }],
      [
        ['Ontario', '5404', '2012'],
        ['PEI', '66', 'a'],
      ],
      ['province  people  since', '────────  ──────  ─────', 'Ontario     5404  2012', 'PEI           66  a'],
    ],
    [
      'wide characters take two columns, combining ones none',
      [{ name: 'ville' }, { name: 'n', isNumber: true }],
      [
        ['東京', '1'],
        ['Québec', '22'],
        ['Que\u0301bec', '3'],
      ],
      ['ville    n', '──────  ──', '東京     1', 'Québec  22', 'Que\u0301bec   3'],
    ],
    [
      'NULL is not the empty text',
      [{ name: 'a' }, { name: 'b' }],
      [
        [null, 'x'],
        ['', 'y'],
      ],
      ['a     b', '────  ─', 'NULL  x', '      y'],
    ],
    [
      'nothing in a cell or a name can move the cursor, colour, break the line or reverse it',
      [{ name: '\u001b[31mred' }],
      [['a\u001b]0;title\u0007b'], ['line\nbreak'], ['\u202eoverride'], ['c1\u009b2J'], ['half \ud800']],
      [
        '␛[31mred',
        '────────────────',
        'a␛]0;title␇b',
        'line␊break',
        '<U+202E>override',
        'c1<U+009B>2J',
        'half <U+D800>',
      ],
    ],
    ['a result without rows still says its columns', [{ name: 'a' }], [], ['a', '─']],
    ['a table without columns is nothing', [], [], []],
  ]

for (const [name, columns, rows, lines] of cases) {
  test(name, () => assert.deepEqual([...tableLines(columns, rows, plain)], lines))
}

test('colours never change where a cell stands', () => {
  const columns = [{ name: 'a', isNumber: true }, { name: 'b' }]
  const rows = [[null, 'x'] as const, ['1', null] as const]
  const lines = [...tableLines(columns, rows, coloured)]
  assert.deepEqual(lines, [
    '   \u001b[1ma\u001b[22m  \u001b[1mb\u001b[22m',
    '\u001b[2m────  ────\u001b[22m',
    '\u001b[2mNULL\u001b[22m  x',
    '   1  \u001b[2mNULL\u001b[22m',
  ])
})

test('a long result is laid out without a stack of them', () => {
  const rows = Array.from({ length: 300_000 }, () => ['x'])
  assert.equal([...tableLines([{ name: 'a' }], rows, plain)].length, 300_002)
})
