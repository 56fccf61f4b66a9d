import type { Diagnostic } from '@glovebox/diagnostics'
import { type Expression, relationsOf } from '@glovebox/sql'
import type { ListRule } from '../../model/analysis-rule.ts'
import { isConstant, written } from '../definition.ts'
import { places } from '../place.ts'
import { type Check, concerns, isFree, type Question, type RuledTable, refuse, textAt } from '../question.ts'
import { whereOperators } from '../where-operators.ts'

type Table = RuledTable<ListRule>

const asTheyAre = 'columns as they are'

/** Refuses functions, aggregates and calculated columns, because a list gives the owner's values as they are. */
export const checkListExpressions: Check<Table> = (table, question) => [
  ...places(question).flatMap(({ clause, expression }) => {
    const e = written(expression, question.definitions)
    if (clause === 'WHERE') return checkCondition(e, table, question)
    if (e.kind === 'column' || isFree(e, question) || !concerns(e, table, question)) return []
    const parameters = { text: textAt(question, e.at), clause, allowed: asTheyAre }
    return [refuse(table, 'RULE_EXPRESSION', parameters, e.at)]
  }),
  ...checkAggregates(table, question),
]

function checkCondition(expression: Expression, table: Table, question: Question): readonly Diagnostic[] {
  const e = written(expression, question.definitions)
  if (e.kind === 'column' || isConstant(e, question.definitions) || isFree(e, question)) return []
  // Subqueries are refused as features.
  if (e.kind === 'scalar-query' || e.kind === 'in-query' || e.kind === 'exists') return []
  if (e.kind === 'in-list') return [e.operand, ...e.list].flatMap((part) => checkCondition(part, table, question))
  if (e.kind === 'call' && whereOperators.has(e.function)) {
    return e.arguments.flatMap((argument) => checkCondition(argument, table, question))
  }
  if (!concerns(e, table, question)) return []
  return [refuse(table, 'RULE_FUNCTION', { text: textAt(question, e.at), allowed: [] }, e.at)]
}

function checkAggregates(table: Table, question: Question): readonly Diagnostic[] {
  return relationsOf(question.query)
    .flatMap((relation) => (relation.kind === 'reduce' ? relation.aggregates : []))
    .filter(({ argument }) => argument === undefined || concerns(argument, table, question))
    .map(({ at }) => {
      const parameters = { text: textAt(question, at), clause: 'SELECT', allowed: asTheyAre }
      return refuse(table, 'RULE_EXPRESSION', parameters, at)
    })
}
