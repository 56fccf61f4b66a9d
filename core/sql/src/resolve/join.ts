import type { Span } from '@glovebox/diagnostics'
import { callFunction } from '../function/call.ts'
import type { FunctionName } from '../function/function-name.ts'
import type { Column, Expression, Relation } from '../relation/relation.ts'
import { mapExpression } from '../relation/walk.ts'
import type { JoinSyntax, Name } from '../syntax/tree.ts'
import { plainContext, resolveCondition } from './condition.ts'
import type { Context, QueryContext, Scope, Visible } from './context.ts'
import { means, sameName } from './name.ts'
import { refuse, refuseArguments } from './report.ts'
import { refuseAmbiguous, refuseUnknown } from './scope.ts'
import { noteFeature } from './session.ts'

/** One side of a join: its rows and the names it brings. */
export type Side = { readonly relation: Relation; readonly scope: Scope }

/** Joins two sides: the rows that belong together, and the names of both. */
export function joinSides(syntax: JoinSyntax, left: Side, right: Side, context: QueryContext): Side {
  noteJoin(syntax, context)
  refuseSameAliases(left.scope, right.scope, context)
  const both = besides(left.scope, right.scope, context.outer)
  const [nullableLeft, nullableRight] = [
    syntax.join === 'right' || syntax.join === 'full',
    syntax.join === 'left' || syntax.join === 'full',
  ]
  const [leftAfter, rightAfter] = [missable(left, nullableLeft), missable(right, nullableRight)]
  const merged = mergedColumns(syntax, left.scope, right.scope, plainContext(context, both, 'a join condition'))
  const on = condition(syntax, merged, plainContext(context, both, 'a join condition'))
  const columns = [...leftAfter.columns, ...rightAfter.columns]
  return {
    relation: {
      kind: 'join',
      join: syntax.join,
      left: left.relation,
      right: right.relation,
      ...(on === undefined ? {} : { on }),
      columns,
      at: syntax.at,
    },
    scope: withMerged(besides(leftAfter.scope, rightAfter.scope, context.outer), merged, syntax, context),
  }
}

function noteJoin({ join, implicit, natural, using, operatorAt }: JoinSyntax, { session, depth }: QueryContext): void {
  noteFeature(session, implicit ? 'implicit-join' : `${join}-join`, operatorAt, depth)
  if (natural) noteFeature(session, 'natural-join', operatorAt, depth)
  if (using !== undefined) noteFeature(session, 'join-using', operatorAt, depth)
}

function refuseSameAliases(left: Scope, right: Scope, { session }: QueryContext): void {
  for (const { name, at } of right.sources) {
    if (name === undefined) continue
    const isTaken = left.sources.some((other) => other.name !== undefined && sameName(other.name, name))
    if (isTaken) refuse(session, 'SQL_ALIAS_DUPLICATE', { name }, at)
  }
}

function besides(left: Scope, right: Scope, outer: Scope | undefined): Scope {
  return {
    sources: [...left.sources, ...right.sources],
    visible: [...left.visible, ...right.visible],
    ...(outer === undefined ? {} : { outer }),
  }
}

/** A side as it is after the join: where its rows may be missing, everything in it may be NULL. */
function missable(side: Side, isMissable: boolean): { readonly columns: readonly Column[]; readonly scope: Scope } {
  if (!isMissable) return { columns: side.relation.columns, scope: side.scope }
  const visible = (v: Visible): Visible => ({ ...v, expression: v.expression && asNullable(v.expression) })
  return {
    columns: side.relation.columns.map((column) => ({ ...column, nullable: true })),
    scope: {
      ...side.scope,
      sources: side.scope.sources.map((source) => ({ ...source, columns: source.columns.map(visible) })),
      visible: side.scope.visible.map(visible),
    },
  }
}

function asNullable(expression: Expression): Expression {
  return mapExpression(expression, (e) => (e.kind === 'literal' ? e : { ...e, nullable: true }))
}

