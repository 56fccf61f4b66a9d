import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCollaboration } from '@glovebox/cleanroom'
import { hasErrors } from '@glovebox/diagnostics'
import { integerType, textType } from '@glovebox/sql'
import fc from 'fast-check'
import type { Membership } from '../membership.ts'
import { composeRoom } from './compose-room.ts'
import type { RoomParts, TablePart, TemplatePart } from './room-parts.ts'
import type { TableDefinition } from './table-definition.ts'

function member(name: string, more: Partial<Membership> = {}): Membership {
  return {
    collaboration: 'col_a',
    organisation: `org_${name}`,
    member: name,
    status: 'active',
    abilities: ['query', 'receive'],
    isCreator: false,
    paymentAccepted: false,
    invitedAt: '',
    isClosed: false,
    ...more,
  }
}

function table(name: string, owner: string, definition: Partial<TableDefinition> = {}): TablePart {
  return {
    name,
    organisation: `org_${owner}`,
    configuredTable: `tbl_${name}`,
    definition: { source: { file: `${name}.csv` }, columns: { id: 'INTEGER', city: 'VARCHAR' }, ...definition },
    isPaused: false,
  }
}

function template(name: string, author: string, sql: string, reads: readonly string[]): TemplatePart {
  const kept = reads.map((one) => ({ configuredTable: `tbl_${one}`, organisation: 'org_a', isPublic: false }))
  const rest = { kind: 'query', reviewers: 1, version: 1, hash: '', parameters: [], description: '' } as const
  return { id: `tpl_${name}`, name, organisation: `org_${author}`, sql, reads: kept, ...rest }
}

const members = [member('a'), member('b')]
const parts: RoomParts = {
  name: 'room',
  revision: 1,
  members,
  tables: [],
  templates: [],
  budgets: [],
  destinations: [],
}
const custom = (allowed: readonly string[], providers?: readonly string[]) => ({
  custom: { allowedAnalyses: allowed, ...(providers === undefined ? {} : { allowedAnalysisProviders: providers }) },
})
const ruleOf = (given: Partial<RoomParts>): unknown => composeRoom({ ...parts, ...given }).document.tables?.[0]?.rule

test('providers are members who are here, by name or by organisation', () => {
  const rule = custom(['ANY_QUERY'], ['org_b', 'somebody'])
  assert.deepEqual(ruleOf({ tables: [table('t', 'a', { rule })] }), custom(['ANY_QUERY'], ['b']))
})

test('where no provider is here nobody may ask', () => {
  assert.deepEqual(ruleOf({ tables: [table('t', 'a', { rule: custom(['ANY_QUERY'], ['c']) })] }), custom([]))
})

test('a template runs on the tables that it was approved for, whatever a rule names', () => {
  const tables = [table('t', 'a', { rule: custom(['other', 'reach']) }), table('u', 'a', { rule: custom([]) })]
  const templates = [template('reach', 'b', 'SELECT COUNT(*) AS n FROM t', ['t'])]
  const { document } = composeRoom({ ...parts, tables, templates })
  assert.deepEqual(
    document.tables?.map(({ rule }) => rule),
    [custom(['reach']), custom([])],
  )
  assert.deepEqual(document.templates?.[0]?.approvedBy, ['a'])
})

test('an approval is of a table, not of whatever has its name later', () => {
  const other = { ...table('t', 'a', { rule: custom([]) }), configuredTable: 'tbl_other' }
  const templates = [template('reach', 'b', 'SELECT COUNT(*) AS n FROM t', ['t'])]
  assert.deepEqual(ruleOf({ tables: [other], templates }), custom([]))
})

test("a template that reads what is not there stands in nobody's way", () => {
  const templates = [
    template('gone', 'b', 'SELECT COUNT(*) AS n FROM gone', ['gone']),
    template('one', 'b', 'SELECT 1 AS one', []),
  ]
  const room = composeRoom({ ...parts, tables: [table('t', 'a')], templates })
  assert.deepEqual(
    room.templates.map(({ name }) => name),
    ['one'],
  )
  assert.deepEqual(
    room.withheld.map(({ kind, name, why }) => [kind, name, why]),
    [['template', 'gone', 'refused']],
  )
})

test('a table that cannot stand is withheld alone, and says why', () => {
  const wrong = table('wrong', 'a', { privacy: { unit: ['id', 'nowhere.id', 'nowhere.city'] } })
  const room = composeRoom({ ...parts, tables: [wrong, table('t', 'a')] })
  assert.deepEqual(
    room.tables.map(({ name }) => name),
    ['t'],
  )
  assert.deepEqual(
    room.withheld.map(({ name, diagnostics }) => [name, diagnostics.map(({ code }) => code)]),
    [['wrong', ['COLLABORATION_TABLE_UNKNOWN', 'COLLABORATION_TABLE_UNKNOWN']]],
  )
})

