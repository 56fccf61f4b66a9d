import { type DiagnosticView, diagnosticView, type TemplateText } from '@glovebox/api'
import { compileTemplate, type ParameterDocument, readCollaboration, schemaOf } from '@glovebox/cleanroom'
import { tablesOf } from '@glovebox/sql'
import { canonicalJson, type Json } from '../../log/canonical-json.ts'
import { taggedHash } from '../../log/tagged-hash.ts'
import { composeRoom } from '../document/compose-room.ts'
import type { RoomParts, TablePart, TemplatePart } from '../document/room-parts.ts'
import { isActivatable } from '../document/table-definition.ts'
import { done, type Outcome, refused } from '../outcome.ts'
import { refusalOf } from '../refusal-of.ts'
import type { ReadTable } from './stored-template.ts'

/** What there is to know of a template before anybody approves it. */
export type LookedAt = {
  readonly hash: string
  readonly tables: readonly ReadTable[]
  readonly warnings: readonly DiagnosticView[]
}

/** What a template is, for looking at its text. */
export type Candidate = TemplateText & {
  readonly name: string
  readonly organisation: string
  readonly kind: 'query' | 'activation'
  readonly reviewers: number
}

/** Looks at a template in the collaboration as it is: whether it compiles, and which tables it reads. */
export function lookAtTemplate(parts: RoomParts, candidate: Candidate): Outcome<LookedAt> {
  const { name } = candidate
  const hash = templateHash(candidate)
  const room = composeRoom({ ...parts, templates: [partOf(candidate, hash)] })
  const refusal = room.withheld.find((one) => one.kind === 'template')
  if (refusal !== undefined) return refusalOf('TEMPLATE_REFUSED', refusal.diagnostics, refusal.text)
  const template = room.collaboration.templates.find((one) => one.name === name)
  if (template === undefined)
    return refused('REFUSED', { reason: 'TEMPLATE_REFUSED', detail: 'this is not a template' })
  const query = compileTemplate(template, schemaOf(room.collaboration, {}))
  if (!query.ok) return refusalOf('TEMPLATE_REFUSED', query.diagnostics, template.sql)
  const read = new Set(tablesOf(query.value).map(({ table }) => table))
  const tables = room.tables
    .filter((table) => read.has(table.name))
    // What leaves is of those who own what a kept table was made of: they are asked as well.
    .flatMap((table) => (candidate.kind === 'activation' ? [table, ...(table.madeOf ?? [])] : [table]))
    .map(readTable)
  const closed = room.tables.find((table) => read.has(table.name) && !isActivatable(table.definition))
  if (candidate.kind === 'activation' && closed !== undefined) {
    return refused('REFUSED', {
      reason: 'ADDITIONAL_ANALYSES_NOT_ALLOWED',
      detail: `the rule of \`${closed.name}\` does not let results be activated`,
      help: 'its owner writes `additionalAnalyses: ALLOWED` in the rule',
    })
  }
  // As if all of them approved it: what would still stand in its way.
  const approved = composeRoom({ ...parts, templates: [partOf(candidate, hash, tables)] })
  const own = approved.collaboration.templates.find((one) => one.name === name)
  // The only template stands last in the text.
  const said = readCollaboration(approved.text).diagnostics.filter(
    ({ at }) => own !== undefined && (at?.start ?? 0) >= own.at.start,
  )
  return done({ hash, tables, warnings: said.map((one) => diagnosticView(one, approved.text)) })
}

/** The hash of all that decides what a template does: what is approved, and what runs. */
export function templateHash({ sql, parameters = [], kind }: Pick<Candidate, 'sql' | 'parameters' | 'kind'>): string {
  const content = { sql, parameters: parameters.map((parameter) => ({ ...parameter })), kind }
  return taggedHash('template', canonicalJson(JSON.parse(JSON.stringify(content)) as Json))
}

function readTable({ name, organisation, configuredTable, definition }: TablePart): ReadTable {
  return { name, organisation, configuredTable, isPublic: definition.public === true }
}

function partOf(candidate: Candidate, hash: string, reads: readonly ReadTable[] = []): TemplatePart {
  const { name, organisation, kind, reviewers, sql, parameters = [], description = '' } = candidate
  const kept = parameters as readonly ParameterDocument[]
  return { id: '', name, organisation, kind, reviewers, version: 1, hash, sql, parameters: kept, description, reads }
}
