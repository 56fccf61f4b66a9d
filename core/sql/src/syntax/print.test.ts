import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { randomQuery, withoutSpans } from '../../../../conformance/syntax/random-query.ts'
import { parse } from './parse.ts'
import { printSyntax } from './print.ts'

test('a random tree is printed to SQL that parses to the same tree', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(150), (seed, size) => {
      const query = randomQuery(seed, size)
      const sql = printSyntax(query)
      const { query: parsed, diagnostics } = parse(sql)
      assert.deepEqual(diagnostics, [], sql)
      assert.deepEqual(withoutSpans(parsed), withoutSpans(query), sql)
    }),
    { numRuns: 3000 },
  )
})
