import {
  type Aggregate,
  type ColumnId,
  callFunction,
  castTo,
  type Expression,
  hull,
  type Range,
  type Relation,
  relationsOf,
  tablesOf,
  type WindowCall,
} from '@glovebox/sql'
import { baseColumn, definitionOf } from '../../../check/definition.ts'
import type { Asked } from './asked.ts'
import { isBounded } from './grid.ts'

/**
 * Between which values an argument lies: as far as is known of it or, where that is nothing, as far as a unit goes that
 * contributes what its owner expects: a count of one unit's rows is at most `maxRowsPerGroup`, a sum at most so many
 * times the largest value. Nothing is claimed by it: whoever uses it clamps. Undefined where nobody said enough.
 */
export function rangeOf(argument: Expression, asked: Asked): Range | undefined {
  return bounded(anyRange(argument, asked))
}

/** The same with ends that may be infinite: what is unbounded on one side may yet be cut on it. */
function anyRange(expression: Expression, asked: Asked): Range | undefined {
  return knownRange(expression, asked) ?? presumedRange(expression, asked)
}

/** No column is declared to be this wide: it is what its type can hold. */
const widestDeclared = 2 ** 15 - 1

/** Sums and counts of as many rows as there may be reach this far: nobody has said how far they do. */
const nowhere = 2 ** 53

/** What is known of an argument's values. That a type or a number of rows allows no others says nothing of them. */
function knownRange(argument: Expression, { definitions, question }: Asked): Range | undefined {
  const range = bounded(argument.range)
  if (range === undefined) return undefined
  const base = baseColumn(argument, definitions)
  // What a calculation gives of columns that are only bounded by their types, nobody has said either.
  if (base === undefined) return argument.kind === 'literal' ? range : undefined
  if (argument.type.kind !== 'integer' || range.high < widestDeclared) return range
  const association = question.collaboration.tables.find(({ name }) => name === base.table.table)
  const facts = association?.privacy?.columns.find(({ name }) => name === base.column.name)
  return facts?.range === undefined ? undefined : range
}

function presumedRange(expression: Expression, asked: Asked): Range | undefined {
  switch (expression.kind) {
    case 'column':
      return ofColumn(expression.id, asked)
    case 'cast': {
      const argument = presumed(expression.argument, asked)
      return castTo(argument, expression.type, expression.implicit, expression.at).range
    }
    case 'call': {
      const call = callFunction(
        expression.function,
        expression.arguments.map((argument) => presumed(argument, asked)),
        expression.at,
      )
      return 'expected' in call ? undefined : call.range
    }
    case 'case': {
      const values = [...expression.branches.map(({ then }) => then), expression.otherwise]
        .filter((value) => value !== undefined)
        .filter((value) => !(value.kind === 'literal' && value.value === null))
      return hull(values.map((value) => anyRange(value, asked)))
    }
    case 'literal':
    case 'in-list':
    case 'scalar-query':
    case 'in-query':
    case 'exists':
      return undefined
  }
}

function bounded(range: Range | undefined): Range | undefined {
  if (!isBounded(range)) return undefined
  return Math.max(Math.abs(range.low), Math.abs(range.high)) >= nowhere ? undefined : range
}

/** The expression as if it had its presumed range. */
function presumed(expression: Expression, asked: Asked): Expression {
  const { range: _, ...unbounded } = expression
  const range = anyRange(expression, asked)
  return range === undefined ? unbounded : { ...expression, range }
}

function ofColumn(id: ColumnId, asked: Asked): Range | undefined {
  const definition = definitionOf(id, asked.definitions)
  switch (definition.kind) {
    case 'output':
    case 'key':
      return anyRange(definition.expression, asked)
    case 'aggregate':
      return readsUnits(id, asked) ? ofAggregate(definition.aggregate, asked) : undefined
    case 'window':
      return readsUnits(id, asked) ? ofWindow(definition.call, asked) : undefined
    case 'set':
      return hull([ofColumn(definition.left, asked), ofColumn(definition.right, asked)])
    case 'table':
    case 'values':
      return undefined
  }
}

/** Whether what makes a column reads rows of units, rather than of unprotected tables alone. */
function readsUnits(id: ColumnId, { aggregation }: Asked): boolean {
  const names = aggregation.tables.map(({ association }) => association.name)
  const makes = (relation: Relation): boolean =>
    (relation.kind === 'reduce' || relation.kind === 'window') &&
    relation.columns.some((column) => column.id === id) &&
    tablesOf(relation).some(({ table }) => names.includes(table))
  return relationsOf(aggregation.reduce.input).some(makes)
}

function ofAggregate({ function: name, argument }: Aggregate, asked: Asked): Range | undefined {
  const maxRows = asked.aggregation.limits.declaredRows
  if (name === 'count') return maxRows === undefined ? undefined : { low: 0, high: maxRows }
  const range = argument === undefined ? undefined : rangeOf(argument, asked)
  if (range === undefined) return undefined
  const width = range.high - range.low
  switch (name) {
    case 'sum':
      return maxRows === undefined ? undefined : times(range, maxRows)
    case 'avg':
    case 'min':
    case 'max':
    case 'median':
    case 'percentile-cont':
      return range
    case 'stddev-population':
    case 'stddev-sample':
      return { low: 0, high: width }
    case 'variance-population':
    case 'variance-sample':
      return { low: 0, high: width ** 2 }
  }
}

function ofWindow({ function: name, arguments: [argument] }: WindowCall, asked: Asked): Range | undefined {
  const maxRows = asked.aggregation.limits.declaredRows
  const range = argument === undefined ? undefined : rangeOf(argument, asked)
  switch (name) {
    case 'row-number':
    case 'rank':
    case 'dense-rank':
    case 'count':
      return maxRows === undefined ? undefined : { low: 0, high: maxRows }
    case 'sum':
      return range === undefined || maxRows === undefined ? undefined : times(range, maxRows)
    case 'avg':
    case 'min':
    case 'max':
    case 'lag':
    case 'lead':
    case 'first-value':
    case 'last-value':
      return range
  }
}

function times({ low, high }: Range, count: number): Range {
  return { low: Math.min(low, low * count), high: Math.max(high, high * count) }
}
