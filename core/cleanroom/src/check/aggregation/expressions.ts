import type { Diagnostic } from '@glovebox/diagnostics'
import type { Expression } from '@glovebox/sql'
import type { AggregationRule } from '../../model/analysis-rule.ts'
import { definitionOf, isConstant, written } from '../definition.ts'
import { places } from '../place.ts'
import { type Check, concerns, isFree, type Question, type RuledTable, refuse, textAt } from '../question.ts'
import { whereOperators } from '../where-operators.ts'
import { namesInRule } from './scalar-function.ts'

type Table = RuledTable<AggregationRule>

/**
 * Refuses expressions other than a column, a literal or one allowed scalar function of these, and in WHERE comparisons
 * and arithmetic of them: with free expressions one row could be told from another.
 */
export const checkExpressions: Check<Table> = (table, question) =>
  places(question).flatMap(({ clause, expression }) => {
    const e = written(expression, question.definitions)
    if (clause === 'WHERE') return checkCondition(e, table, question)
    if (isColumn(e, question) || !concerns(e, table, question)) return []
    if (namesInRule(e).length > 0) return checkScalarFunction(e, table, question)
    const allowed =
      clause === 'ORDER BY'
        ? 'an aggregate, a group key or a selected name'
        : `a column, a literal or a function of these${clause === 'SELECT' ? ', or an aggregate' : ''}`
    return [refuse(table, 'RULE_EXPRESSION', { text: textAt(question, e.at), clause, allowed }, e.at)]
  })

/** Whether it is a column or a literal, or was refused as a feature: a subquery, a window, a set operation. */
function isColumn(e: Expression, { definitions }: Question): boolean {
  return e.kind === 'column' || e.kind === 'scalar-query' || isConstant(e, definitions)
}

function checkCondition(expression: Expression, table: Table, question: Question): readonly Diagnostic[] {
  const e = written(expression, question.definitions)
  if (isColumn(e, question) || e.kind === 'in-query' || e.kind === 'exists' || isFree(e, question)) return []
  if (e.kind === 'in-list') return [e.operand, ...e.list].flatMap((part) => checkCondition(part, table, question))
  if (e.kind === 'call' && whereOperators.has(e.function)) {
    return e.arguments.flatMap((argument) => checkCondition(argument, table, question))
  }
  return concerns(e, table, question) ? checkScalarFunction(e, table, question) : []
}

function checkScalarFunction(e: Expression, table: Table, question: Question): readonly Diagnostic[] {
  const text = textAt(question, e.at)
  const allowed = table.rule.scalarFunctions
  if (!namesInRule(e).some((name) => allowed.includes(name))) {
    return [refuse(table, 'RULE_FUNCTION', { text, allowed }, e.at)]
  }
  const args = e.kind === 'call' ? e.arguments : e.kind === 'cast' ? [e.argument] : []
  if (e.kind === 'call' && e.function === 'trim-right' && args.length > 1) {
    return [refuse(table, 'RULE_TRIM_CHARACTERS', { text }, e.at)]
  }
  return args.every((argument) => isBare(argument, question))
    ? []
    : [refuse(table, 'RULE_NESTED_FUNCTION', { text }, e.at)]
}

/** Whether an argument is a literal or a column that no function stands behind. */
function isBare(argument: Expression, question: Question): boolean {
  const e = written(argument, question.definitions)
  if (e.kind !== 'column') return isConstant(e, question.definitions)
  const definition = definitionOf(e.id, question.definitions)
  return definition.kind === 'key' ? isBare(definition.expression, question) : definition.kind === 'table'
}
