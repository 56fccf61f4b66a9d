import { type Aggregate, type ColumnId, children, type Expression, type WindowCall } from '@glovebox/sql'
import { type Definitions, definitionOf, written } from '../definition.ts'

/** The columns of tables whose values an expression is made of. */
export type ValueSources = (expression: Expression) => ReadonlySet<ColumnId>

const nothing: ReadonlySet<ColumnId> = new Set()

/**
 * Finds the columns of tables whose values flow into an expression. Unlike a column's lineage it ends at counts and
 * ranks: how many rows there are is no value of their columns.
 */
export function valueSources(definitions: Definitions): ValueSources {
  const known = new Map<ColumnId, ReadonlySet<ColumnId>>()

  const ofColumn = (id: ColumnId): ReadonlySet<ColumnId> => {
    const found = known.get(id) ?? find(id)
    known.set(id, found)
    return found
  }

  const find = (id: ColumnId): ReadonlySet<ColumnId> => {
    const definition = definitionOf(id, definitions)
    switch (definition.kind) {
      case 'table':
        return new Set([id])
      case 'values':
        return union(definition.expressions)
      case 'output':
      case 'key':
        return ofExpression(definition.expression)
      case 'aggregate':
        return isCount(definition.aggregate, definitions) ? nothing : union(argumentsOf(definition.aggregate))
      case 'window':
        return isRank(definition.call, definitions) ? nothing : union(definition.call.arguments)
      case 'set':
        return new Set([...ofColumn(definition.left), ...ofColumn(definition.right)])
    }
  }

  const ofExpression: ValueSources = (e) => {
    switch (e.kind) {
      case 'column':
        return ofColumn(e.id)
      case 'scalar-query':
        return ofColumn(e.output)
      case 'in-query':
        return new Set([...ofColumn(e.output), ...ofExpression(e.operand)])
      case 'literal':
      case 'exists':
        return nothing
      case 'call':
      case 'case':
      case 'cast':
      case 'in-list':
        return union(children(e))
    }
  }

  const union = (expressions: readonly Expression[]): ReadonlySet<ColumnId> =>
    new Set(expressions.flatMap((e) => [...ofExpression(e)]))

  return ofExpression
}

function argumentsOf({ argument }: Aggregate): readonly Expression[] {
  return argument === undefined ? [] : [argument]
}

/** Whether it counts rows or a column. Counting an expression tells for which values it is NULL. */
function isCount({ function: name, argument }: Aggregate, definitions: Definitions): boolean {
  return name === 'count' && (argument === undefined || isPlain(argument, definitions))
}

function isRank({ function: name, arguments: args }: WindowCall, definitions: Definitions): boolean {
  return args.every((argument) => isPlain(argument, definitions)) && (args.length === 0 || name === 'count')
}

/** Whether an expression is a column's value or an aggregate as it is, whatever it was called on the way. */
export function isPlain(expression: Expression, definitions: Definitions): boolean {
  const e = written(expression, definitions)
  if (e.kind === 'literal') return true
  if (e.kind !== 'column') return false
  return isPlainColumn(e.id, definitions)
}

function isPlainColumn(id: ColumnId, definitions: Definitions): boolean {
  const definition = definitionOf(id, definitions)
  switch (definition.kind) {
    case 'table':
    case 'aggregate':
      return true
    case 'values':
      return definition.expressions.every((e) => isPlain(e, definitions))
    case 'output':
    case 'key':
      return isPlain(definition.expression, definitions)
    case 'window':
      return false
    case 'set':
      return [definition.left, definition.right].every((side) => isPlainColumn(side, definitions))
  }
}
