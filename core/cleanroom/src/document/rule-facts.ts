import type {
  AggregationRuleDocument,
  AggregationThresholdDocument,
  CustomRuleDocument,
  ListRuleDocument,
  RuleBodyDocument,
  RuleDocument,
} from './document.ts'
import { type Fact, fact, floor, given, grants, names, rankedBy, restricts, unknown } from './fact.ts'
import type { Json } from './json.ts'

/** The rule of a table, under its kind, whichever way it is written. */
export function bodyOf(rule: RuleDocument): RuleBodyDocument {
  return 'v1' in rule ? rule.v1 : rule
}

/** What a rule says; what is not said counts as its default. */
export function ruleFacts(rule: RuleDocument | undefined): readonly Fact[] {
  if (rule === undefined) return []
  const body = bodyOf(rule)
  if ('aggregation' in body) return [kindFact('aggregation', body, aggregationFacts(body.aggregation))]
  if ('list' in body) return [kindFact('list', body, listFacts(body.list))]
  return [kindFact('custom', body, customFacts(body.custom))]
}

function kindFact(kind: string, body: RuleBodyDocument, parts: readonly Fact[]): Fact {
  return { ...fact('rule', body as Json, grants, parts), variant: kind }
}

function aggregationFacts(rule: AggregationRuleDocument): readonly Fact[] {
  const at = (key: string): string => `rule.aggregation.${key}`
  const aggregates = rule.aggregateColumns.flatMap(({ columnNames, function: called }) =>
    columnNames.map((column) => `${called}(${column})`),
  )
  const minimums = new Map<string, number>()
  for (const { columnName, minimum } of rule.outputConstraints) {
    minimums.set(columnName, Math.max(minimum, minimums.get(columnName) ?? 0))
  }
  return [
    ...names(at('aggregateColumns'), aggregates, grants),
    ...names(at('joinColumns'), rule.joinColumns, grants),
    ...given(at('joinRequired'), rule.joinRequired, restricts),
    ...operatorFacts(at('allowedJoinOperators'), rule.allowedJoinOperators),
    ...names(at('dimensionColumns'), rule.dimensionColumns, grants),
    ...names(at('scalarFunctions'), rule.scalarFunctions, grants),
    ...[...minimums].map(([column, minimum]) => fact(`${at('outputConstraints')}.${column}`, minimum, floor)),
    ...additionalFacts(at('additionalAnalyses'), rule.additionalAnalyses),
  ]
}

function listFacts(rule: ListRuleDocument): readonly Fact[] {
  return [
    ...names('rule.list.joinColumns', rule.joinColumns, grants),
    ...operatorFacts('rule.list.allowedJoinOperators', rule.allowedJoinOperators),
    ...names('rule.list.listColumns', rule.listColumns, grants),
    ...additionalFacts('rule.list.additionalAnalyses', rule.additionalAnalyses),
  ]
}

function customFacts(rule: CustomRuleDocument): readonly Fact[] {
  const at = (key: string): string => `rule.custom.${key}`
  const { comparisonControls: controls, differentialPrivacy, aggregationThresholds = [] } = rule
  const literal = controls?.allowedLiteralComparisonColumns ?? []
  const column = controls?.allowedColumnComparisonColumns ?? []
  const controlFacts =
    controls === undefined
      ? []
      : [
          fact(at('comparisonControls'), controls as Json, restricts, [
            ...names(at('comparisonControls.allowedLiteralComparisonColumns'), literal, grants),
            ...names(at('comparisonControls.allowedColumnComparisonColumns'), column, grants),
          ]),
        ]
  return [
    ...names(at('allowedAnalyses'), rule.allowedAnalyses, grants),
    ...names(at('allowedAnalysisProviders'), rule.allowedAnalysisProviders, grants),
    ...names(at('disallowedOutputColumns'), rule.disallowedOutputColumns, restricts),
    ...aggregationThresholds.slice(0, 1).map((threshold) => thresholdFact(at('aggregationThresholds'), threshold)),
    ...controlFacts,
    ...given(at('differentialPrivacy'), differentialPrivacy?.columns[0]?.name, restricts),
    ...additionalFacts(at('additionalAnalyses'), rule.additionalAnalyses),
  ]
}

function thresholdFact(path: string, threshold: AggregationThresholdDocument): Fact {
  const { identityColumns, minimumIdentityCount: minimum, outputColumnThresholds = [] } = threshold
  const expressions = threshold.allowedAggregateExpressionType ?? 'COLUMNS_ONLY'
  return fact(path, threshold as Json, restricts, [
    fact(`${path}.identityColumns`, [...identityColumns], unknown),
    fact(`${path}.minimumIdentityCount`, minimum, floor),
    fact(`${path}.allowedAggregateExpressionType`, expressions, rankedBy('COLUMNS_ONLY', 'ANY_EXPRESSION')),
    ...outputColumnThresholds.map(({ outputColumnName, minimumIdentityCount }) =>
      // A column without a number of its own has that of the row.
      fact(`${path}.outputColumnThresholds.${outputColumnName}`, minimumIdentityCount, (before, after) =>
        floor(before ?? minimum, after ?? minimum),
      ),
    ),
  ])
}

/** Without an entry conditions are combined by AND alone. */
function operatorFacts(path: string, operators: readonly string[] | undefined): readonly Fact[] {
  return names(path, operators === undefined || operators.length === 0 ? ['AND'] : operators, grants)
}

/** A result may leave directly or feed another analysis, or only one of the two. */
function additionalFacts(path: string, additional: string | undefined): readonly Fact[] {
  return [
    fact(path, additional ?? 'NOT_ALLOWED', (before, after) => {
      if (after === 'ALLOWED') return 'loosens'
      return before === 'ALLOWED' ? 'tightens' : 'unknown'
    }),
  ]
}
