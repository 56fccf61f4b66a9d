import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { checkConfiguration } from '../model/check-configuration.ts'
import { type ReadCollaboration, readCollaboration } from './read-collaboration.ts'

const example = readFileSync(new URL('example.yaml', import.meta.url), 'utf8')

/** Whatever was read: it is a collaboration or a refusal, and every place is in the text. */
function checkRead(text: string, { collaboration, diagnostics }: ReadCollaboration): void {
  const refuses = diagnostics.some(({ severity }) => severity === 'error')
  assert.equal(collaboration === undefined, refuses)
  for (const { at, message, help } of diagnostics) {
    assert.ok(at !== undefined && at.start >= 0 && at.start <= at.end && at.end <= text.length, JSON.stringify(at))
    assert.doesNotMatch(`${message}${help}`, /[\r\n]/)
    assert.doesNotMatch(message, /\.$|undefined|NaN|\[object/)
  }
  if (collaboration !== undefined) checkConfiguration(collaboration, {})
}

const words = [
  ...example.split(/(\s+|[[\]{},:])/).filter((word) => word !== ''),
  ...[
    'v1',
    'list',
    'aggregation',
    'aggregateColumns',
    'joinColumns',
    'usersNoisePerQuery',
    '*a',
    '&a',
    '!t',
    '|',
    '>',
    '- ',
    '? ',
    '%',
    '---',
    '...',
    '"',
    "'",
    '\\',
    '\0',
    '\uFEFF',
    '\ud800',
    '__proto__',
    'constructor',
    '~',
    '.nan',
    '1e999',
    '<<',
  ],
]

test('no text makes the reader throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...words), { maxLength: 120 }).map((parts) => parts.join('')),
    fc.array(fc.constantFrom(...words), { maxLength: 120 }).map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(text, (yaml) => checkRead(yaml, readCollaboration(yaml))),
    { numRuns: 30_000 },
  )
})

test('no change of the example makes the reader throw', () => {
  const change = fc.record({
    at: fc.nat(example.length),
    remove: fc.oneof(fc.nat(3), fc.nat(300)),
    insert: fc.oneof(fc.constantFrom(...words), fc.constant(''), fc.string({ unit: 'binary', maxLength: 3 })),
  })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let text = example
      for (const { at, remove, insert } of changes) text = text.slice(0, at) + insert + text.slice(at + remove)
      checkRead(text, readCollaboration(text))
    }),
    { numRuns: 10_000 },
  )
})

/** A copy of a tree in which the node that `choose` arrives at is another. */
function replaced(tree: unknown, other: unknown, choose: readonly number[]): unknown {
  const [step, ...rest] = choose
  if (step === undefined || typeof tree !== 'object' || tree === null) return other
  const entries = Object.entries(tree)
  const index = step % Math.max(1, entries.length)
  const changed = entries.map(([key, value], i) => [key, i === index ? replaced(value, other, rest) : value] as const)
  return Array.isArray(tree) ? changed.map(([, value]) => value) : Object.fromEntries(changed)
}

test('no value in place of another makes the reader throw', () => {
  const keys = [...new Set(words.filter((word) => /^\w+$/.test(word)))]
  const { any } = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<unknown>(...keys, null, true, 0, 1, 2, -1, 0.5, Number.POSITIVE_INFINITY, ''),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('any'), { maxKeys: 4 }),
    ),
  }))
  const change = fc.tuple(any, fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }))
  const tree: unknown = parse(example)
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const changed = changes.reduce((before, [other, choose]) => replaced(before, other, choose), tree)
      const text = stringify(changed, { aliasDuplicateObjects: false })
      checkRead(text, readCollaboration(text))
    }),
    { numRuns: 10_000 },
  )
})
