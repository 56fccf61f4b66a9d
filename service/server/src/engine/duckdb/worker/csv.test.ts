import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCsvHeader } from './csv.ts'

const cases: readonly (readonly [header: string, delimiter: string, names: readonly string[]])[] = [
  ['a,b,c', ',', ['a', 'b', 'c']],
  ['a;b;c', ';', ['a', 'b', 'c']],
  ['a\tb', '\t', ['a', 'b']],
  ['a|b|c', '|', ['a', 'b', 'c']],
  ['only', ',', ['only']],
  ['a;b,c;d', ';', ['a', 'b,c', 'd']],
  // As many of one as of the other: the comma.
  ['a;b,c', ',', ['a;b', 'c']],
  ['"a;b;c",d', ',', ['a;b;c', 'd']],
  ['"say ""x""", b ', ',', ['say "x"', 'b']],
  ['a,,b', ',', ['a', '', 'b']],
]

for (const [header, delimiter, names] of cases)
  test(`the header ${JSON.stringify(header)} says how its file is read`, () => {
    assert.deepEqual(parseCsvHeader(header), { delimiter, names })
  })
