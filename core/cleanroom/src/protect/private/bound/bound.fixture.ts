import type { Diagnostic, Result } from '@glovebox/diagnostics'
import { compile, relationsOf } from '@glovebox/sql'
import { question } from '../../../check/question.ts'
import { readCollaboration } from '../../../file/read-collaboration.ts'
import type { BoundedStep } from '../../../model/private-step.ts'
import { schemaOf } from '../../../model/schema-of.ts'
import { protectedTables } from '../protected-tables.ts'
import { track } from '../track/track.ts'
import { openWork } from '../track/work.ts'
import { bound } from './bound.ts'

const rule = '{ custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst] } }'

/** A collaboration file with these tables, YAML list items indented by two. */
export function fileWith(tables: string): string {
  return `
version: 1
collaboration: test
members:
  - { name: publisher }
  - { name: analyst, abilities: [query, receive] }
tables:${tables.replaceAll('rule: any', `rule: ${rule}`)}
budgets: [{ owner: publisher, epsilon: 4 }]
`
}

/** Visits of people to pages, with everything that an owner can declare. */
export const visits: string = fileWith(`
  - name: visits
    owner: publisher
    source: { file: visits.csv }
    columns: { person: INTEGER, page: VARCHAR, country: VARCHAR, seconds: INTEGER, cost: DOUBLE, price: "DECIMAL(10,2)", free: DOUBLE, member: BOOLEAN }
    rule: any
    privacy:
      unit: person
      maxGroupsContributed: 2
      maxRowsPerGroup: 3
      columns:
        seconds: { range: [-4, 10] }
        cost: { range: [0, 50] }
        price: { range: [1, 9.5] }
        country: { values: [FR, DE, IT] }
  - name: loose
    owner: publisher
    source: { file: loose.csv }
    columns: { person: INTEGER, page: VARCHAR, country: VARCHAR, seconds: INTEGER }
    rule: any
    privacy: { unit: person, columns: { country: { values: [FR, DE] } } }
  - name: pages
    owner: publisher
    source: { file: pages.csv }
    columns: { page: VARCHAR, topic: VARCHAR }
    public: true
`)

/** What bounding gives for each private aggregation of a query, as the analyst asks it. */
export function boundAll(sql: string, file: string = visits): readonly Result<BoundedStep>[] {
  const { collaboration, diagnostics } = readCollaboration(file)
  if (collaboration === undefined) throw new Error(said(diagnostics))
  const schema = schemaOf(collaboration, {})
  const compiled = compile(sql, schema, [])
  if (!compiled.ok) throw new Error(`${sql}: ${said(compiled.diagnostics)}`)
  const asked = question({ member: 'analyst', sql, collaboration, query: compiled.value, schema })
  let next = Math.max(...relationsOf(compiled.value).flatMap(({ columns }) => columns.map(({ id }) => id)), 0)
  const nextId = (): number => ++next
  const work = openWork(asked, protectedTables(collaboration.tables), nextId)
  track(compiled.value.relation, work)
  if (work.diagnostics.length > 0) throw new Error(`${sql}: ${said(work.diagnostics)}`)
  return work.aggregations.map((aggregation) => bound(aggregation, nextId, asked))
}

/** The step of a query with one private aggregation, which must be accepted. */
export function stepOf(sql: string, file: string = visits): BoundedStep {
  const [result, ...others] = boundAll(sql, file)
  if (result === undefined || others.length > 0) throw new Error(`${sql}: not one private aggregation`)
  if (!result.ok) throw new Error(`${sql}: ${said(result.diagnostics)}`)
  return result.value
}

function said(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ code, message }) => `${code} ${message}`).join('; ')
}