test('who stands still asks nothing, gets nothing, and nothing of it is read', () => {
  const paused = [member('a', { pausedAt: '2026-01-01T00:00:00.000Z' }), member('b')]
  const room = composeRoom({ ...parts, members: paused, tables: [table('t', 'a')] })
  assert.deepEqual(room.document.members[0], { name: 'a', abilities: [] })
  assert.deepEqual(room.tables, [])
})

test('types that were found are written down, also how wide they are', () => {
  const found = [
    { name: 'id', engineType: 'SMALLINT', type: integerType },
    { name: 'city', engineType: 'ENUM', type: textType },
    { name: 'blob', engineType: 'BLOB' },
  ]
  const { columns: _none, ...definition } = table('t', 'a').definition
  const room = composeRoom({ ...parts, tables: [{ ...table('t', 'a'), definition, found }] })
  assert.deepEqual(room.document.tables?.[0]?.columns, { id: 'SMALLINT', city: 'VARCHAR' })
})

const name = fc.constantFrom('a', 'b', 'c', 't', 'u', 'id', 'city', 'T', 'weird "name"', '{x}', 'org_b', 'ANY_QUERY')
const names = fc.array(name, { maxLength: 3 })
const someRule = fc.oneof(
  fc.record({
    custom: fc.record({ allowedAnalyses: names, allowedAnalysisProviders: names, disallowedOutputColumns: names }),
  }),
  fc.record({
    custom: fc.record({
      allowedAnalyses: names,
      differentialPrivacy: fc.record({ columns: fc.array(fc.record({ name })) }),
    }),
  }),
  fc.record({ list: fc.record({ joinColumns: names, listColumns: names }) }),
  fc.record({ v1: fc.record({ custom: fc.record({ allowedAnalyses: names }) }) }),
  fc.anything(),
)
const someDefinition = fc.record(
  {
    source: fc.oneof(fc.record({ file: fc.string() }), fc.anything()),
    columns: fc.oneof(names, fc.dictionary(name, fc.constantFrom('INTEGER', 'VARCHAR', 'NONSENSE')), fc.anything()),
    rule: someRule,
    privacy: fc.oneof(fc.record({ unit: fc.oneof(name, names) }), fc.anything()),
    public: fc.oneof(fc.boolean(), fc.anything()),
    purposes: fc.oneof(names, fc.anything()),
  },
  { requiredKeys: ['source'] },
)
const someParts = fc.record({
  name: fc.constant('room'),
  revision: fc.constant(1),
  members: fc.subarray([member('a'), member('b', { pausedAt: 'x' }), member('c', { status: 'left' })], {
    minLength: 1,
  }),
  tables: fc.uniqueArray(
    fc.tuple(name, fc.constantFrom('a', 'b', 'c'), someDefinition, fc.option(names, { nil: undefined })).map(
      ([called, owner, definition, receivers]): TablePart => ({
        ...table(called, owner, definition as Partial<TableDefinition>),
        ...(receivers === undefined ? {} : { receivers }),
      }),
    ),
    { maxLength: 4, selector: ({ name: called }) => called.toLowerCase() },
  ),
  templates: fc.uniqueArray(
    fc
      .tuple(name, fc.constantFrom('a', 'b', 'c'), fc.oneof(fc.string(), fc.constant('SELECT id FROM t')), names)
      .map(([called, author, sql, reads]) => template(called, author, sql, reads)),
    { maxLength: 3, selector: ({ name: called }) => called.toLowerCase() },
  ),
  budgets: fc.constant([]),
  destinations: fc.subarray(['a', 'b', 'gone']).map((owners) =>
    owners.map((owner) => ({
      ...{ id: `dst_${owner}`, name: `to ${owner}`, organisation: `org_${owner}` },
      ...{ url: 'https://example.org/', hash: owner },
    })),
  ),
})

test('whatever is stored, the document of it is accepted', () => {
  fc.assert(
    fc.property(someParts, (given) => {
      const here = given.members.some(({ status }) => status === 'active')
      if (!here) return
      const room = composeRoom(given)
      const read = readCollaboration(room.text)
      assert.ok(read.collaboration !== undefined && !hasErrors(read.diagnostics))
      const standing = new Set(room.tables.map((one) => one.name))
      const withheld = new Set(room.withheld.filter(({ kind }) => kind === 'table').map((one) => one.name))
      for (const { name: called } of given.tables) assert.ok(standing.has(called) !== withheld.has(called))
    }),
    { numRuns: 200 },
  )
})
