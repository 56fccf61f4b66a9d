import { diagnostic, nearest, type Span } from '@glovebox/diagnostics'
import type { Expression } from '../relation/relation.ts'
import type { Name } from '../syntax/tree.ts'
import type { Context, Scope, Source, Visible } from './context.ts'
import { copyExpression } from './copy.ts'
import { hasSubquery, sizeOf } from './facts.ts'
import { refusalWithoutCall } from './foreign-function.ts'
import { means } from './name.ts'
import { mostRefusals, spend } from './session.ts'

/** The scope of a query without FROM. */
export function emptyScope(outer: Scope | undefined): Scope {
  return { sources: [], visible: [], ...(outer === undefined ? {} : { outer }) }
}

/** The scope of one FROM item, inside `outer`. */
export function scopeOf(source: Source, outer: Scope | undefined): Scope {
  return { sources: [source], visible: source.columns, ...(outer === undefined ? {} : { outer }) }
}

/** What a column's name stands for; undefined where it is refused. */
export function resolveColumn(table: Name | undefined, name: Name, at: Span, context: Context): Expression | undefined {
  return table === undefined ? unqualified(name, at, context) : qualified(table, name, at, context)
}

/** The FROM item that a name means, written as part of `whole`; undefined where it is refused. */
export function resolveSource(table: Name, whole: { name: string; at: Span }, context: Context): Source | undefined {
  const found = sourceOf(context.scope, table)
  if (found !== undefined) return found
  const outer = outerScopes(context.scope).some((scope) => sourceOf(scope, table) !== undefined)
  const known = context.scope.sources.flatMap((source) => source.name ?? [])
  context.session.diagnostics.push(
    outer
      ? diagnostic('SQL_CORRELATED', { name: whole.name }, whole.at)
      : diagnostic('SQL_ALIAS_UNKNOWN', { name: table.text, known }, table.at),
  )
  return undefined
}

function qualified(table: Name, name: Name, at: Span, context: Context): Expression | undefined {
  const source = resolveSource(table, { name: `${table.text}.${name.text}`, at }, context)
  if (source === undefined) return undefined
  const [found, ...others] = source.columns.filter((column) => means(name, column.name))
  if (others.length > 0) return refuseAmbiguous(name, context)
  if (found !== undefined) return reference(found, at, context)
  if (source.complete) refuseUnknown(name, source.columns, context, source.name)
  return undefined
}

function unqualified(name: Name, at: Span, context: Context): Expression | undefined {
  const { scope } = context
  const [found, ...others] = scope.visible.filter((column) => means(name, column.name))
  if (others.length > 0) return refuseAmbiguous(name, context)
  if (found !== undefined) return reference(found, at, context)
  const [selected, ...otherSelected] = context.selected.filter((column) => means(name, column.name))
  if (otherSelected.length > 0) return refuseAmbiguous(name, context)
  if (selected !== undefined) return reference(selected, at, context)
  const reason = name.quoted ? undefined : refusalWithoutCall(name.text.toLowerCase())
  if (reason !== undefined) {
    context.session.diagnostics.push(diagnostic('SQL_FUNCTION_REFUSED', { name: name.text, reason }, at))
    return undefined
  }
  if (!isComplete(scope)) return undefined
  const outer = outerScopes(scope)
  if (outer.some(({ visible }) => visible.some((column) => means(name, column.name)))) {
    context.session.diagnostics.push(diagnostic('SQL_CORRELATED', { name: name.text }, at))
    return undefined
  }
  if (!outer.every(isComplete)) return undefined
  return refuseUnknown(name, [...scope.visible, ...context.selected], context)
}

/** What a visible name stands for, at the place where it is used; a subquery in it gets ids of its own. */
function reference({ expression }: Visible, at: Span, context: Context): Expression | undefined {
  if (expression === undefined) return undefined
  if (expression.kind === 'column') return { ...expression, at }
  if (!spend(context.session, sizeOf(expression), at)) return undefined
  return { ...(hasSubquery(expression) ? copyExpression(context.session, expression) : expression), at }
}

function sourceOf(scope: Scope, table: Name): Source | undefined {
  return scope.sources.find((source) => source.name !== undefined && means(table, source.name))
}

function isComplete(scope: Scope): boolean {
  return scope.sources.every((source) => source.complete)
}

function outerScopes(scope: Scope): readonly Scope[] {
  return scope.outer === undefined ? [] : [scope.outer, ...outerScopes(scope.outer)]
}

/** Refuses a name that means no column, with the column it was most likely meant for. */
export function refuseUnknown(name: Name, columns: readonly Visible[], context: Context, table?: string): undefined {
  const known = [...new Set(columns.map((column) => column.name))]
  // Nobody reads on so far, and comparing thousands of names with thousands takes its time.
  const near = context.session.diagnostics.length < mostRefusals ? nearest(name.text, known) : undefined
  const parameters = {
    name: name.text,
    known,
    quoted: name.quoted,
    ...(table === undefined ? {} : { table }),
    ...(near === undefined ? {} : { nearest: near }),
  }
  context.session.diagnostics.push(diagnostic('SQL_COLUMN_UNKNOWN', parameters, name.at))
  return undefined
}

/** Refuses a name that means several columns, and lists the names that mean one. */
export function refuseAmbiguous(name: Name, context: Context): undefined {
  const candidates = context.scope.sources.flatMap((source) =>
    source.columns
      .filter((column) => means(name, column.name))
      .map((column) => (source.name === undefined ? `"${column.name}"` : `${source.name}.${column.name}`)),
  )
  const parameters = { name: name.text, candidates: [...new Set(candidates)] }
  context.session.diagnostics.push(diagnostic('SQL_COLUMN_AMBIGUOUS', parameters, name.at))
  return undefined
}
