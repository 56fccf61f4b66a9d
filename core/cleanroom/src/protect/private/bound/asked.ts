import { type Code, type Codes, type Diagnostic, diagnostic, type Span } from '@glovebox/diagnostics'
import type { Aggregate, Expression } from '@glovebox/sql'
import type { Definitions } from '../../../check/definition.ts'
import { type Question, textAt } from '../../../check/question.ts'
import type { PrivateAggregation } from '../aggregation.ts'
import type { Builder } from './build.ts'

/** What bounding one aggregation knows and collects. */
export type Asked = {
  readonly aggregation: PrivateAggregation
  readonly question: Question
  /** Where the columns of the aggregation's input come from. */
  readonly definitions: Definitions
  readonly builder: Builder
  readonly diagnostics: Diagnostic[]
}

/** Refuses because of the protected tables, the first of which is named. */
export function refuseAsked<C extends Code>(asked: Asked, code: C, parameters: Codes[C], at: Span): undefined {
  const [table] = asked.aggregation.tables
  const author = table === undefined ? {} : { table: table.association.name, owner: table.association.owner }
  asked.diagnostics.push(diagnostic(code, parameters, at, author))
  return undefined
}

/** An aggregate as it is written. */
export function textOf({ at, column }: Aggregate, { question }: Asked): string {
  return textAt(question, at) || column.name
}

/** A text that two expressions over the same input share exactly if they say the same. */
export function sameText(expression: Expression): string {
  return JSON.stringify(expression, (key: string, value: unknown) => {
    if (key === 'at' || key === 'range') return undefined
    if (typeof value === 'bigint') return { integer: String(value) }
    return typeof value === 'number' && !Number.isFinite(value) ? { double: String(value) } : value
  })
}
