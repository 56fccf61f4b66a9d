import { nearest, type Span } from '@glovebox/diagnostics'
import type { Column, Relation } from '../relation/relation.ts'
import type { FromSyntax, Name } from '../syntax/tree.ts'
import { commonTable } from './common-table.ts'
import type { QueryContext, Resolved, Scope, Source, Visible } from './context.ts'
import { columnReference, nothing } from './facts.ts'
import { joinSides } from './join.ts'
import { means } from './name.ts'
import { refuse } from './report.ts'
import type { TableSchema } from './schema.ts'
import { scopeOf } from './scope.ts'
import { deeper, exhaust, freshTableColumn, limits, noteFeature, spend, spendTables } from './session.ts'

/** A FROM clause: the rows it gives and the names it brings into reach. */
export type From = { readonly relation: Relation; readonly scope: Scope }

/** Resolves a FROM clause. */
export function resolveFrom(syntax: FromSyntax, context: QueryContext): From {
  const resolved = deeper(context.session, syntax.at, () => resolveItem(syntax, context))
  return (
    resolved ?? { relation: nothing(syntax.at), scope: scopeOf(unknownSource(undefined, syntax.at), context.outer) }
  )
}

function resolveItem(syntax: FromSyntax, context: QueryContext): From {
  const { session } = context
  switch (syntax.kind) {
    case 'table': {
      const common = commonTable(syntax.name, context)
      const [columns, alias] = [syntax.alias?.columns ?? [], syntax.alias?.name.text]
      if (common !== undefined) return item(common, alias ?? common.name, columns, syntax.at, context)
      const table = findTable(syntax.name, context)
      if (table === undefined) {
        const source = unknownSource(alias ?? syntax.name.text, syntax.at)
        return { relation: nothing(syntax.at), scope: scopeOf(source, context.outer) }
      }
      return item(
        tableRelation(table, alias ?? table.name, syntax.at, context),
        alias ?? table.name,
        columns,
        syntax.at,
        context,
      )
    }
    case 'derived': {
      noteFeature(session, 'from-subquery', syntax.at, context.depth)
      const query = context.resolvers.query(syntax.query, { ...context, depth: context.depth + 1 })
      const resolved = query ?? { relation: nothing(syntax.at), outputs: [], complete: false }
      return item(resolved, syntax.alias?.name.text, syntax.alias?.columns ?? [], syntax.at, context)
    }
    case 'join': {
      const left = resolveFrom(syntax.left, context)
      // The left side is no part of the right one's names: using them would be LATERAL.
      const right = resolveFrom(syntax.right, { ...context, outer: left.scope })
      return joinSides(syntax, left, right, context)
    }
  }
}

function unknownSource(name: string | undefined, at: Span): Source {
  return { ...(name === undefined ? {} : { name }), columns: [], complete: false, at }
}

function findTable(name: Name, { session }: QueryContext): TableSchema | undefined {
  const { tables } = session.schema
  const found = tables.filter((table) => means(name, table.name))
  const table = found.length === 1 ? found[0] : found.find((candidate) => candidate.name === name.text)
  if (table !== undefined) return table
  const names = tables.map((candidate) => candidate.name)
  const near = nearest(name.text, names)
  return refuse(session, 'SQL_TABLE_UNKNOWN', { name: name.text, known: near === undefined ? names : [near] }, name.at)
}

function tableRelation(table: TableSchema, alias: string, at: Span, { session }: QueryContext): Resolved {
  const width = table.columns.length
  if (width > limits.columns) exhaust(session, 'columns', limits.columns, at)
  if (!spendTables(session, 1, at) || !spend(session, width, at)) {
    return { relation: nothing(at), outputs: [], complete: false }
  }
  const columns = table.columns.map((column) => freshTableColumn(session, column))
  return {
    relation: { kind: 'table', table: table.name, alias, columns, at },
    outputs: columns.map((column) => ({ name: column.name, at, column })),
    complete: true,
  }
}

/** A FROM item under its alias, with its columns renamed where the alias says so. */
function item(
  { relation, outputs, complete }: Resolved,
  name: string | undefined,
  renamed: readonly Name[],
  at: Span,
  context: QueryContext,
): From {
  if (renamed.length > outputs.length && complete) {
    const parameters = { what: 'this alias', expected: outputs.length, given: renamed.length }
    refuse(context.session, 'SQL_COLUMN_COUNT', parameters, at)
  }
  const columns = outputs.map((output, i): Visible => {
    const columnName = renamed[i]?.text ?? output.name
    return { name: columnName, expression: output.column && referenceTo(output.column, columnName, at) }
  })
  const source = { ...(name === undefined ? {} : { name }), columns, complete, at }
  return { relation, scope: scopeOf(source, context.outer) }
}

function referenceTo(column: Column, name: string, at: Span): Visible['expression'] {
  return columnReference(column, at, name)
}
