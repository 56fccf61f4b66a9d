import type { Span } from '@glovebox/diagnostics'
import { booleanType, sameType, textType } from '../type/sql-type.ts'
import type { Aggregate, Column, ColumnId, Expression, Output, Query, Relation } from './relation.ts'
import { aggregateExpressions, children, expressionsOf, inputs, subqueryOf, windowExpressions } from './walk.ts'
import { expressionProblems, isWithin } from './well-formed-expression.ts'

// What every pass may rely on and must keep. It is checked in tests, of what `resolve` gives and of every rewrite.

/** What is wrong with a query as data; empty where every pass may work on it. */
export function malformations(query: Query): readonly string[] {
  const check: Check = { wrong: [], made: new Map() }
  checkRelation(query.relation, check)
  const given = byId(query.relation.columns)
  for (const { id, name } of query.outputs) if (!given.has(id)) check.wrong.push(`output ${name}#${id} is not given`)
  return check.wrong
}

type Check = {
  readonly wrong: string[]
  /** Every column made so far, by the one node that makes it. */
  readonly made: Map<ColumnId, Column>
}

type Columns = ReadonlyMap<ColumnId, Column>

function byId(columns: readonly Column[]): Columns {
  return new Map(columns.map((column) => [column.id, column]))
}

function checkRelation(relation: Relation, check: Check): void {
  for (const input of inputs(relation)) checkRelation(input, check)
  const below = byId(inputs(relation).flatMap((input) => input.columns))
  for (const expression of expressionsOf(relation)) checkExpression(expression, below, check)
  checkSpan(relation.at, relation.kind, check)
  if (new Set(relation.columns.map((c) => c.id)).size < relation.columns.length) {
    check.wrong.push(`${relation.kind} gives a column twice`)
  }
  checkKind(relation, check)
}

function checkKind(relation: Relation, check: Check): void {
  switch (relation.kind) {
    case 'table':
      for (const column of relation.columns) make(column, [column.id], check)
      return
    case 'values':
      checkValues(relation, check)
      return
    case 'map':
      sameColumns(columnsOf(relation.outputs), relation, check)
      makeOutputs(relation.outputs, check)
      return
    case 'filter':
      checkCondition(relation.condition, 'filter', check)
      sameColumns(relation.input.columns, relation, check)
      return
    case 'reduce':
      checkReduce(relation, check)
      return
    case 'join':
      checkJoin(relation, check)
      return
    case 'set':
      checkSet(relation, check)
      return
    case 'window':
      sameColumns([...relation.input.columns, ...columnsOf(relation.calls)], relation, check)
      for (const call of relation.calls) make(call.column, lineage(windowExpressions(call), check), check)
      return
    case 'sort':
      sameColumns(relation.input.columns, relation, check)
      if (relation.keys.length === 0) check.wrong.push('sort by nothing')
      return
    case 'limit':
      sameColumns(relation.input.columns, relation, check)
      if (![relation.count ?? 0, relation.offset].every((n) => Number.isSafeInteger(n) && n >= 0)) {
        check.wrong.push('limit by what is no count')
      }
      return
  }
}

function columnsOf(made: readonly { readonly column: Column }[]): readonly Column[] {
  return made.map(({ column }) => column)
}

function makeOutputs(outputs: readonly Output[], check: Check): void {
  for (const { column, expression } of outputs) {
    computes(column, expression, check)
    make(column, lineage([expression], check), check)
  }
}

function checkCondition(condition: Expression, what: string, { wrong }: Check): void {
  if (!sameType(condition.type, booleanType)) wrong.push(`${what} by what is no condition`)
}

function checkValues({ rows, columns }: Extract<Relation, { kind: 'values' }>, check: Check): void {
  if (rows.some((row) => row.length !== columns.length)) check.wrong.push('values with an uneven row')
  for (const [i, column] of columns.entries()) {
    const cells = rows.flatMap((row) => row[i] ?? [])
    for (const cell of cells) computes(column, cell, check)
    make(column, lineage(cells, check), check)
  }
}

function checkReduce(relation: Extract<Relation, { kind: 'reduce' }>, check: Check): void {
  const { keys, aggregates, clause, privacy, input } = relation
  sameColumns([...columnsOf(keys), ...columnsOf(aggregates)], relation, check)
  makeOutputs(keys, check)
  for (const aggregate of aggregates) {
    if (aggregate.filter !== undefined) checkCondition(aggregate.filter, 'aggregate filter', check)
    make(aggregate.column, lineage(aggregateExpressions(aggregate), check), check)
    checkAsked(aggregate, check)
  }
  if (clause === 'distinct' && aggregates.length > 0) check.wrong.push('distinct with aggregates')
  if (clause === 'distinct' && privacy !== undefined) check.wrong.push('distinct with a privacy clause')
  for (const { name, value } of privacy?.options ?? []) {
    const isGiven = value.kind !== 'column' || input.columns.some(({ id }) => id === value.id)
    if (!isGiven) check.wrong.push(`${name} is a column that is not given by the input`)
  }
}

