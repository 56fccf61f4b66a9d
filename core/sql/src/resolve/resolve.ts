import { accepted, type Diagnostic, hasErrors, type Result, refused } from '@glovebox/diagnostics'
import type { Query } from '../relation/relation.ts'
import type { QuerySyntax } from '../syntax/tree.ts'
import { resolveExpression } from './expression.ts'
import { resolveQuery } from './query.ts'
import type { BoundParameter, Schema } from './schema.ts'
import { checkHeight, mostRefusals, openSession } from './session.ts'

/** What a query means: names to columns, types, ranges, lineage; or everything that is wrong with it. */
export function resolve(syntax: QuerySyntax, schema: Schema, parameters: readonly BoundParameter[]): Result<Query> {
  const session = openSession(schema, parameters)
  const resolvers = { expression: resolveExpression, query: resolveQuery }
  const resolved = resolveQuery(syntax, { session, resolvers, commonTables: [], depth: 0 })
  if (resolved !== undefined) checkHeight(session, resolved.relation, syntax.at)
  const diagnostics = inOrder(session.diagnostics)
  const outputs = resolved?.outputs.flatMap(({ name, at, column }) =>
    column === undefined ? [] : [{ id: column.id, name, at }],
  )
  if (hasErrors(diagnostics)) return refused(diagnostics)
  if (resolved === undefined || outputs?.length !== resolved.outputs.length || !resolved.complete) {
    throw new Error('a query was refused without a reason')
  }
  return accepted({
    relation: resolved.relation,
    outputs,
    features: session.features.toSorted((a, b) => a.at.start - b.at.start),
  })
}

/** In the order of the text, one refusal of a kind at a place: a `*` that is not grouped stands for many columns. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>()
  for (const d of diagnostics) {
    const place = `${d.code} ${d.at?.start} ${d.at?.end}`
    if (!byPlace.has(place)) byPlace.set(place, d)
  }
  return [...byPlace.values()].sort((a, b) => (a.at?.start ?? 0) - (b.at?.start ?? 0)).slice(0, mostRefusals)
}
