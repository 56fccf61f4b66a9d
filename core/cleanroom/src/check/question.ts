import { type Code, type Codes, type Diagnostic, diagnostic, type Span } from '@glovebox/diagnostics'
import {
  type Column,
  type ColumnId,
  type Expression,
  type Query,
  type Schema,
  type TableRelation,
  tablesOf,
} from '@glovebox/sql'
import type { AnalysisRule } from '../model/analysis-rule.ts'
import type { AnalysisTemplate } from '../model/analysis-template.ts'
import type { Collaboration, TableAssociation } from '../model/collaboration.ts'
import { type Definitions, define, sources } from './definition.ts'

/** What every check sees: who asks what, of which tables. */
export type Question = {
  readonly member: string
  /** The template that is run, where it is not the member's own SQL. */
  readonly template?: AnalysisTemplate
  /** Of an activation: the name of where its result goes. */
  readonly destination?: string
  /** What the member says it is asked for. */
  readonly purpose?: string
  readonly sql: string
  readonly collaboration: Collaboration
  readonly query: Query
  /** The tables of the collaboration as SQL sees them. */
  readonly schema: Schema
  readonly definitions: Definitions
  /** The tables that are read, in the order in which they are written. */
  readonly tables: readonly UsedTable[]
}

/** A table association that is read, and where. */
export type UsedTable = {
  readonly association: TableAssociation
  readonly rule: AnalysisRule | undefined
  readonly occurrences: readonly TableRelation[]
  /** The columns of all its occurrences. */
  readonly columns: ReadonlyMap<ColumnId, Column>
}

/** A table that is read under a rule of one kind. */
export type RuledTable<Rule extends AnalysisRule> = UsedTable & { readonly rule: Rule }

/** Refuses a question because of one table, or does not. */
export type Check<Table extends UsedTable = UsedTable> = (table: Table, question: Question) => readonly Diagnostic[]

/** The question that a resolved query asks. */
export function question(asked: Omit<Question, 'definitions' | 'tables'>): Question {
  return { ...asked, definitions: define(asked.query), tables: usedTables(asked.query, asked.collaboration) }
}

function usedTables(query: Query, collaboration: Collaboration): readonly UsedTable[] {
  const occurrences = tablesOf(query).toSorted((a, b) => a.at.start - b.at.start)
  return [...new Set(occurrences.map((occurrence) => occurrence.table))].flatMap((name) => {
    const association = collaboration.tables.find((table) => table.name === name)
    if (association === undefined) throw new Error(`the query reads a table outside the collaboration: ${name}`)
    const own = occurrences.filter(({ table }) => table === name)
    const columns = new Map(own.flatMap((occurrence) => occurrence.columns).map((column) => [column.id, column]))
    return { association, rule: association.rule, occurrences: own, columns }
  })
}

/** The refusal by a table's rule. */
export function refuse<C extends Code>(table: UsedTable, code: C, parameters: Codes[C], at?: Span): Diagnostic {
  return diagnostic(code, parameters, at, { table: table.association.name, owner: table.association.owner })
}

/** The place where the query first names the table. */
export function placeOfTable(table: UsedTable): Span | undefined {
  return table.occurrences[0]?.at
}

/** What is written at a place of the SQL. */
export function textAt(question: Question, at: Span): string {
  return question.sql.slice(at.start, at.end)
}

/** A column as it is written at a place, or its name where `*`, USING or NATURAL JOIN is written instead. */
export function columnAt(question: Question, at: Span, name: string): string {
  const text = textAt(question, at)
  return /^[\w."]+$/.test(text) && /\w/.test(text) && text.toLowerCase() !== 'distinct' ? text : name
}

/** Whether the table has a rule; a public one has none and refuses nothing. */
export function isPublic(table: UsedTable): boolean {
  return table.rule === undefined && table.association.isPublic
}

/** The names of the columns that a table has in SQL, as far as the query shows. */
export function columnsOf(table: UsedTable): readonly string[] {
  return table.occurrences[0]?.columns.map((column) => column.name) ?? []
}

/** The column of this table with that id, whichever occurrence it is of. */
export function ownColumn({ columns }: UsedTable, id: ColumnId): Column | undefined {
  return columns.get(id)
}

/** Whether this table's rule speaks of an expression: it has a column of the table, or none at all. */
export function concerns(e: Expression, table: UsedTable, question: Question): boolean {
  const columns = sources(e, question.definitions)
  return columns.length === 0 || columns.some((source) => ownColumn(table, source.column.id) !== undefined)
}

/** Whether an expression is made of public tables' columns, which no rule restricts. */
export function isFree(e: Expression, question: Question): boolean {
  const columns = sources(e, question.definitions)
  const free = (name: string): boolean => question.tables.some((t) => t.association.name === name && isPublic(t))
  return columns.length > 0 && columns.every((source) => free(source.table.table))
}
