import { castable } from '../function/cast.ts'
import { scalarFunctions } from '../function/catalogue.ts'
import { isMisapplied } from '../function/signature.ts'
import { booleanType, nullType, type Range, type SqlType, sameType, typeName } from '../type/sql-type.ts'
import type {
  CallExpression,
  CaseExpression,
  Column,
  ColumnExpression,
  ColumnId,
  Expression,
  LiteralExpression,
  Relation,
} from './relation.ts'

/** What is wrong with an expression over the columns below it, those of its children left out. */
export function expressionProblems(expression: Expression, below: ReadonlyMap<ColumnId, Column>): readonly string[] {
  switch (expression.kind) {
    case 'literal':
      return fitsType(expression) ? [] : [`literal of another type than ${typeName(expression.type)}`]
    case 'column':
      return columnProblems(expression, below)
    case 'call':
      return callProblems(expression)
    case 'case':
      return caseProblems(expression)
    case 'cast':
      return castable(expression.argument.type, expression.type) ? [] : ['cast that does not exist']
    case 'in-list':
      return expression.list.every((e) => sameType(e.type, expression.operand.type)) ? [] : ['in-list of several types']
    case 'in-query':
      return outputType(expression.relation, expression.output, expression.operand.type)
    case 'scalar-query':
      return outputType(expression.relation, expression.output, expression.type)
    case 'exists':
      return []
  }
}

function outputType(relation: Relation, output: ColumnId, type: SqlType): readonly string[] {
  const column = relation.columns.find((candidate) => candidate.id === output)
  if (column === undefined) return ['subquery whose output is not given']
  return sameType(column.type, type) ? [] : ['subquery whose output has another type']
}

function fitsType({ value, type }: LiteralExpression): boolean {
  if (value === null) return true
  switch (type.kind) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return typeof value === 'bigint' && value >= -(2n ** 63n) && value < 2n ** 63n
    case 'decimal': {
      const limit = 10n ** BigInt(type.precision)
      return typeof value === 'bigint' && value > -limit && value < limit
    }
    case 'double':
      return typeof value === 'number'
    case 'text':
      return typeof value === 'string'
    case 'date':
    case 'timestamp':
      return typeof value === 'bigint'
    // Intervals are gone once date arithmetic is resolved; a bare NULL has no value.
    case 'interval':
    case 'null':
      return false
  }
}

function columnProblems(expression: ColumnExpression, below: ReadonlyMap<ColumnId, Column>): readonly string[] {
  const label = `${expression.name}#${expression.id}`
  const column = below.get(expression.id)
  if (column === undefined) return [`${label} is not given by the input`]
  if (!sameType(column.type, expression.type)) return [`${label} is used as another type`]
  if (column.nullable && !expression.nullable) return [`${label} is used as if never NULL`]
  return isWithin(column.range, expression.range) ? [] : [`${label} is used with a narrower range`]
}

/** Whether a claim follows from what is known. */
export function isWithin(known: Range | undefined, claimed: Range | undefined): boolean {
  if (claimed === undefined) return true
  return known !== undefined && known.low >= claimed.low && known.high <= claimed.high
}

/** Applied to its own arguments once more, a function must give what it gave, and convert nothing. */
function callProblems(expression: CallExpression): readonly string[] {
  const { function: name, arguments: args, type, nullable } = expression
  const again = scalarFunctions[name].apply(args)
  if (isMisapplied(again)) return [`${name} with arguments it does not take`]
  if (!sameType(again.type, type)) return [`${name} has another type`]
  if (again.nullable && !nullable) return [`${name} forgets NULL`]
  const isPlain =
    again.arguments.length === args.length &&
    again.arguments.every((a, i) => sameType(a.type, args[i]?.type ?? nullType))
  return isPlain ? [] : [`${name} lacks implicit casts`]
}

function caseProblems({ branches, otherwise, type, nullable }: CaseExpression): readonly string[] {
  const values = [...branches.map((branch) => branch.then), ...(otherwise === undefined ? [] : [otherwise])]
  if (branches.some((branch) => !sameType(branch.when.type, booleanType))) return ['case with what is no condition']
  if (values.some((value) => !sameType(value.type, type))) return ['case of several types']
  const mayBeNull = otherwise === undefined || values.some((value) => value.nullable)
  return mayBeNull && !nullable ? ['case forgets NULL'] : []
}
