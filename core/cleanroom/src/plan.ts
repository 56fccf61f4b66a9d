import { type Diagnostic, diagnostic, hasErrors, type Result } from '@glovebox/diagnostics'
import { type BoundParameter, compile, type Schema } from '@glovebox/sql'
import { checkTable } from './check/checks.ts'
import { isPublic, type Question, question } from './check/question.ts'
import { bindParameters } from './file/template-parameters.ts'
import type { Ask, Assessment, RuleVerdict } from './model/analysis.ts'
import type { AnalysisTemplate } from './model/analysis-template.ts'
import type { Collaboration } from './model/collaboration.ts'
import { protect } from './protect/passes.ts'

/**
 * The verdict on an ask. The life of an analysis, up to where it runs: what the text means, whether its member may ask,
 * what every owner's rule says (`check/checks.ts`), and the rewriting that keeps the rules' promises
 * (`protect/passes.ts`). Says everything that is wrong, from every step that can be taken.
 */
export function assess(ask: Ask, collaboration: Collaboration, schema: Schema): Assessment {
  const destination = ask.kind === 'template' ? ask.destination : undefined
  const permission = [...checkMember(ask, collaboration), ...checkActivation(ask, collaboration)]
  const text = readText(ask, collaboration)
  if (!text.ok) return refusal('', [...permission, ...text.diagnostics])
  const { sql, template, parameters } = text.value
  const bound = parameters.ok ? parameters.value : []
  const compiled = parameters.ok ? compile(sql, schema, bound) : parameters
  if (!compiled.ok) return refusal(sql, [...permission, ...compiled.diagnostics])

  const asked = question({
    member: ask.member,
    ...(template === undefined ? {} : { template }),
    ...(destination === undefined ? {} : { destination }),
    ...(ask.purpose === undefined ? {} : { purpose: ask.purpose }),
    sql,
    collaboration,
    query: compiled.value,
    schema,
  })
  const checked = asked.tables.flatMap((table) => checkTable(table, asked))
  const planned = protect(asked)
  const diagnostics = inOrder([...permission, ...checked, ...(planned.ok ? [] : planned.diagnostics)])
  const assessment: Assessment = { sql, verdicts: verdicts(asked, diagnostics), diagnostics }
  // A plan is made only where nothing refuses, whichever step found it.
  return hasErrors(diagnostics) || !planned.ok
    ? assessment
    : { ...assessment, accepted: compiled.value, plan: planned.value }
}

/** What an ask says: SQL, and the values of its template's parameters. */
type Text = {
  readonly sql: string
  readonly template: AnalysisTemplate | undefined
  readonly parameters: Result<readonly BoundParameter[]>
}

function readText(ask: Ask, { templates }: Collaboration): Result<Text> {
  if (ask.kind === 'sql') {
    return { ok: true, value: { sql: ask.sql, template: undefined, parameters: { ok: true, value: [] } } }
  }
  const template = templates.find(({ name }) => name === ask.template)
  if (template === undefined) {
    const known = templates.map(({ name }) => name)
    return { ok: false, diagnostics: [diagnostic('TEMPLATE_UNKNOWN', { name: ask.template, known })] }
  }
  return { ok: true, value: { sql: template.sql, template, parameters: bindParameters(template, ask.parameters) } }
}

function checkMember(ask: Ask, { members }: Collaboration): readonly Diagnostic[] {
  const { member } = ask
  const destination = ask.kind === 'template' ? ask.destination : undefined
  const asking = members.find(({ name }) => name === member)
  if (asking === undefined) return [diagnostic('MEMBER_UNKNOWN', { member, known: members.map(({ name }) => name) })]
  const ability = destination === undefined ? 'query' : 'activate'
  if (asking.abilities.includes(ability)) return []
  const able = members.filter(({ abilities }) => abilities.includes(ability)).map(({ name }) => name)
  return [diagnostic(ability === 'query' ? 'MEMBER_MAY_NOT_QUERY' : 'MEMBER_MAY_NOT_ACTIVATE', { member, able })]
}

/** An activation names where its result goes, and nothing else does. */
function checkActivation(ask: Ask, { templates, destinations, tables }: Collaboration): readonly Diagnostic[] {
  const template = ask.kind === 'template' ? templates.find(({ name }) => name === ask.template) : undefined
  if (ask.kind === 'sql' || template === undefined) return []
  const { destination } = ask
  const known = destinations.map(({ name }) => name)
  if (destination === undefined) {
    const allowed = known.filter((name) => tables.some((table) => table.destinations?.includes(name)))
    return template.kind !== 'activation'
      ? []
      : [diagnostic('TEMPLATE_ACTIVATION', { template: template.name, destinations: allowed })]
  }
  if (template.kind !== 'activation') return [diagnostic('TEMPLATE_NO_ACTIVATION', { template: template.name })]
  return known.includes(destination) ? [] : [diagnostic('DESTINATION_UNKNOWN', { name: destination, known })]
}

function refusal(sql: string, diagnostics: readonly Diagnostic[]): Assessment {
  return { sql, verdicts: [], diagnostics: inOrder(diagnostics) }
}

/** One verdict for each table; a table without a rule lets nothing be asked. */
function verdicts({ tables }: Question, diagnostics: readonly Diagnostic[]): readonly RuleVerdict[] {
  return tables.map((used) => {
    const { name: table, owner } = used.association
    const refuses = hasErrors(diagnostics.filter((d) => d.table === table))
    const rule = used.rule?.kind ?? (isPublic(used) ? 'public' : 'none')
    return { table, owner, rule, verdict: refuses ? 'refuses' : 'allows' }
  })
}

/** By place, and the same refusal of the same table at the same place once. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyed = new Map(diagnostics.map((d) => [`${d.code} ${d.table} ${d.at?.start} ${d.at?.end} ${d.message}`, d]))
  return [...keyed.values()].toSorted((a, b) => (a.at?.start ?? -1) - (b.at?.start ?? -1))
}
