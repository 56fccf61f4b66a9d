import type { CommonTableSyntax, Name } from '../syntax/tree.ts'
import type { CommonTable, QueryContext, Resolved } from './context.ts'
import { copyRelation } from './copy.ts'
import { nothing } from './facts.ts'
import { measure } from './measure.ts'
import { means, sameName } from './name.ts'
import { refuse } from './report.ts'
import { checkHeight, noteFeature, spend, spendTables } from './session.ts'

/** The context in which the queries of a WITH clause are in reach, each of them resolved once. */
export function withCommonTables(syntaxes: readonly CommonTableSyntax[], context: QueryContext): QueryContext {
  const own: CommonTable[] = []
  for (const syntax of syntaxes) {
    refuseTakenName(syntax.name, own, context)
    own.push(resolveCommonTable(syntax, { ...context, commonTables: [...context.commonTables, ...own] }))
  }
  return own.length === 0 ? context : { ...context, commonTables: [...context.commonTables, ...own] }
}

/** Refuses a name of a table, because a reader would take the query for the owner's table and its rule. */
function refuseTakenName(name: Name, own: readonly CommonTable[], { session }: QueryContext): void {
  if (session.schema.tables.some((table) => sameName(table.name, name.text))) {
    refuse(session, 'SQL_CTE_SHADOWS', { name: name.text }, name.at)
  } else if (own.some((other) => sameName(other.name.text, name.text))) {
    refuse(session, 'SQL_CTE_DUPLICATE', { name: name.text }, name.at)
  }
}

function resolveCommonTable({ name, columns, query, at }: CommonTableSyntax, context: QueryContext): CommonTable {
  const { session } = context
  noteFeature(session, 'cte', at, context.depth)
  const tablesBefore = session.tables
  session.tables = 0
  const resolved = context.resolvers.query(query, { ...context, depth: context.depth + 1 })
  const tables = session.tables
  session.tables = tablesBefore
  if (resolved !== undefined) checkHeight(session, resolved.relation, at)
  if (resolved?.complete && columns.length > resolved.outputs.length) {
    const parameters = {
      what: `the column list of ${name.text}`,
      expected: resolved.outputs.length,
      given: columns.length,
    }
    refuse(session, 'SQL_COLUMN_COUNT', parameters, at)
  }
  const renamed = resolved && {
    ...resolved,
    outputs: resolved.outputs.map((output, i) => ({ ...output, name: columns[i]?.text ?? output.name })),
  }
  return { name, resolved: renamed, tables, used: false }
}

/** The WITH query that a name means, with ids of its own for this use; undefined where the name means none. */
export function commonTable(name: Name, context: QueryContext): (Resolved & { readonly name: string }) | undefined {
  const { session } = context
  const found = context.commonTables.findLast((candidate) => means(name, candidate.name.text))
  if (found === undefined) return undefined
  const unresolved = { name: found.name.text, relation: nothing(name.at), outputs: [], complete: false }
  if (found.resolved === undefined || session.exhausted || !spendTables(session, found.tables, name.at))
    return unresolved
  if (!found.used) {
    found.used = true
    return { ...found.resolved, name: found.name.text }
  }
  const { parts } = measure(found.resolved.relation, session.measured)
  if (!spend(session, parts, name.at)) return unresolved
  const { relation, column } = copyRelation(session, found.resolved.relation)
  const outputs = found.resolved.outputs.map((output) => ({
    ...output,
    column: output.column && column(output.column),
  }))
  return { relation, outputs, complete: found.resolved.complete, name: found.name.text }
}
