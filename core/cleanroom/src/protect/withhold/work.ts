import type { Diagnostic } from '@glovebox/diagnostics'
import {
  aggregateExpressions,
  type ColumnId,
  type Expression,
  type Query,
  relationsOf,
  windowExpressions,
} from '@glovebox/sql'
import { type Definition, type Definitions, definitionOf, parts } from '../../check/definition.ts'
import type { Question } from '../../check/question.ts'
import type { SuppressionConstraint } from '../../model/analysis.ts'
import { type Minimum, minimums } from './minimum.ts'

/** What one rewriting knows and collects; the only thing in it that changes. */
export type Work = {
  readonly question: Question
  readonly minimums: readonly Minimum[]
  /** The columns that flow into the result, as opposed to those that are only filtered, joined or sorted by. */
  readonly shown: ReadonlySet<ColumnId>
  readonly diagnostics: Diagnostic[]
  readonly suppression: SuppressionConstraint[]
  nextId: ColumnId
}

/** A rewriting in which nothing has happened. */
export function openWork(query: Query, question: Question): Work {
  const ids = relationsOf(query).flatMap((relation) => relation.columns.map(({ id }) => id))
  return {
    question,
    minimums: minimums(question),
    shown: shownIn(query, question.definitions),
    diagnostics: [],
    suppression: [],
    nextId: ids.reduce((a, b) => Math.max(a, b), 0) + 1,
  }
}

function shownIn({ outputs }: Query, definitions: Definitions): ReadonlySet<ColumnId> {
  const found = new Set(outputs.map(({ id }) => id))
  // A set gives what is added to it while it is walked, so this ends when nothing is left to add.
  for (const id of found) for (const source of sourcesOf(definitionOf(id, definitions))) found.add(source)
  return found
}

function sourcesOf(definition: Definition): readonly ColumnId[] {
  switch (definition.kind) {
    case 'output':
    case 'key':
      return columnsIn([definition.expression])
    case 'values':
      return columnsIn(definition.expressions)
    case 'aggregate':
      return columnsIn(aggregateExpressions(definition.aggregate))
    case 'window':
      return columnsIn(windowExpressions(definition.call))
    case 'set':
      return [definition.left, definition.right]
    case 'table':
      return []
  }
}

function columnsIn(expressions: readonly Expression[]): readonly ColumnId[] {
  return expressions.flatMap(parts).flatMap((e) => {
    if (e.kind === 'column') return [e.id]
    return e.kind === 'scalar-query' || e.kind === 'in-query' ? [e.output] : []
  })
}
