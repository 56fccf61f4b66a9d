import { unify } from '../function/coerce.ts'
import { hull } from '../function/range.ts'
import type { Column, Expression } from '../relation/relation.ts'
import type { ValuesSyntax } from '../syntax/tree.ts'
import { plainContext } from './condition.ts'
import type { QueryContext, Resolved } from './context.ts'
import { lineageOf, nothing } from './facts.ts'
import { refuse, refuseArguments } from './report.ts'
import { asResult } from './result-type.ts'
import { emptyScope } from './scope.ts'
import { exhaust, freshColumn, limits, noteFeature } from './session.ts'

/** Resolves VALUES: rows of equal length, each column of one type, named `column1`, `column2` … */
export function resolveValues(syntax: ValuesSyntax, context: QueryContext): Resolved {
  const { session } = context
  noteFeature(session, 'values', syntax.at, context.depth)
  const inside = plainContext(context, emptyScope(context.outer), 'VALUES')
  const rows = syntax.rows.map((row) => row.map((expression) => context.resolvers.expression(expression, inside)))
  const width = rows[0]?.length ?? 0
  if (width > limits.columns) exhaust(session, 'columns', limits.columns, syntax.at)
  for (const [i, row] of rows.entries()) {
    if (row.length === width) continue
    const at = syntax.rows[i]?.[0]?.at ?? syntax.at
    refuse(session, 'SQL_COLUMN_COUNT', { what: 'this row of VALUES', expected: width, given: row.length }, at)
  }
  const columns = Array.from({ length: width }, (_, i) =>
    unifyColumn(
      rows.map((row) => row[i]),
      i,
      syntax,
      context,
    ),
  )
  const outputs = columns.map((column, i) => ({ name: `column${i + 1}`, at: syntax.at, column: column?.column }))
  const found = columns.filter((column) => column !== undefined)
  if (found.length < width || session.exhausted) return { relation: nothing(syntax.at), outputs, complete: true }
  const relation = {
    kind: 'values',
    rows: rows.map((_, row) => found.flatMap(({ expressions }) => expressions[row] ?? [])),
    columns: found.map(({ column }) => column),
    at: syntax.at,
  } as const
  return { relation, outputs, complete: true }
}

type ValuesColumn = { readonly column: Column; readonly expressions: readonly Expression[] }

function unifyColumn(
  cells: readonly (Expression | undefined)[],
  index: number,
  { at }: ValuesSyntax,
  { session }: QueryContext,
): ValuesColumn | undefined {
  const found = cells.filter((cell) => cell !== undefined)
  if (found.length < cells.length) return undefined
  const unified = unify(found)
  if ('expected' in unified) return refuseArguments(session, unified, found, { name: 'VALUES' }, at)
  const expressions = unified.expressions.map(asResult)
  const [first] = expressions
  if (first === undefined) return undefined
  const range = hull(expressions.map((e) => e.range))
  const facts = { name: `column${index + 1}`, type: first.type, nullable: expressions.some((e) => e.nullable) }
  const lineage = lineageOf(session, expressions)
  return { column: freshColumn(session, { ...facts, ...(range === undefined ? {} : { range }) }, lineage), expressions }
}
