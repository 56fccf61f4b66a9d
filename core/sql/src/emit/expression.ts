import type { FunctionName } from '../function/function-name.ts'
import type { ColumnId, Expression, InListExpression, Relation, SortKey } from '../relation/relation.ts'
import { children, subqueryOf } from '../relation/walk.ts'
import { castValue } from '../type/cast-value.ts'
import type { Argument } from './dialect.ts'
import type { Session } from './session.ts'
import { atom, choose, indent, lineBreak, operand, type Sql } from './sql.ts'

/** How the columns that an expression may read are written where it stands. */
export type Scope = { readonly columns: ReadonlyMap<ColumnId, Sql>; readonly session: Session }

/**
 * An expression in the dialect of the session. Engines forget the type of a call whose constant argument turns out to
 * be NULL, so that where one may hide, the type is said.
 */
export function emitExpression(expression: Expression, scope: Scope): Sql {
  const { dialect, hidesNull: known } = scope.session
  const sql = written(expression, scope)
  if (sql.isNull) known.set(expression, true)
  return !sql.isNull && hidesNull(expression, scope.session) ? dialect.typed(sql, expression.type) : sql
}

function written(expression: Expression, scope: Scope): Sql {
  const { dialect, names } = scope.session
  switch (expression.kind) {
    case 'literal':
      return dialect.literal(expression)
    case 'column': {
      const column = scope.columns.get(expression.id)
      if (column === undefined) throw new Error(`column ${expression.id} is not a column of the input`)
      return column
    }
    case 'call': {
      const args = expression.arguments.map((e) => emitArgument(e, scope))
      // Engines forget the type of a call with a constant NULL.
      if (!takesNull.has(expression.function) && args.some(({ sql }) => sql.isNull)) return typedNull(expression, scope)
      return dialect.functions[expression.function]({ call: expression, args, names })
    }
    case 'case': {
      const emit = (e: Expression): Sql => emitExpression(e, scope)
      const branches = expression.branches.map(({ when, then }) => [emit(when), emit(then)] as const)
      return choose(branches, expression.otherwise && emit(expression.otherwise))
    }
    case 'cast': {
      const { argument, type } = expression
      if (argument.kind === 'literal' && typeof argument.value !== 'object') {
        return dialect.literal({ ...argument, value: castValue(argument.value, argument.type, type), type })
      }
      const emitted = emitArgument(argument, scope)
      return emitted.sql.isNull ? typedNull(expression, scope) : dialect.cast(emitted, type, names)
    }
    case 'in-list':
      return emitInList(expression, scope)
    case 'scalar-query':
      return atom(subquery(expression.relation, [expression.output], scope))
    case 'in-query': {
      const tested = operand(emitExpression(expression.operand, scope), 'sum')
      const text = subquery(expression.relation, [expression.output], scope)
      return { text: `${tested} ${expression.negated ? 'NOT IN' : 'IN'} ${text}`, binds: 'comparison' }
    }
    case 'exists':
      return atom(`EXISTS ${subquery(expression.relation, [], scope)}`)
  }
}

/** The functions that are not NULL as soon as one argument is. */
const takesNull: ReadonlySet<FunctionName> = new Set<FunctionName>([
  'and',
  'or',
  'is-null',
  'is-not-null',
  'is-true',
  'is-false',
  'is-not-true',
  'is-not-false',
  'is-distinct-from',
  'is-not-distinct-from',
  'coalesce',
  'nullif',
  'greatest',
  'least',
  'concat',
])

function typedNull({ type, at }: Expression, { session }: Scope): Sql {
  return session.dialect.literal({ kind: 'literal', value: null, type, nullable: true, at })
}

/** Whether the expression is, or holds, a constant that may be NULL, or what was written as NULL. */
export function hidesNull(expression: Expression, session: Session): boolean {
  const known = session.hidesNull.get(expression)
  if (known !== undefined) return known
  if (expression.kind === 'literal' || expression.kind === 'column') return false
  const hides =
    (expression.nullable && isConstant(expression)) || children(expression).some((child) => hidesNull(child, session))
  session.hidesNull.set(expression, hides)
  return hides
}

/** Whether the expression is the same in every row, by what it is made of. */
export function isConstant(expression: Expression): boolean {
  if (expression.kind === 'column' || subqueryOf(expression) !== undefined) return false
  return children(expression).every(isConstant)
}

/** An expression as the argument of a spelling. */
export function emitArgument(expression: Expression, scope: Scope): Argument {
  const sql = emitExpression(expression, scope)
  const bare = expression.kind === 'literal' ? scope.session.dialect.bareLiteral(expression) : sql
  return { expression, sql, bare }
}

function emitInList({ operand: tested, list, negated }: InListExpression, scope: Scope): Sql {
  const argument = emitArgument(tested, scope)
  // A typed operand gives the literals their type.
  const elements = list.map((e) => {
    const element = emitArgument(e, scope)
    return tested.kind === 'literal' ? element.sql.text : element.bare.text
  })
  const text = `${operand(argument.sql, 'sum')} ${negated ? 'NOT IN' : 'IN'} (${elements.join(', ')})`
  return { text, binds: 'comparison' }
}

function subquery(relation: Relation, outputs: readonly ColumnId[], { session }: Scope): string {
  return `(${lineBreak}${indent(session.select(relation, outputs))}${lineBreak})`
}

/** `DESC NULLS LAST`. */
export function sortOrder({ direction, nulls }: SortKey): string {
  return `${direction === 'ascending' ? 'ASC' : 'DESC'} NULLS ${nulls.toUpperCase()}`
}
