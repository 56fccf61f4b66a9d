import { type Diagnostic, diagnostic, type Span } from '@glovebox/diagnostics'
import type { Column, ColumnId, Feature, FeatureUse, Relation } from '../relation/relation.ts'
import type { Range, SqlType } from '../type/sql-type.ts'
import { type Measured, measure } from './measure.ts'
import type { BoundParameter, Schema } from './schema.ts'

/** What one resolution knows and collects; the only thing in it that changes. */
export type Session = {
  readonly schema: Schema
  readonly parameters: readonly BoundParameter[]
  readonly diagnostics: Diagnostic[]
  readonly features: FeatureUse[]
  /** Of every column made so far. */
  readonly lineage: Map<ColumnId, readonly ColumnId[]>
  nextId: ColumnId
  /** Relations, columns and expressions made so far. */
  spent: number
  /** Occurrences of tables in the query, or in the WITH query that is being resolved. */
  tables: number
  /** How deep the resolver stands in what was written. */
  depth: number
  readonly measured: Measured
  /** The query was found too large: nothing more is resolved, and that is said once. */
  exhausted: boolean
}

/** How large a query may become; WITH queries count as often as they are used. */
export const limits = {
  /** Relations, their columns and the expressions in them. */
  parts: 20_000,
  tables: 30,
  /** Columns of one relation. */
  columns: 1_600,
  /** Levels of nesting in what is written. */
  levels: 450,
  /** Levels of relations and expressions, WITH queries put in where they are used. */
  height: 300,
} as const

/** How many refusals are worth reading. */
export const mostRefusals = 100

/** A session in which nothing has happened. */
export function openSession(schema: Schema, parameters: readonly BoundParameter[]): Session {
  return {
    schema,
    parameters,
    diagnostics: [],
    features: [],
    lineage: new Map(),
    nextId: 1,
    spent: 0,
    tables: 0,
    depth: 0,
    measured: new WeakMap(),
    exhausted: false,
  }
}

/** Notes that a feature is used at a place. */
export function noteFeature(session: Session, feature: Feature, at: Span, depth: number): void {
  session.features.push({ feature, at, depth })
}

/** What a column is, apart from its id and lineage. */
export type ColumnFacts = {
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
  readonly range?: Range
}

/** A column with an id of its own. */
export function freshColumn(session: Session, facts: ColumnFacts, lineage: readonly ColumnId[]): Column {
  const { name, type, nullable, range } = facts
  const id = session.nextId++
  session.lineage.set(id, lineage)
  return { id, name, type, nullable, ...(range === undefined ? {} : { range }), lineage }
}

/** A column whose values are those of a table: its lineage is itself. */
export function freshTableColumn(session: Session, facts: ColumnFacts): Column {
  return freshColumn(session, facts, [session.nextId])
}

/** Counts `parts` towards the limit; false once the query is too large. */
export function spend(session: Session, parts: number, at: Span): boolean {
  session.spent += parts
  if (session.spent > limits.parts) exhaust(session, 'parts', limits.parts, at)
  return !session.exhausted
}

/** Counts occurrences of tables towards the limit. */
export function spendTables(session: Session, tables: number, at: Span): boolean {
  session.tables += tables
  if (session.tables > limits.tables) exhaust(session, 'tables', limits.tables, at)
  return !session.exhausted
}

/** Refuses a relation that is too high for what walks over it later. */
export function checkHeight(session: Session, relation: Relation, at: Span): boolean {
  if (measure(relation, session.measured).height > limits.height)
    exhaust(session, 'levels of nesting', limits.height, at)
  return !session.exhausted
}

/** Does the work one level deeper; gives nothing where that is too deep or the query too large already. */
export function deeper<T>(session: Session, at: Span, work: () => T): T | undefined {
  if (session.exhausted || !spend(session, 1, at)) return undefined
  if (session.depth >= limits.levels) {
    exhaust(session, 'levels of nesting', limits.levels, at)
    return undefined
  }
  session.depth++
  const result = work()
  session.depth--
  return result
}

/** Refuses the query as too large, once. */
export function exhaust(session: Session, what: string, limit: number, at: Span): void {
  if (!session.exhausted) session.diagnostics.push(diagnostic('SQL_TOO_LARGE', { what, limit }, at))
  session.exhausted = true
}
