import type { Span } from '@glovebox/diagnostics'
import {
  type Aggregate,
  type ColumnId,
  children,
  type Expression,
  type Relation,
  type WindowCall,
  windowExpressions,
} from '@glovebox/sql'
import { calculations } from '../calculation.ts'
import { type Definitions, definitionOf, written } from '../definition.ts'
import type { ValueSources } from './value-sources.ts'

/** Expressions whose values meet in one column, as zip codes and a literal do in a UNION ALL of both, and where it counts. */
export type Meeting = { readonly sides: readonly Expression[]; readonly at: Span }

type Sides = readonly Expression[]

/**
 * What meets in the columns whose equal values relations bring together: group keys, DISTINCT, extremes, windows. A group that
 * has rows of two branches of a UNION says as much as a join of the two.
 */
export function meetings(
  relations: readonly Relation[],
  definitions: Definitions,
  sourcesOf: ValueSources,
): readonly Meeting[] {
  const calculation = calculations(definitions)
  return relations.flatMap(toldApart).flatMap((e) => {
    const seen = new Set<ColumnId>()
    return visit(e, seen).map((sides) => ({ sides, at: e.at }))
  })

  function visit(e: Expression, seen: Set<ColumnId>): readonly Sides[] {
    return [...meet(e, seen), ...children(e).flatMap((child) => visit(child, seen))]
  }

  function meet(e: Expression, seen: Set<ColumnId>): readonly Sides[] {
    switch (e.kind) {
      case 'column':
        return behind(e, seen)
      case 'case':
        return among([...e.branches.map(({ then }) => then), ...(e.otherwise === undefined ? [] : [e.otherwise])])
      case 'call':
        return e.type.kind === 'boolean' ? [] : ofSeveralTables(e.arguments)
      case 'scalar-query':
        return behind({ ...e, kind: 'column', id: e.output, name: '' }, seen)
      case 'literal':
      case 'cast':
      case 'in-list':
      case 'in-query':
      case 'exists':
        return []
    }
  }

  function behind(e: Extract<Expression, { kind: 'column' }>, seen: Set<ColumnId>): readonly Sides[] {
    if (seen.has(e.id)) return []
    seen.add(e.id)
    const below = (expression: Expression): readonly Sides[] => visit(expression, seen)
    const definition = definitionOf(e.id, definitions)
    switch (definition.kind) {
      case 'output':
      case 'key':
        return below(definition.expression)
      case 'aggregate':
        return definition.aggregate.argument === undefined ? [] : below(definition.aggregate.argument)
      case 'window': {
        // The default of LAG and LEAD stands where their column has no row.
        const [value, , otherwise] = definition.call.arguments
        const sides = [value, otherwise].filter((side) => side !== undefined)
        return [...among(sides), ...definition.call.arguments.flatMap(below)]
      }
      case 'set': {
        const sides = [definition.left, definition.right].map((id) => ({ ...e, id }))
        return [...among(sides), ...sides.flatMap(below)]
      }
      case 'table':
      case 'values':
        return []
    }
  }

  function among(sides: Sides): readonly Sides[] {
    const met = sides.filter((side) => !isNull(side))
    const numbers = new Set(met.map((side) => calculation.ofExpression(side)))
    return numbers.size > 1 ? [met] : []
  }

  /** A calculation over rows of several tables, or over a table and VALUES, can give now the one's value, now the other's. */
  function ofSeveralTables(args: Sides): readonly Sides[] {
    const sides = args.filter((argument) => isListed(argument) || tablesOf(argument).length > 0)
    const tables = new Set(sides.flatMap(tablesOf))
    return tables.size > 1 || (tables.size === 1 && sides.some(isListed)) ? [sides] : []
  }

  function tablesOf(e: Expression): readonly string[] {
    return [...sourcesOf(e)].flatMap((id) => {
      const definition = definitionOf(id, definitions)
      return definition.kind === 'table' ? [definition.table.table] : []
    })
  }

  /** Whether an expression has a column of VALUES. */
  function isListed(e: Expression): boolean {
    const written = new Set<ColumnId>()
    const reaches = (part: Expression): boolean => {
      if (part.kind !== 'column') return children(part).some(reaches)
      if (written.has(part.id)) return false
      written.add(part.id)
      const definition = definitionOf(part.id, definitions)
      switch (definition.kind) {
        case 'values':
          return true
        case 'output':
        case 'key':
          return reaches(definition.expression)
        case 'aggregate':
          return definition.aggregate.argument !== undefined && reaches(definition.aggregate.argument)
        case 'window':
          return definition.call.arguments.some(reaches)
        case 'set':
          return [definition.left, definition.right].some((id) => reaches({ ...part, id }))
        case 'table':
          return false
      }
    }
    return reaches(e)
  }

  function isNull(e: Expression): boolean {
    const literal = written(e, definitions)
    return literal.kind === 'literal' && literal.value === null
  }
}

/** The expressions of whose values a relation tells which are equal, or which is greater. */
function toldApart(relation: Relation): readonly Expression[] {
  switch (relation.kind) {
    case 'reduce':
      return [...relation.keys.map(({ expression }) => expression), ...relation.aggregates.flatMap(compared)]
    case 'window':
      return relation.calls.flatMap(comparedInWindow)
    case 'table':
    case 'values':
    case 'map':
    case 'filter':
    case 'join':
    case 'set':
    case 'sort':
    case 'limit':
      return []
  }
}

function compared({ function: name, distinct, argument }: Aggregate): readonly Expression[] {
  const adds = name === 'count' || name === 'sum' || name === 'avg'
  return argument === undefined || (adds && !distinct) ? [] : [argument]
}

function comparedInWindow(call: WindowCall): readonly Expression[] {
  const isExtreme = call.function === 'min' || call.function === 'max'
  return isExtreme
    ? windowExpressions(call)
    : [...call.partitionBy, ...call.orderBy.map(({ expression }) => expression)]
}
