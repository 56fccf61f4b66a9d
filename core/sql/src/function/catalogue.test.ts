import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scalarSpellings } from './call.ts'
import {
  aggregateFunctions,
  findAggregate,
  findScalar,
  findWindow,
  scalarFunctions,
  windowFunctions,
} from './catalogue.ts'
import { internalFunctions } from './internal.ts'
import { renderFunctionReference } from './reference.ts'
import { refusedFunctions } from './refused.ts'

const entries = [
  ...Object.values(scalarFunctions),
  ...Object.values(aggregateFunctions),
  ...Object.values(windowFunctions),
]

test('a name means one function of its kind', () => {
  for (const functions of [scalarFunctions, aggregateFunctions, windowFunctions]) {
    const spellings = Object.values(functions).flatMap((f) => f.spellings)
    assert.equal(new Set(spellings).size, spellings.length)
  }
})

test('names are lower-case words, and found again', () => {
  for (const { name, spellings } of entries) {
    for (const spelling of spellings) {
      assert.match(spelling, /^[a-z][a-z0-9_]*$/)
      assert.ok(
        [findScalar, findAggregate, findWindow].some((find) => find(spelling)?.name === name),
        spelling,
      )
    }
  }
})

test('no name of a thing every object has is a function', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'valueOf']) {
    assert.equal(findScalar(name) ?? findAggregate(name) ?? findWindow(name), undefined)
  }
})

test('an entry stands under its own name', () => {
  for (const functions of [scalarFunctions, aggregateFunctions, windowFunctions]) {
    for (const [name, entry] of Object.entries(functions)) assert.equal(entry.name, name)
  }
})

test('what only rewriting makes cannot be written', () => {
  for (const { spellings } of Object.values(internalFunctions)) assert.deepEqual(spellings, [])
})

test('what is refused by name is not a function as well', () => {
  for (const name of Object.keys(refusedFunctions)) {
    assert.ok(
      !scalarSpellings.includes(name) && findAggregate(name) === undefined && findWindow(name) === undefined,
      name,
    )
  }
})

test('every way to test content counts as a comparison', () => {
  const comparing = Object.values(scalarFunctions)
    .filter((f) => f.compares)
    .map((f) => f.name)
  assert.deepEqual(
    new Set(comparing),
    new Set([
      'equal',
      'not-equal',
      'less',
      'less-or-equal',
      'greater',
      'greater-or-equal',
      'is-distinct-from',
      'is-not-distinct-from',
      'like',
      'not-like',
      'ilike',
      'not-ilike',
      'is-true',
      'is-false',
      'is-not-true',
      'is-not-false',
      'greatest',
      'least',
      'nullif',
      'position',
      'starts-with',
      'ends-with',
      'contains',
      'replace',
      'split-part',
      'trim',
      'trim-left',
      'trim-right',
    ]),
  )
})

test('summaries are sentences, and all of them are on the reference page', () => {
  const page = renderFunctionReference()
  for (const { name, usage, summary } of entries) {
    assert.match(summary, /^[^a-z].*\.$/, name)
    if (name in internalFunctions) continue
    assert.ok(page.includes(summary.replaceAll('|', '\\|')) && page.includes(usage.replaceAll('|', '\\|')), name)
  }
})
