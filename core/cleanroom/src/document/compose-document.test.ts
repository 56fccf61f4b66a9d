import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { composeDocument, type DocumentPart, type DocumentParts } from './compose-document.ts'
import { diffDocuments } from './diff-documents.ts'
import { documents } from './document.fixture.ts'
import type { CollaborationDocument } from './document.ts'
import { readDocument } from './read-document.ts'
import { writeDocument } from './write-document.ts'

/** What each member of a document brings. */
function partsOf(document: CollaborationDocument): DocumentParts {
  const { tables = [], budgets = [], receivers = {}, templates = [] } = document
  const ownerOf = new Map(tables.map(({ name, owner }) => [name, owner]))
  const parts = document.members.map(({ name }): DocumentPart => {
    const own = Object.entries(receivers).filter(([table]) => ownerOf.get(table) === name)
    return {
      member: name,
      tables: tables.filter(({ owner }) => owner === name),
      budgets: budgets.filter(({ owner }) => owner === name),
      receivers: Object.fromEntries(own),
      templates: templates.filter(({ author }) => author === name),
    }
  })
  return { collaboration: document.collaboration, members: document.members, parts }
}

test('the parts of a document make it again', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const { document: composed, diagnostics } = composeDocument(partsOf(document))
      assert.deepEqual(diagnostics, [])
      assert.ok(composed !== undefined)
      assert.deepEqual(diffDocuments(document, composed), [])
    }),
    { numRuns: 60 },
  )
})

test('the order of the parts decides nothing', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const { collaboration, members, parts } = partsOf(document)
      const backwards = parts.map((part) => ({ ...part, tables: part.tables?.toReversed() ?? [] })).toReversed()
      const one = composeDocument({ collaboration, members, parts }).document
      const other = composeDocument({ collaboration, members: members.toReversed(), parts: backwards }).document
      assert.ok(one !== undefined && other !== undefined)
      assert.equal(writeDocument(one), writeDocument(other))
    }),
    { numRuns: 60 },
  )
})

test('the example comes together and is accepted', () => {
  const { document } = readDocument(readFileSync(new URL('../file/example.yaml', import.meta.url), 'utf8'))
  assert.ok(document !== undefined)
  const { document: composed } = composeDocument(partsOf(document))
  assert.ok(composed !== undefined)
  assert.deepEqual(readDocument(writeDocument(composed)).document, composed)
})

const source = { file: 't.csv' }
const members = [{ name: 'a' }, { name: 'b' }]

const refusals: readonly { name: string; parts: readonly DocumentPart[]; codes: readonly string[] }[] = [
  {
    name: 'two members bring a table of one name',
    parts: [
      { member: 'a', tables: [{ name: 't', owner: 'a', source }] },
      { member: 'b', tables: [{ name: 'T', owner: 'b', source }] },
    ],
    codes: ['COLLABORATION_DUPLICATE b'],
  },
  {
    name: 'a member brings another member’s table',
    parts: [{ member: 'a', tables: [{ name: 't', owner: 'b', source }] }],
    codes: ['COLLABORATION_PART_OWNER a'],
  },
  {
    name: 'a member says who may get results of another member’s table',
    parts: [
      { member: 'a', receivers: { t: ['a'] } },
      { member: 'b', tables: [{ name: 't', owner: 'b', source }] },
    ],
    codes: ['COLLABORATION_PART_OWNER a'],
  },
  {
    name: 'a member brings two budgets, one of them another member’s',
    parts: [
      {
        member: 'a',
        budgets: [
          { owner: 'a', epsilon: 1 },
          { owner: 'a', epsilon: 2 },
          { owner: 'b', epsilon: 3 },
        ],
      },
    ],
    codes: ['COLLABORATION_PART_OWNER a', 'COLLABORATION_DUPLICATE a'],
  },
  {
    name: 'a member brings a template in another member’s name',
    parts: [{ member: 'a', templates: [{ name: 't', author: 'b', sql: 'SELECT 1' }] }],
    codes: ['COLLABORATION_PART_OWNER a'],
  },
  { name: 'a stranger brings anything', parts: [{ member: 'c' }], codes: ['COLLABORATION_MEMBER_UNKNOWN undefined'] },
]

for (const { name, parts, codes } of refusals) {
  test(`it is refused that ${name}`, () => {
    const { document, diagnostics } = composeDocument({ collaboration: 'c', members, parts })
    assert.equal(document, undefined)
    assert.deepEqual(
      diagnostics.map(({ code, owner }) => `${code} ${owner}`),
      codes,
    )
    for (const { message, help } of diagnostics) assert.doesNotMatch(message + help, /undefined|\[object/)
  })
}
