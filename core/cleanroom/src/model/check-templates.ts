import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import { parse, type Query, type Schema, tablesOf } from '@glovebox/sql'
import type { AnalysisTemplate } from './analysis-template.ts'
import type { Collaboration, TableAssociation } from './collaboration.ts'
import { compileTemplate } from './compile-template.ts'
import { placeInFile } from './place.ts'
import { allowedColumns, type FoundColumns, schemaOf } from './schema-of.ts'

/** Refuses templates that do not compile, each mistake at its place in the file; warns of those that nobody can run. */
export function checkTemplates(collaboration: Collaboration, found: FoundColumns): readonly Diagnostic[] {
  const schema = schemaOf(collaboration, found)
  const unknown = collaboration.tables.filter((table) => (allowedColumns(table, found) ?? []).length === 0)
  return collaboration.templates.flatMap((template) =>
    mentionsAny(template, unknown) ? checkSyntax(template) : checkTemplate(template, collaboration, schema),
  )
}

/** Whether the SQL may read one of the tables; where it only looks so, less is checked before it runs. */
function mentionsAny({ sql }: AnalysisTemplate, tables: readonly TableAssociation[]): boolean {
  return tables.some(({ name }) => mentions(sql, name))
}

/** Whether SQL may read a table of this name. Where it is false, it does not. */
export function mentions(sql: string, table: string): boolean {
  return sql.toLowerCase().includes(table.toLowerCase().replaceAll('"', '""'))
}

function checkSyntax(template: AnalysisTemplate): readonly Diagnostic[] {
  return parse(template.sql).diagnostics.map((mistake) => inFile(mistake, template))
}

function checkTemplate(
  template: AnalysisTemplate,
  collaboration: Collaboration,
  schema: Schema,
): readonly Diagnostic[] {
  const compiled = compileTemplate(template, schema)
  if (!compiled.ok) return compiled.diagnostics.map((mistake) => inFile(mistake, template))
  return [...unusedParameters(template, compiled.value), ...notAllowed(template, collaboration, compiled.value)]
}

function inFile(mistake: Diagnostic, { sqlAt, sqlPieces = [] }: AnalysisTemplate): Diagnostic {
  return { ...mistake, at: mistake.at === undefined ? sqlAt : placeInFile(mistake.at, sqlPieces, sqlAt) }
}

function unusedParameters(template: AnalysisTemplate, { features }: Query): readonly Diagnostic[] {
  const used = features
    .filter(({ feature }) => feature === 'parameter')
    .map(({ at }) => template.sql.slice(at.start + 1, at.end))
  return template.parameters
    .filter(({ name }) => !used.includes(name))
    .map(({ name, at }) => diagnostic('COLLABORATION_PARAMETER_UNUSED', { name }, at))
}

/** A template runs where the custom rule of every table allows it, by its name or by its author. */
function notAllowed(template: AnalysisTemplate, { tables }: Collaboration, query: Query): readonly Diagnostic[] {
  const read = new Set(tablesOf(query).map(({ table }) => table))
  return tables
    .filter((table) => read.has(table.name) && !table.isPublic && table.rule !== undefined && !allows(table, template))
    .map(({ name: table, owner }) => {
      const parameters = { template: template.name, table, owner }
      return diagnostic('COLLABORATION_TEMPLATE_NOT_ALLOWED', parameters, template.at, { table, owner })
    })
}

function allows({ rule }: TableAssociation, { name, author }: AnalysisTemplate): boolean {
  if (rule?.kind !== 'custom') return false
  const { allowedAnalyses, allowedAnalysisProviders } = rule
  if (allowedAnalyses.includes('ANY_QUERY')) return allowedAnalysisProviders.includes(author)
  return allowedAnalyses.includes(name)
}
