import type { AggregationThreshold, ComparisonControls, CustomRule } from '../model/analysis-rule.ts'
import { additionalAnalyses } from './aggregation-rule.ts'
import { choice, type Decoder, type Draft, list, number, object, optional, refined, required, text } from './decode.ts'
import { columnName, memberName } from './name.ts'
import { type MappingNode, placeAt, placesOf, valueAt } from './node.ts'
import { type Reading, refuse } from './reading.ts'
import { words } from './words.ts'

const allowedAnalysis = refined(text, (value, node, reading) => {
  if (value === 'ANY_QUERY') return value
  if (value === 'ANY_JOB') return refuse(reading, 'COLLABORATION_RULE_ANY_JOB', {}, node.at)
  const known = reading.names.templates
  if (known.includes(value)) return value
  return refuse(reading, 'COLLABORATION_TEMPLATE_UNKNOWN', { name: value, known }, node.at)
})

const outputColumnThreshold = object(
  {
    outputColumnName: required(columnName, 'the column of this table'),
    minimumIdentityCount: required(
      refined(number({ isWhole: true, least: 0, most: 100_000 }), (value, node, reading) => {
        if (value !== 1) return value
        const accepted = '0, which exempts the column, or 2 to 100000'
        return refuse(reading, 'COLLABORATION_NUMBER', { path: reading.path, found: '1', accepted }, node.at)
      }),
      'how many identities; 0 exempts the column',
    ),
  },
  ({ outputColumnName, minimumIdentityCount }) =>
    outputColumnName === undefined || minimumIdentityCount === undefined
      ? undefined
      : { outputColumnName, minimumIdentityCount },
)

const aggregationThreshold: Decoder<AggregationThreshold> = object(
  {
    identityColumns: required(list(columnName, { atLeast: 1, atMost: 1 }), 'the one column that tells people apart'),
    minimumIdentityCount: required(
      number({ isWhole: true, least: 2, most: 100_000 }),
      'how many of them every row must stand for, 2 to 100000',
    ),
    type: optional(choice(['COUNT_DISTINCT']), 'how they are counted'),
    allowedAggregateExpressionType: optional(
      choice(['COLUMNS_ONLY', 'ANY_EXPRESSION']),
      'what may be aggregated; COLUMNS_ONLY where it is absent',
    ),
    outputColumnThresholds: optional(list(outputColumnThreshold), 'other numbers for single columns'),
  },
  (draft, { node, reading }) => {
    const { identityColumns, minimumIdentityCount, outputColumnThresholds = [] } = draft
    const seen = new Set<string>()
    outputColumnThresholds.forEach(({ outputColumnName: column }, index) => {
      const at = placeAt(node, 'outputColumnThresholds', index, 'outputColumnName')
      if (seen.has(column))
        refuse(reading, 'COLLABORATION_DUPLICATE', { kind: 'column', name: column, before: column }, at)
      seen.add(column)
    })
    const identityColumn = identityColumns?.[0]
    if (identityColumn === undefined || minimumIdentityCount === undefined) return undefined
    return {
      identityColumn,
      minimumIdentityCount,
      allowedAggregateExpressionType: draft.allowedAggregateExpressionType ?? 'COLUMNS_ONLY',
      outputColumnThresholds,
      at: node.head,
    }
  },
)

const comparisonControls: Decoder<ComparisonControls> = object(
  {
    allowedLiteralComparisonColumns: optional(words(columnName), 'the columns that may be compared with constants'),
    allowedColumnComparisonColumns: optional(words(columnName), 'the columns that may be compared with columns'),
  },
  ({ allowedLiteralComparisonColumns = [], allowedColumnComparisonColumns = [] }) => ({
    allowedLiteralComparisonColumns,
    allowedColumnComparisonColumns,
  }),
)

const differentialPrivacy: Decoder<string> = object(
  {
    columns: required(
      list(
        object({ name: required(columnName, 'the column of the privacy unit') }, (draft) => draft.name),
        { atLeast: 1, atMost: 1 },
      ),
      'the one column of the privacy unit',
    ),
  },
  ({ columns }) => columns?.[0],
)

