import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell } from '@glovebox/api'
import fc from 'fast-check'
import { csvRecord } from './csv.ts'

const cases: readonly [name: string, cells: readonly Cell[], record: string][] = [
  ['fields are separated by commas and records by CRLF', ['a', 1, true], 'a,1,true\r\n'],
  ['NULL is empty, empty text is quoted', [null, ''], ',""\r\n'],
  ['quotes are doubled', ['say "hi"'], '"say ""hi"""\r\n'],
  ['commas and line breaks are quoted', ['a,b', 'c\nd', 'e\rf'], '"a,b","c\nd","e\rf"\r\n'],
  ['spaces at an end are quoted, because readers trim', [' a', 'b '], '" a","b "\r\n'],
  ['what a spreadsheet takes for a formula is not changed', ['=1+1', '@a', '-3'], '=1+1,@a,-3\r\n'],
]

for (const [name, cells, record] of cases) {
  test(name, () => assert.equal(csvRecord(cells), record))
}

test('any text comes back from a reader of RFC 4180', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.string({ unit: 'binary' })), { minLength: 1 }), (cells) => {
      assert.deepEqual(readRecord(csvRecord(cells)), cells)
    }),
  )
})

/** RFC 4180, as slowly as it is written; an unquoted empty field is NULL. */
function readRecord(record: string): readonly (string | null)[] {
  const fields: (string | null)[] = []
  let rest = record.replace(/\r\n$/, '')
  for (;;) {
    const [all = '', quoted, bare = ''] = /^(?:"((?:[^"]|"")*)"|([^",]*))/.exec(rest) ?? []
    fields.push(quoted === undefined ? (bare === '' ? null : bare) : quoted.replaceAll('""', '"'))
    rest = rest.slice(all.length)
    if (rest === '') return fields
    assert.equal(rest[0], ',')
    rest = rest.slice(1)
  }
}