function checkAsked({ column, bounds, report }: Aggregate, { wrong }: Check): void {
  if (report !== undefined && !sameType(column.type, textType)) wrong.push('report that is no text')
  if (bounds === undefined) return
  const isOrdered = Number.isFinite(bounds.low) && Number.isFinite(bounds.high) && bounds.low <= bounds.high
  if (!isOrdered) wrong.push('bounds out of order')
}

function checkJoin(relation: Extract<Relation, { kind: 'join' }>, { wrong }: Check): void {
  const { join, left, right, on, columns } = relation
  const [leftMissable, rightMissable] = [join === 'right' || join === 'full', join === 'left' || join === 'full']
  const expected = [
    ...left.columns.map((column) => (leftMissable ? { ...column, nullable: true } : column)),
    ...right.columns.map((column) => (rightMissable ? { ...column, nullable: true } : column)),
  ]
  const isSame =
    expected.length === columns.length &&
    expected.every(
      (e, i) => e.id === columns[i]?.id && e.nullable === columns[i]?.nullable && sameType(e.type, columns[i].type),
    )
  if (!isSame) wrong.push('join columns are not those of its sides')
  if (join === 'cross' ? on !== undefined : on === undefined || !sameType(on.type, booleanType)) {
    wrong.push(`${join} join with a wrong condition`)
  }
}

function checkSet(relation: Extract<Relation, { kind: 'set' }>, check: Check): void {
  const { left, right, leftColumns, rightColumns, columns } = relation
  const [fromLeft, fromRight] = [byId(left.columns), byId(right.columns)]
  if (leftColumns.length !== columns.length || rightColumns.length !== columns.length) check.wrong.push('uneven set')
  for (const [i, column] of columns.entries()) {
    const sides = [fromLeft.get(leftColumns[i] ?? -1), fromRight.get(rightColumns[i] ?? -1)]
    const found = sides.filter((side) => side !== undefined)
    if (found.length < 2) check.wrong.push(`set column ${column.name}#${column.id} has no side`)
    if (found.some((side) => !sameType(side.type, column.type))) check.wrong.push('set columns of different types')
    if (relation.operator === 'union-all' && found.some((side) => side.nullable && !column.nullable)) {
      check.wrong.push('union forgets NULL')
    }
    make(column, sorted(found.flatMap((side) => side.lineage)), check)
  }
}

/** A column that its node makes: once in the query, with the lineage that follows from what it is made of. */
function make(column: Column, expected: readonly ColumnId[], { wrong, made }: Check): void {
  const label = `${column.name}#${column.id}`
  if (made.has(column.id)) wrong.push(`${label} is made twice`)
  made.set(column.id, column)
  if (column.type.kind === 'interval') wrong.push(`${label} is an interval`)
  if (column.lineage.join() !== expected.join()) wrong.push(`${label} has lineage ${column.lineage}, not ${expected}`)
  if (column.range !== undefined && !(column.range.low <= column.range.high)) wrong.push(`${label} has an empty range`)
}

function computes(column: Column, expression: Expression, { wrong }: Check): void {
  const label = `${column.name}#${column.id}`
  if (!sameType(column.type, expression.type)) wrong.push(`${label} has another type than its expression`)
  if (expression.nullable && !column.nullable) wrong.push(`${label} forgets NULL`)
  const isNull = expression.kind === 'literal' && expression.value === null
  if (!isNull && !isWithin(expression.range, column.range)) wrong.push(`${label} claims a range`)
}

function sameColumns(expected: readonly Column[], { kind, columns }: Relation, { wrong }: Check): void {
  const isSame = (a: Column, b: Column | undefined): boolean =>
    a.id === b?.id &&
    a.nullable === b.nullable &&
    sameType(a.type, b.type) &&
    isWithin(a.range, b.range) &&
    a.lineage.join() === b.lineage.join()
  if (expected.length !== columns.length || !expected.every((column, i) => isSame(column, columns[i]))) {
    wrong.push(`${kind} has other columns than it should`)
  }
}

function lineage(expressions: readonly Expression[], { made }: Check): readonly ColumnId[] {
  const visit = (expression: Expression): readonly ColumnId[] => {
    const own = expression.kind === 'column' ? expression.id : 'output' in expression ? expression.output : undefined
    const source = own === undefined ? [] : (made.get(own)?.lineage ?? [])
    return [...source, ...children(expression).flatMap(visit)]
  }
  return sorted(expressions.flatMap(visit))
}

function sorted(ids: readonly ColumnId[]): readonly ColumnId[] {
  return [...new Set(ids)].sort((a, b) => a - b)
}

function checkExpression(expression: Expression, below: Columns, check: Check): void {
  for (const child of children(expression)) checkExpression(child, below, check)
  const inner = subqueryOf(expression)
  if (inner !== undefined) checkRelation(inner, check)
  checkSpan(expression.at, expression.kind, check)
  for (const problem of expressionProblems(expression, below)) check.wrong.push(problem)
}

function checkSpan({ start, end }: Span, kind: string, { wrong }: Check): void {
  if (!(start >= 0 && end >= start)) wrong.push(`${kind} at no place`)
}