const fields = {
  allowedAnalyses: required(words(allowedAnalysis), 'ANY_QUERY or names of templates; an empty list allows nothing'),
  allowedAnalysisProviders: optional(words(memberName), 'the members whose queries ANY_QUERY means'),
  disallowedOutputColumns: optional(words(columnName), 'the columns that nothing in a result may come from'),
  aggregationThresholds: optional(
    list(aggregationThreshold, { atLeast: 1, atMost: 1 }),
    'how many people every row of a result must stand for',
  ),
  comparisonControls: optional(comparisonControls, 'the columns that may be compared; all where it is absent'),
  differentialPrivacy: optional(differentialPrivacy, 'results get noise that protects each privacy unit'),
  additionalAnalyses: optional(additionalAnalyses, 'whether results must feed an additional analysis'),
}

/** A custom rule, as AWS Clean Rooms writes its policy. */
export const customRule: Decoder<CustomRule> = object(fields, (draft, { node, reading }) => {
  checkProviders(draft, node, reading)
  checkCombinations(draft, node, reading)
  const { allowedAnalyses, aggregationThresholds, comparisonControls: controls, differentialPrivacy: column } = draft
  const threshold = aggregationThresholds?.[0]
  if (allowedAnalyses === undefined) return undefined
  return {
    kind: 'custom',
    allowedAnalyses,
    allowedAnalysisProviders: draft.allowedAnalysisProviders ?? [],
    disallowedOutputColumns: draft.disallowedOutputColumns ?? [],
    ...(threshold === undefined ? {} : { aggregationThreshold: threshold }),
    ...(controls === undefined ? {} : { comparisonControls: controls }),
    ...(column === undefined ? {} : { differentialPrivacy: { column, at: placeAt(node, 'differentialPrivacy') } }),
    ...(draft.additionalAnalyses === undefined ? {} : { additionalAnalyses: draft.additionalAnalyses }),
    at: node.head,
    places: placesOf(node),
  }
})

/** ANY_QUERY says whose queries; template names say it themselves. */
function checkProviders(draft: Draft<typeof fields>, node: MappingNode, reading: Reading): void {
  const { allowedAnalyses, allowedAnalysisProviders = [] } = draft
  if (allowedAnalyses === undefined) return
  const anyQuery = allowedAnalyses.indexOf('ANY_QUERY')
  const template = allowedAnalyses.find((name) => name !== 'ANY_QUERY')
  const place = placeAt(node, 'allowedAnalyses', Math.max(0, anyQuery))
  if (allowedAnalyses.length === 0) refuse(reading, 'COLLABORATION_RULE_ALLOWS_NOTHING', {}, place)
  if (anyQuery >= 0 && template !== undefined) {
    refuse(reading, 'COLLABORATION_RULE_ANY_QUERY_AND_TEMPLATES', { template }, place)
  }
  if (anyQuery >= 0 && !hasItems(node, 'allowedAnalysisProviders')) {
    const at =
      valueAt(node, 'allowedAnalysisProviders') === undefined ? place : placeAt(node, 'allowedAnalysisProviders')
    refuse(reading, 'COLLABORATION_RULE_PROVIDERS_MISSING', { members: reading.names.members }, at)
  }
  if (anyQuery < 0 && allowedAnalysisProviders.length > 0) {
    refuse(reading, 'COLLABORATION_RULE_PROVIDERS_EXCLUDED', {}, placeAt(node, 'allowedAnalysisProviders', 0))
  }
}

/** Parts of a rule that contradict each other. */
function checkCombinations(draft: Draft<typeof fields>, node: MappingNode, reading: Reading): void {
  const identity = draft.aggregationThresholds?.[0]?.identityColumn
  const literal = draft.comparisonControls?.allowedLiteralComparisonColumns ?? []
  if (identity !== undefined && literal.includes(identity)) {
    const at = placeAt(node, 'comparisonControls', 'allowedLiteralComparisonColumns', literal.indexOf(identity))
    refuse(reading, 'COLLABORATION_RULE_IDENTITY_LITERAL', { column: identity }, at)
  }
  if (draft.comparisonControls !== undefined && draft.differentialPrivacy !== undefined) {
    refuse(reading, 'COLLABORATION_RULE_CONTROLS_WITH_PRIVACY', {}, placeAt(node, 'comparisonControls'))
  }
}

function hasItems(node: MappingNode, key: string): boolean {
  const value = valueAt(node, key)
  return value?.kind === 'sequence' && value.items.length > 0
}
