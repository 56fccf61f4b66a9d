import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { readCollaboration } from '../file/read-collaboration.ts'
import { readYaml } from '../file/yaml.ts'
import { documents, oddWords } from './document.fixture.ts'
import type { CollaborationDocument } from './document.ts'
import { plainValue } from './plain-value.ts'
import { readDocument } from './read-document.ts'
import { writeDocument } from './write-document.ts'

const root = new URL('../../../../', import.meta.url)
const files = [
  new URL('../file/example.yaml', import.meta.url),
  ...globSync('{examples,conformance}/**/collaboration.yaml', { cwd: root }).map((file) => new URL(file, root)),
]

const places = new Set(['at', 'sqlAt', 'sqlPieces', 'places'])

/** What a file means, without where it stands in it. */
function meaning(text: string): unknown {
  const { collaboration } = readCollaboration(text)
  return JSON.parse(
    JSON.stringify(collaboration, (key, value) =>
      places.has(key) ? undefined : typeof value === 'bigint' ? `${value}n` : value,
    ),
  )
}

for (const file of files) {
  test(`${file.pathname.split('/').slice(-3).join('/')} means the same after it was written`, () => {
    const text = readFileSync(file, 'utf8')
    const { document } = readDocument(text)
    assert.ok(document !== undefined)
    const written = writeDocument(document)
    assert.deepEqual(meaning(written), meaning(text))
    assert.deepEqual(readDocument(written).document, document)
    assert.equal(writeDocument(readDocument(written).document ?? document), written)
  })
}

test('every document is read back as it is', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const { root: tree, diagnostics } = readYaml(writeDocument(document))
      assert.deepEqual(diagnostics, [])
      assert.ok(tree !== undefined)
      assert.deepEqual(plainValue(tree), document)
    }),
    { numRuns: 300 },
  )
})

test('a document whose templates compile is accepted', () => {
  let accepted = 0
  fc.assert(
    fc.property(documents, (document) => {
      const templates = document.templates?.map((template) => ({ ...template, sql: 'SELECT 1' })) ?? []
      const parameters = templates.flatMap((template) => template.parameters ?? [])
      if (parameters.some((parameter) => (parameter.default?.length ?? 0) > 250)) return
      const given = { ...document, templates }
      const read = readDocument(writeDocument(given))
      const errors = read.diagnostics.filter(({ severity }) => severity === 'error')
      // A rule may still contradict itself; what is accepted is what was written.
      const known = /^COLLABORATION_(RULE_(OVERLAP|IDENTITY_LITERAL)|NAME)$/
      assert.deepEqual(
        errors.filter(({ code }) => !known.test(code)),
        [],
      )
      if (errors.length > 0) return
      accepted++
      assert.deepEqual(read.document, given)
    }),
    { numRuns: 200 },
  )
  assert.ok(accepted > 100, `${accepted}`)
})

test('keys come in the order of the reference, whatever order they are given in', () => {
  const { document } = readDocument(readFileSync(new URL('../file/example.yaml', import.meta.url), 'utf8'))
  assert.ok(document !== undefined)
  const reversed = (value: unknown, depth = 0): unknown => {
    if (Array.isArray(value)) return value.map((item) => reversed(item, depth + 1))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([key, child]) => [key, reversed(child, depth + 1)]),
    )
  }
  const { tables, receivers, ...rest } = reversed(document) as CollaborationDocument
  const written = writeDocument({ ...rest, ...(receivers && { receivers }), tables: document.tables ?? [] })
  const same = writeDocument({ ...document, budgets: rest.budgets ?? [] })
  assert.equal(written, same)
})

test('SQL of several lines is a block, and what does not show is escaped', () => {
  const template = (sql: string): string =>
    writeDocument({
      version: 1,
      collaboration: 'c',
      members: [{ name: 'a' }],
      templates: [{ name: 't', author: 'a', sql }],
    })
  assert.match(template('SELECT 1\nFROM x\n'), /sql: \|\n {6}SELECT 1\n {6}FROM x\n/)
  assert.match(template('SELECT \u202e1'), /sql: "SELECT \u202e1"|sql: "SELECT \\u202e1"/i)
})

test('a word that means something to YAML stays a text', () => {
  for (const word of oddWords) {
    const document = { version: 1 as const, collaboration: word, members: [{ name: word }] }
    assert.deepEqual(readDocument(writeDocument(document)).document, document, word)
  }
})
