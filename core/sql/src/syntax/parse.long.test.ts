import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { random } from '../../../../conformance/random.ts'
import { randomQuery, withoutSpans } from '../../../../conformance/syntax/random-query.ts'
import { randomText } from '../../../../conformance/syntax/random-text.ts'
import { parse } from './parse.ts'
import { printSyntax } from './print.ts'

const file = new URL('../../../../conformance/syntax/valid.json', import.meta.url)
const valid = (JSON.parse(readFileSync(file, 'utf8')) as { sql: string }[]).map(({ sql }) => sql)

test('a million random texts are parsed or refused, and what is parsed is printed to the same tree', () => {
  let parsed = 0
  for (let seed = 0; seed < 1_000_000; seed++) {
    const text = randomText(random(seed), valid, 25)
    const { query, diagnostics } = parse(text)
    if ((query === undefined) === (diagnostics.length === 0)) assert.fail(`seed ${seed}: ${text}`)
    for (const { at } of diagnostics) {
      if (at === undefined || at.start > at.end || at.end > text.length) assert.fail(`seed ${seed}: ${text}`)
    }
    if (query === undefined) continue
    parsed++
    // One in ten is enough of the dearer check.
    if (seed % 10 > 0) continue
    const again = parse(printSyntax(query))
    assert.deepEqual(withoutSpans(again.query), withoutSpans(query), `seed ${seed}: ${text}`)
  }
  assert.ok(parsed > 20_000, `only ${parsed} were valid: the texts test nothing`)
})

test('many random trees are printed to SQL that parses to the same trees', () => {
  for (let seed = 0; seed < 25_000; seed++) {
    const query = randomQuery(seed, seed % 120)
    assert.deepEqual(withoutSpans(parse(printSyntax(query)).query), withoutSpans(query), `seed ${seed}`)
  }
})

test('the time to parse grows with the length of the text, whatever is repeated in it', () => {
  const pieces = new Set<string>()
  for (let seed = 0; pieces.size < 1000; seed++) {
    const piece = randomText(random(seed), valid, 6)
    if (piece.length > 0 && piece.length < 60) pieces.add(piece)
  }
  for (const piece of pieces) {
    for (const text of [piece.repeat(100_000 / piece.length), `SELECT ${`${piece} `.repeat(100_000 / piece.length)}`]) {
      const started = performance.now()
      parse(text)
      const elapsed = performance.now() - started
      assert.ok(elapsed < 1500, `${elapsed} ms for ${JSON.stringify(piece)}`)
    }
  }
})