/** A column that USING or NATURAL makes one of two. */
type Merged = { readonly name: string; readonly left: Visible; readonly right: Visible; readonly at: Span }

function mergedColumns(syntax: JoinSyntax, left: Scope, right: Scope, context: Context): readonly Merged[] {
  if (syntax.using !== undefined) {
    const names = syntax.using.filter((name, i, all) => all.findIndex((other) => sameName(other.text, name.text)) === i)
    return names.flatMap((name) => {
      const [l, r] = [onlyColumn(name, left, context), onlyColumn(name, right, context)]
      return l === undefined || r === undefined ? [] : [{ name: l.name, left: l, right: r, at: name.at }]
    })
  }
  if (!syntax.natural) return []
  const at = syntax.operatorAt
  const shared = left.visible.filter((l) => right.visible.some((r) => sameName(l.name, r.name)))
  if (shared.length === 0 && isComplete(left) && isComplete(right)) refuse(context.session, 'SQL_JOIN_NATURAL', {}, at)
  return shared.flatMap(({ name }) => {
    const written: Name = { text: name, quoted: false, at }
    const [l, r] = [onlyColumn(written, left, context), onlyColumn(written, right, context)]
    return l === undefined || r === undefined ? [] : [{ name, left: l, right: r, at }]
  })
}

/** The one column of a side that a name means; refused where it means none or several. */
function onlyColumn(name: Name, side: Scope, context: Context): Visible | undefined {
  const [found, ...others] = side.visible.filter((column) => means(name, column.name))
  if (others.length > 0) return refuseAmbiguous(name, { ...context, scope: side })
  if (found === undefined && isComplete(side)) {
    const [table, ...tables] = side.sources.flatMap((source) => source.name ?? [])
    return refuseUnknown(name, side.visible, context, tables.length === 0 ? table : undefined)
  }
  return found
}

function isComplete(scope: Scope): boolean {
  return scope.sources.every((source) => source.complete)
}

function condition(syntax: JoinSyntax, merged: readonly Merged[], context: Context): Expression | undefined {
  if (syntax.on !== undefined) return resolveCondition(syntax.on, 'ON', context)
  if (syntax.using === undefined && !syntax.natural) {
    if (syntax.join === 'cross') return undefined
    const join = `${syntax.join.toUpperCase()} JOIN`
    return refuse(context.session, 'SQL_JOIN_CONDITION', { join }, syntax.operatorAt)
  }
  const equalities = merged.flatMap(({ left, right, at }) => call('equal', [left, right], at, context) ?? [])
  const [first, ...rest] = equalities
  if (first === undefined || rest.length === 0) return first
  const all = callFunction('and', equalities, syntax.operatorAt)
  return 'expected' in all ? undefined : all
}

/** The names after the join: a merged column once and first, what it was made of only under its table's name. */
function withMerged(scope: Scope, merged: readonly Merged[], syntax: JoinSyntax, context: QueryContext): Scope {
  const inside = plainContext(context, scope, 'a join condition')
  const mergedVisible = merged.map(({ name, left, right, at }): Visible => {
    if (syntax.join === 'right') return { name, expression: right.expression }
    if (syntax.join !== 'full') return { name, expression: left.expression }
    return { name, expression: call('coalesce', [left, right].map(nullable), at, inside) }
  })
  const isMerged = (v: Visible): boolean =>
    merged.some(({ left, right }) => v.name === left.name || v.name === right.name)
  return { ...scope, visible: [...mergedVisible, ...scope.visible.filter((v) => !isMerged(v))] }
}

function nullable(visible: Visible): Visible {
  return { ...visible, expression: visible.expression && asNullable(visible.expression) }
}

function call(name: FunctionName, sides: readonly Visible[], at: Span, context: Context): Expression | undefined {
  const args = sides.flatMap((side) => (side.expression === undefined ? [] : [{ ...side.expression, at }]))
  if (args.length < sides.length) return undefined
  const called = callFunction(name, args, at)
  if (!('expected' in called)) return called
  return refuseArguments(context.session, called, args, { name: 'USING' }, at)
}
