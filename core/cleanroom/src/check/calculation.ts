import { type ColumnId, children, type Expression } from '@glovebox/sql'
import { type Definitions, definitionOf } from './definition.ts'

/** The numbers of calculations. */
export type Calculations = {
  readonly ofColumn: (id: ColumnId) => number
  readonly ofExpression: (expression: Expression) => number
}

/**
 * Numbers calculations: two columns have one number where they are the same calculation over the same columns of the same
 * tables, whatever rows they stand in.
 */
export function calculations(definitions: Definitions): Calculations {
  const known = new Map<string, number>()
  const numbers = new Map<ColumnId, number>()
  const number = (...shape: readonly unknown[]): number => {
    // Equal shapes get equal numbers, so that a shape never grows beyond its own children.
    const text = JSON.stringify(shape, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
    const found = known.get(text) ?? known.size
    known.set(text, found)
    return found
  }
  const ofColumn = (id: ColumnId): number => {
    const found = numbers.get(id) ?? find(id)
    numbers.set(id, found)
    return found
  }
  const find = (id: ColumnId): number => {
    const definition = definitionOf(id, definitions)
    switch (definition.kind) {
      case 'table':
        return number('table', definition.table.table, definition.column.name)
      case 'output':
      case 'key':
        return ofExpression(definition.expression)
      case 'set': {
        const [left, right] = [ofColumn(definition.left), ofColumn(definition.right)]
        return left === right ? left : number('column', id)
      }
      // The same aggregate of other rows is another calculation: a COUNT(*) beside a crowd need not be the crowd's.
      case 'aggregate':
      case 'values':
      case 'window':
        return number('column', id)
    }
  }
  const ofExpression = (e: Expression): number => {
    const below = (): readonly number[] => children(e).map(ofExpression)
    switch (e.kind) {
      case 'column':
        return ofColumn(e.id)
      case 'literal':
        return number('literal', e.type, e.value)
      case 'call':
        return number('call', e.function, ...below())
      case 'case':
        return number('case', e.branches.length, ...below())
      case 'cast':
        return number('cast', e.type, ...below())
      case 'in-list':
        return number('in', e.negated, ...below())
      case 'scalar-query':
        return number('column', e.output)
      case 'in-query':
        return number('in-query', e.negated, e.output, ...below())
      case 'exists':
        return number('exists', e.at)
    }
  }
  return { ofColumn, ofExpression }
}
