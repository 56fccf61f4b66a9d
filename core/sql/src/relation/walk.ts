import type { Aggregate, Expression, Output, Query, Relation, SortKey, TableRelation, WindowCall } from './relation.ts'

// The only list of what a relation and an expression are made of; passes and checks are written with these.

/** The relations directly below a relation, left to right; not those in subqueries. */
export function inputs(relation: Relation): readonly Relation[] {
  switch (relation.kind) {
    case 'table':
    case 'values':
      return []
    case 'map':
    case 'filter':
    case 'reduce':
    case 'window':
    case 'sort':
    case 'limit':
      return [relation.input]
    case 'join':
    case 'set':
      return [relation.left, relation.right]
  }
}

/** The same relation over other inputs. */
export function mapInputs(relation: Relation, f: (input: Relation) => Relation): Relation {
  switch (relation.kind) {
    case 'table':
    case 'values':
      return relation
    case 'map':
    case 'filter':
    case 'reduce':
    case 'window':
    case 'sort':
    case 'limit':
      return { ...relation, input: f(relation.input) }
    case 'join':
    case 'set':
      return { ...relation, left: f(relation.left), right: f(relation.right) }
  }
}

/** The expressions that stand directly in a relation, in the order they are written. */
export function expressionsOf(relation: Relation): readonly Expression[] {
  switch (relation.kind) {
    case 'table':
    case 'set':
    case 'limit':
      return []
    case 'values':
      return relation.rows.flat()
    case 'map':
      return relation.outputs.map((output) => output.expression)
    case 'filter':
      return [relation.condition]
    case 'reduce':
      return [...relation.keys.map((key) => key.expression), ...relation.aggregates.flatMap(aggregateExpressions)]
    case 'join':
      return relation.on === undefined ? [] : [relation.on]
    case 'window':
      return relation.calls.flatMap(windowExpressions)
    case 'sort':
      return relation.keys.map((key) => key.expression)
  }
}

/** The same relation with each expression of `expressionsOf` replaced. */
export function mapExpressions(relation: Relation, f: (expression: Expression) => Expression): Relation {
  const output = (o: Output): Output => ({ ...o, expression: f(o.expression) })
  const sortKey = (key: SortKey): SortKey => ({ ...key, expression: f(key.expression) })
  switch (relation.kind) {
    case 'table':
    case 'set':
    case 'limit':
      return relation
    case 'values':
      return { ...relation, rows: relation.rows.map((row) => row.map(f)) }
    case 'map':
      return { ...relation, outputs: relation.outputs.map(output) }
    case 'filter':
      return { ...relation, condition: f(relation.condition) }
    case 'reduce':
      return {
        ...relation,
        keys: relation.keys.map(output),
        aggregates: relation.aggregates.map((aggregate) => ({
          ...aggregate,
          ...(aggregate.argument === undefined ? {} : { argument: f(aggregate.argument) }),
          ...(aggregate.filter === undefined ? {} : { filter: f(aggregate.filter) }),
        })),
      }
    case 'join':
      return relation.on === undefined ? relation : { ...relation, on: f(relation.on) }
    case 'window':
      return {
        ...relation,
        calls: relation.calls.map((call) => ({
          ...call,
          arguments: call.arguments.map(f),
          partitionBy: call.partitionBy.map(f),
          orderBy: call.orderBy.map(sortKey),
        })),
      }
    case 'sort':
      return { ...relation, keys: relation.keys.map(sortKey) }
  }
}

/** The argument and the filter of an aggregate, where it has them. */
export function aggregateExpressions(aggregate: Aggregate): readonly Expression[] {
  return [aggregate.argument, aggregate.filter].filter((e) => e !== undefined)
}

/** The arguments, partition keys and order keys of a window call. */
export function windowExpressions(call: WindowCall): readonly Expression[] {
  return [...call.arguments, ...call.partitionBy, ...call.orderBy.map((key) => key.expression)]
}

/** The expressions directly below an expression; not those inside a subquery. */
export function children(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'column':
    case 'scalar-query':
    case 'exists':
      return []
    case 'call':
      return expression.arguments
    case 'case': {
      const branches = expression.branches.flatMap((branch) => [branch.when, branch.then])
      return expression.otherwise === undefined ? branches : [...branches, expression.otherwise]
    }
    case 'cast':
      return [expression.argument]
    case 'in-list':
      return [expression.operand, ...expression.list]
    case 'in-query':
      return [expression.operand]
  }
}

/** The same expression with each of its `children` replaced. */
export function mapChildren(expression: Expression, f: (child: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'literal':
    case 'column':
    case 'scalar-query':
    case 'exists':
      return expression
    case 'call':
      return { ...expression, arguments: expression.arguments.map(f) }
    case 'case':
      return {
        ...expression,
        branches: expression.branches.map((branch) => ({ when: f(branch.when), then: f(branch.then) })),
        ...(expression.otherwise === undefined ? {} : { otherwise: f(expression.otherwise) }),
      }
    case 'cast':
      return { ...expression, argument: f(expression.argument) }
    case 'in-list':
      return { ...expression, operand: f(expression.operand), list: expression.list.map(f) }
    case 'in-query':
      return { ...expression, operand: f(expression.operand) }
  }
}

/** The expression with `f` applied to it and everything below it, from the leaves up; subqueries are left alone. */
export function mapExpression(expression: Expression, f: (expression: Expression) => Expression): Expression {
  return f(mapChildren(expression, (child) => mapExpression(child, f)))
}

/** The relation of an expression that is a subquery itself; not of those below it. */
export function subqueryOf(expression: Expression): Relation | undefined {
  switch (expression.kind) {
    case 'scalar-query':
    case 'in-query':
    case 'exists':
      return expression.relation
    case 'literal':
    case 'column':
    case 'call':
    case 'case':
    case 'cast':
    case 'in-list':
      return undefined
  }
}

/** The relations of all subqueries in an expression; not of those inside these relations. */
export function subqueries(expression: Expression): readonly Relation[] {
  const own = subqueryOf(expression)
  const below = children(expression).flatMap(subqueries)
  return own === undefined ? below : [...below, own]
}

/** The same expression with the relation of each of its `subqueries` replaced. */
export function mapSubqueries(expression: Expression, f: (relation: Relation) => Relation): Expression {
  return mapExpression(expression, (e) => {
    switch (e.kind) {
      case 'scalar-query':
      case 'in-query':
      case 'exists':
        return { ...e, relation: f(e.relation) }
      case 'literal':
      case 'column':
      case 'call':
      case 'case':
      case 'cast':
      case 'in-list':
        return e
    }
  })
}

/** The relation, every relation below it and every relation in their subqueries, inputs before those that read them. */
export function relationsOf(of: Query | Relation): readonly Relation[] {
  const found: Relation[] = []
  const visit = (relation: Relation): void => {
    for (const input of inputs(relation)) visit(input)
    for (const expression of expressionsOf(relation)) for (const inner of subqueries(expression)) visit(inner)
    found.push(relation)
  }
  visit('relation' in of ? of.relation : of)
  return found
}

/** Every occurrence of a table, those in subqueries included. */
export function tablesOf(of: Query | Relation): readonly TableRelation[] {
  return relationsOf(of).filter((relation) => relation.kind === 'table')
}
