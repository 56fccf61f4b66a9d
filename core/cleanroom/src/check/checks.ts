import type { Diagnostic } from '@glovebox/diagnostics'
import type { AggregationRule, CustomRule, ListRule } from '../model/analysis-rule.ts'
import { checkAggregateRequired, checkAggregates } from './aggregation/aggregates.ts'
import { checkColumns, checkGrouped } from './aggregation/columns.ts'
import { checkExpressions } from './aggregation/expressions.ts'
import { checkHaving } from './aggregation/having.ts'
import { checkAdditionalAnalysis } from './any/additional-analysis.ts'
import { checkDestination } from './any/destination.ts'
import { checkFeatures } from './any/features.ts'
import { checkProtectedColumns } from './any/protected-columns.ts'
import { checkPurpose } from './any/purpose.ts'
import { checkReceivers } from './any/receivers.ts'
import { checkRuleExists } from './any/rule-exists.ts'
import { checkRuleKinds } from './any/rule-kinds.ts'
import { checkTemplateKind } from './any/template-kind.ts'
import { checkAggregateExpressions } from './custom/aggregate-expressions.ts'
import { checkAllowedAnalysis } from './custom/allowed-analysis.ts'
import { checkComparisons } from './custom/comparisons.ts'
import { checkIdentityValues } from './custom/identity-values.ts'
import { checkOutputColumns } from './custom/output-columns.ts'
import { checkJoinConditions } from './join/join-condition.ts'
import { checkJoinRequired } from './join/join-required.ts'
import { checkListColumns } from './list/columns.ts'
import { checkDistinct } from './list/distinct.ts'
import { checkListExpressions } from './list/expressions.ts'
import type { Check, Question, RuledTable, UsedTable } from './question.ts'

/** What every table is checked for, whatever its rule. */
const everyTable: readonly Check[] = [
  checkRuleExists,
  checkRuleKinds,
  checkReceivers,
  checkPurpose,
  checkProtectedColumns,
  checkAdditionalAnalysis,
  checkDestination,
  checkTemplateKind,
  checkFeatures,
]

const aggregation: readonly Check<RuledTable<AggregationRule>>[] = [
  checkAggregateRequired,
  checkGrouped,
  checkColumns,
  checkExpressions,
  checkAggregates,
  checkHaving,
  checkJoinConditions,
  checkJoinRequired,
]

const list: readonly Check<RuledTable<ListRule>>[] = [
  checkDistinct,
  checkListColumns,
  checkListExpressions,
  checkJoinConditions,
  checkJoinRequired,
]

const custom: readonly Check<RuledTable<CustomRule>>[] = [
  checkAllowedAnalysis,
  checkOutputColumns,
  checkComparisons,
  checkAggregateExpressions,
  checkIdentityValues,
]

/** Everything that one table's owner has against a question. */
export function checkTable(table: UsedTable, question: Question): readonly Diagnostic[] {
  return [...everyTable.flatMap((check) => check(table, question)), ...checkKind(table, question)]
}

function checkKind(table: UsedTable, question: Question): readonly Diagnostic[] {
  const { rule } = table
  switch (rule?.kind) {
    case 'aggregation':
      return aggregation.flatMap((check) => check({ ...table, rule }, question))
    case 'list':
      return list.flatMap((check) => check({ ...table, rule }, question))
    case 'custom':
      return custom.flatMap((check) => check({ ...table, rule }, question))
    case undefined:
      return []
  }
}
