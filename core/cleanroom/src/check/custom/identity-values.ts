import { type AggregateName, type ColumnId, children, type Expression, type WindowName } from '@glovebox/sql'
import type { CustomRule } from '../../model/analysis-rule.ts'
import { type Definitions, definitionOf } from '../definition.ts'
import { outputs } from '../place.ts'
import { type Check, ownColumn, type RuledTable, refuse } from '../question.ts'

/** Functions that give a value of a row as it is. */
const extremes: ReadonlySet<AggregateName | WindowName> = new Set<AggregateName | WindowName>([
  'min',
  'max',
  'median',
  'percentile-cont',
  'lag',
  'lead',
  'first-value',
  'last-value',
])

/** Refuses results that name somebody: the least identity of a group is a person, however large the group is. */
export const checkIdentityValues: Check<RuledTable<CustomRule>> = (table, question) => {
  const identity = table.rule.aggregationThreshold?.identityColumn
  if (identity === undefined) return []
  const isIdentity = (id: ColumnId): boolean => ownColumn(table, id)?.name === identity
  return outputs(question.query)
    .filter((output) => givesExtreme(output, isIdentity, question.definitions))
    .map(({ at }) => refuse(table, 'RULE_IDENTITY_VALUE', { identity }, at))
}

/** Whether an expression's value is an extreme of the identity, or made of one. */
function givesExtreme(
  expression: Expression,
  isIdentity: (id: ColumnId) => boolean,
  definitions: Definitions,
): boolean {
  const seen = new Map<string, boolean>()
  return gives(expression, false)

  function gives(e: Expression, isExtreme: boolean): boolean {
    switch (e.kind) {
      case 'column':
        return givesColumn(e.id, isExtreme)
      case 'scalar-query':
        return givesColumn(e.output, isExtreme)
      case 'case':
        return [...e.branches.map(({ then }) => then), e.otherwise].some((v) => v !== undefined && gives(v, isExtreme))
      case 'call':
      case 'cast':
        return e.type.kind !== 'boolean' && children(e).some((child) => gives(child, isExtreme))
      case 'literal':
      case 'in-list':
      case 'in-query':
      case 'exists':
        return false
    }
  }

  function givesColumn(id: ColumnId, isExtreme: boolean): boolean {
    const key = `${id} ${isExtreme}`
    const found = seen.get(key) ?? behind(id, isExtreme)
    seen.set(key, found)
    return found
  }

  function behind(id: ColumnId, isExtreme: boolean): boolean {
    const definition = definitionOf(id, definitions)
    switch (definition.kind) {
      case 'table':
        return isExtreme && isIdentity(id)
      case 'values':
        return false
      case 'output':
      case 'key':
        return gives(definition.expression, isExtreme)
      case 'aggregate': {
        const { function: name, argument } = definition.aggregate
        return extremes.has(name) && argument !== undefined && gives(argument, true)
      }
      case 'window': {
        const { function: name, arguments: args } = definition.call
        return extremes.has(name) && args.some((argument) => gives(argument, true))
      }
      case 'set':
        return [definition.left, definition.right].some((side) => givesColumn(side, isExtreme))
    }
  }
}
