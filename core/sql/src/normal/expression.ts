import type { CallExpression, CaseExpression, ColumnId, Expression, Relation } from '../relation/relation.ts'
import { castValue } from '../type/cast-value.ts'
import { booleanType, type SqlType, sameType, typeName } from '../type/sql-type.ts'
import type { Making, Term } from './form.ts'
import { literalTerm } from './literal.ts'
import { allOf, anyOf, comparison, literalValue, not, truths } from './logic.ts'
import { operation, unknownTerm } from './term.ts'

/** What expressions are brought to normal form in. */
export type Reading = {
  readonly making: Making
  /** What each column of the input is. */
  readonly columns: ReadonlyMap<ColumnId, Term>
  /** The text of a subquery's rows with the outputs that count; undefined where it has no normal form. */
  readonly rowsText: (relation: Relation, outputs: readonly ColumnId[]) => string | undefined
}

/** The normal form of an expression. */
export function expressionTerm(expression: Expression, reading: Reading): Term {
  const { making } = reading
  const { terms } = making
  const visit = (e: Expression): Term => expressionTerm(e, reading)
  switch (expression.kind) {
    case 'literal': {
      const { value, type } = expression
      if (typeof value === 'object' && value !== null) return unknownTerm(making.terms, type)
      return literalTerm(terms, value, type)
    }
    case 'column':
      return reading.columns.get(expression.id) ?? unknownTerm(making.terms, expression.type)
    case 'call':
      return callTerm(expression, expression.arguments.map(visit), making)
    case 'case':
      return caseTerm(expression, reading)
    case 'cast':
      return castTerm(visit(expression.argument), expression.type, making)
    case 'in-list': {
      const operand = visit(expression.operand)
      const equal = expression.list.map((item) => comparison(terms, 'equal', operand, visit(item)))
      return expression.negated ? not(terms, anyOf(terms, equal)) : anyOf(terms, equal)
    }
    case 'scalar-query':
      return subqueryTerm('scalar-query', expression.relation, [expression.output], [], expression.type, reading)
    case 'exists':
      return subqueryTerm('exists', expression.relation, [], [], booleanType, reading)
    case 'in-query': {
      const word = expression.negated ? 'not-in-query' : 'in-query'
      const operand = visit(expression.operand)
      return subqueryTerm(word, expression.relation, [expression.output], [operand], booleanType, reading)
    }
  }
}

/** The normal form of a condition of which only counts whether it is true. */
export function conditionTerm(condition: Expression, reading: Reading): Term {
  const { terms } = reading.making
  return allOf(terms, truths(terms, expressionTerm(condition, reading)))
}

function callTerm({ function: name, type }: CallExpression, args: readonly Term[], making: Making): Term {
  const { terms } = making
  const [left, right] = args
  const head = `${name} ${typeName(type)}`
  switch (name) {
    case 'and':
      return allOf(terms, args)
    case 'or':
      return anyOf(terms, args)
    case 'not':
      return left === undefined ? unknownTerm(making.terms, type) : not(terms, left)
    case 'equal':
    case 'not-equal':
    case 'less':
    case 'less-or-equal':
    case 'greater':
    case 'greater-or-equal':
    case 'is-distinct-from':
    case 'is-not-distinct-from':
      return left === undefined || right === undefined
        ? unknownTerm(making.terms, type)
        : comparison(terms, name, left, right)
    case 'add':
    case 'multiply':
      // Only the two operands: another grouping overflows or rounds elsewhere.
      return operation(terms, head, args, type, 'free')
    case 'greatest':
    case 'least':
      // Of 0 and -0 the first is chosen, which a text of it would show.
      return operation(terms, head, args, type, type.kind === 'double' ? 'fixed' : 'set')
    default:
      return operation(terms, type.kind === 'boolean' ? name : head, args, type)
  }
}

function caseTerm({ branches, otherwise, type }: CaseExpression, reading: Reading): Term {
  const { terms } = reading.making
  const parts = branches.flatMap(({ when, then }) => [conditionTerm(when, reading), expressionTerm(then, reading)])
  const last = otherwise === undefined ? literalTerm(terms, null, type) : expressionTerm(otherwise, reading)
  return operation(terms, `case ${typeName(type)}`, [...parts, last], type)
}

/** A cast, whether written or implied; of a literal what it gives, and nothing where the type stays. */
function castTerm(argument: Term, type: SqlType, { terms }: Making): Term {
  if (sameType(argument.type, type)) return argument
  const value = literalValue(argument)
  if (value !== undefined) return literalTerm(terms, castValue(value, argument.type, type), type)
  return operation(terms, `cast ${typeName(type)}`, [argument], type)
}

function subqueryTerm(
  word: 'scalar-query' | 'exists' | 'in-query' | 'not-in-query',
  relation: Relation,
  outputs: readonly ColumnId[],
  args: readonly Term[],
  type: SqlType,
  { making, rowsText }: Reading,
): Term {
  const text = rowsText(relation, outputs)
  if (text === undefined) return unknownTerm(making.terms, type)
  return operation(making.terms, `${word} ${typeName(type)} ${text}`, args, type, 'fixed', { size: text.length >> 2 })
}
