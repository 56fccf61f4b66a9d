import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Schema } from '@glovebox/sql'
import { readCollaboration } from './file/read-collaboration.ts'
import type { Ask, Assessment } from './model/analysis.ts'
import type { Collaboration } from './model/collaboration.ts'
import { schemaOf } from './model/schema-of.ts'
import { assess } from './plan.ts'

const { collaboration } = readCollaboration(`version: 1
collaboration: plan
members:
  - name: analyst
    abilities: [query, receive]
  - name: owner
tables:
  - name: visits
    owner: owner
    source: { file: visits.csv }
    columns: { user_id: VARCHAR, page: VARCHAR, email: VARCHAR }
    rule:
      custom:
        allowedAnalyses: [ANY_QUERY]
        allowedAnalysisProviders: [analyst]
        disallowedOutputColumns: [email]
        aggregationThresholds: [{ identityColumns: [user_id], minimumIdentityCount: 3, type: COUNT_DISTINCT }]
  - name: pages
    owner: analyst
    source: { file: pages.csv }
    columns: { page: VARCHAR, kind: VARCHAR }
    public: true
templates:
  - name: reach
    author: owner
    sql: SELECT COUNT(*) FROM visits
`)
assert.ok(collaboration !== undefined)
const room: Collaboration = collaboration
const schema = schemaOf(room, {})

const ask = (sql: string, in_: Collaboration = room, of: Schema = schema): Assessment =>
  assess({ kind: 'sql', member: 'analyst', sql }, in_, of)
const codes = ({ diagnostics }: Assessment): readonly string[] => diagnostics.map(({ code }) => code)

describe('assess', () => {
  test('an accepted ask has a plan: relation, releases, cost and what is withheld', () => {
    const sql = 'SELECT v.page, COUNT(*) AS n FROM visits v JOIN pages p ON v.page = p.page GROUP BY v.page'
    const { plan, accepted, verdicts, diagnostics } = ask(sql)
    assert.deepEqual(diagnostics, [])
    assert.deepEqual(verdicts, [
      { table: 'visits', owner: 'owner', rule: 'custom', verdict: 'allows' },
      { table: 'pages', owner: 'analyst', rule: 'public', verdict: 'allows' },
    ])
    assert.deepEqual(plan?.releases, [
      { output: 'page', kind: 'exact' },
      { output: 'n', kind: 'exact' },
    ])
    assert.deepEqual(plan?.event, { kind: 'none' })
    assert.deepEqual(plan?.suppression, [
      {
        table: 'visits',
        owner: 'owner',
        column: 'user_id',
        minimum: 3,
        note: 'rows that stand for fewer than 3 distinct user_id of visits are withheld',
      },
    ])
    assert.deepEqual(plan?.query.outputs, accepted?.outputs)
  })

  test('a threshold is a filter right above the aggregation that it counts in', () => {
    const { plan } = ask('SELECT page, COUNT(*) AS n FROM visits GROUP BY page HAVING COUNT(*) > 9 ORDER BY n LIMIT 1')
    const clauses: string[] = []
    let relation = plan?.query.relation
    while (relation !== undefined && 'input' in relation) {
      clauses.push(relation.kind === 'filter' ? relation.clause : relation.kind)
      relation = relation.input
    }
    assert.deepEqual(clauses, ['limit', 'sort', 'map', 'having', 'threshold', 'reduce'])
  })

  test('refusals of every step that can be taken come together, in the order of the text', () => {
    const asked: Ask = { kind: 'sql', member: 'owner', sql: "SELECT email FROM visits WHERE user_id = 'u1'" }
    assert.deepEqual(codes(assess(asked, room, schema)), [
      'MEMBER_MAY_NOT_QUERY',
      'RULE_OUTPUT_COLUMN',
      'RULE_ROWS_NOT_AGGREGATED',
      'RULE_QUERY_NOT_ALLOWED',
      'RULE_LITERAL_COMPARISON',
    ])
  })

  test('who may not ask is told so beside mistakes in the text', () => {
    const asked: Ask = { kind: 'sql', member: 'nobody', sql: 'SELECT nothing FROM nowhere' }
    assert.deepEqual(codes(assess(asked, room, schema)), ['MEMBER_UNKNOWN', 'SQL_TABLE_UNKNOWN'])
  })

  test('a rule that protects a column the table lacks lets nothing be asked', () => {
    const without = (name: string): Schema => ({
      tables: schema.tables.map((table) => ({ ...table, columns: table.columns.filter((c) => c.name !== name) })),
    })
    for (const name of ['user_id', 'email']) {
      const refused = ask('SELECT COUNT(*) FROM visits', room, without(name))
      assert.deepEqual(codes(refused), ['RULE_COLUMN_MISSING'])
      assert.equal(refused.plan, undefined)
    }
  })

  test('a template that is called like the word for any query is not allowed by the word', () => {
    const named = { ...room, templates: room.templates.map((template) => ({ ...template, name: 'ANY_QUERY' })) }
    const asked: Ask = { kind: 'template', member: 'analyst', template: 'ANY_QUERY', parameters: {} }
    assert.deepEqual(codes(assess(asked, named, schema)), ['RULE_TEMPLATE_NOT_ALLOWED'])
  })

  test('USING is refused with the condition to write instead', () => {
    const list = (owner: string): string => `
    owner: ${owner}
    source: { file: t.csv }
    columns: { id: VARCHAR, name: VARCHAR }
    rule: { list: { joinColumns: [id], listColumns: [name] } }`
    const { collaboration: lists } = readCollaboration(`version: 1
collaboration: lists
members:
  - name: analyst
    abilities: [query, receive]
  - name: owner
tables:
  - name: mine${list('analyst')}
  - name: theirs${list('owner')}
`)
    assert.ok(lists !== undefined)
    const { diagnostics } = ask(
      'SELECT DISTINCT m.name FROM mine m JOIN theirs t USING (id)',
      lists,
      schemaOf(lists, {}),
    )
    assert.deepEqual(
      diagnostics.map(({ table, help }) => [table, help]),
      ['mine', 'theirs'].map((table) => [table, 'write `INNER JOIN … ON m.id = t.id`']),
    )
  })

  test('the text of a template is what places speak of', () => {
    const { sql, diagnostics } = assess(
      { kind: 'template', member: 'analyst', template: 'reach', parameters: {} },
      room,
      schema,
    )
    assert.deepEqual(
      diagnostics.map(({ code, at }) => [code, sql.slice(at?.start, at?.end)]),
      [['RULE_TEMPLATE_NOT_ALLOWED', 'visits']],
    )
  })
})
