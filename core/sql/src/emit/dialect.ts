import type { AggregateName, FunctionName, WindowName } from '../function/function-name.ts'
import type { Aggregate, CallExpression, Expression, LiteralExpression, WindowCall } from '../relation/relation.ts'
import type { SqlType } from '../type/sql-type.ts'
import type { Sql } from './sql.ts'

/**
 * How one engine writes what the relations mean: a table of differences. Every spelling is total — no row may make it
 * raise — and gives exactly the declared type.
 */
export type Dialect = {
  readonly name: string
  readonly typeName: (type: SqlType) => string
  /** A value that says its own type. */
  readonly literal: (literal: LiteralExpression) => Sql
  /** A value beside an expression of the same type, from which the engine takes the type. */
  readonly bareLiteral: (literal: LiteralExpression) => Sql
  /** The same value with its type said; the value is of that type, or NULL. */
  readonly typed: (sql: Sql, type: SqlType) => Sql
  readonly cast: (argument: Argument, to: SqlType, names: Names) => Sql
  readonly functions: Readonly<Record<FunctionName, Spelling>>
  readonly aggregates: Readonly<Record<AggregateName, AggregateSpelling>>
  readonly windows: Readonly<Record<WindowName, WindowSpelling>>
}

/** An argument: what it is, and how it is written. */
export type Argument = {
  readonly expression: Expression
  readonly sql: Sql
  /** The same, but a literal without its type; for where the other side has one. */
  readonly bare: Sql
}

/** Gives names for what a spelling has to name. */
export type Names = {
  readonly variable: () => string
  /** The secret by which `keyed-hash` orders rows, or what is shown in its place. */
  readonly boundingKey: string
}

export type Call = {
  readonly call: CallExpression
  readonly args: readonly Argument[]
  readonly names: Names
}

export type Spelling = (call: Call) => Sql

export type AggregateCallParts = {
  readonly aggregate: Aggregate
  /** Absent: COUNT(*). */
  readonly argument?: Argument
  readonly filter?: Sql
  readonly names: Names
}

export type AggregateSpelling = (parts: AggregateCallParts) => Sql

export type WindowCallParts = {
  readonly call: WindowCall
  readonly args: readonly Argument[]
  /** What stands between the parentheses of `OVER (…)`. */
  readonly over: string
  readonly names: Names
}

export type WindowSpelling = (parts: WindowCallParts) => Sql

/** A spelling of a function of one argument. */
export function unary(spell: (a: Argument, call: Call) => Sql): Spelling {
  return (call) => spell(argumentAt(call.args, 0), call)
}

/** A spelling of a function of two arguments. */
export function binary(spell: (a: Argument, b: Argument, call: Call) => Sql): Spelling {
  return (call) => spell(argumentAt(call.args, 0), argumentAt(call.args, 1), call)
}

/** A spelling of a function of three arguments. */
export function ternary(spell: (a: Argument, b: Argument, c: Argument, call: Call) => Sql): Spelling {
  return (call) => spell(argumentAt(call.args, 0), argumentAt(call.args, 1), argumentAt(call.args, 2), call)
}

/** The argument at a place where the catalogue promises one. */
export function argumentAt(args: readonly Argument[], index: number): Argument {
  const argument = args[index]
  if (argument === undefined) throw new Error('a call without the arguments of its function')
  return argument
}
