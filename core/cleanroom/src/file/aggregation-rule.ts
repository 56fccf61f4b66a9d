import type { AdditionalAnalyses, AggregationRule, JoinOperator, RuleAggregate } from '../model/analysis-rule.ts'
import { choice, type Decoder, list, number, object, optional, required } from './decode.ts'
import { columnName } from './name.ts'
import { itemsOf, placeAt, placesOf, valueAt } from './node.ts'
import { refuse } from './reading.ts'
import { refuseOverlap } from './rule-overlap.ts'
import { words } from './words.ts'

/** Operators of join conditions, shared with list rules. */
export const joinOperators: Decoder<readonly JoinOperator[]> = words(choice(['AND', 'OR']), { atMost: 2 })

/** Whether results must feed, or may feed, an additional analysis. */
export const additionalAnalyses: Decoder<AdditionalAnalyses> = choice(['ALLOWED', 'REQUIRED', 'NOT_ALLOWED'])

const aggregates: readonly RuleAggregate[] = ['SUM', 'SUM_DISTINCT', 'COUNT', 'COUNT_DISTINCT', 'AVG']

/** The scalar functions that AWS Clean Rooms lets an aggregation rule allow. */
export const ruleScalarFunctions: readonly string[] = [
  'ABS',
  'CAST',
  'CEILING',
  'COALESCE',
  'CONVERT',
  'CURRENT_DATE',
  'DATEADD',
  'EXTRACT',
  'FLOOR',
  'GETDATE',
  'LN',
  'LOG',
  'LOWER',
  'ROUND',
  'RTRIM',
  'SQRT',
  'SUBSTRING',
  'TO_CHAR',
  'TO_DATE',
  'TO_NUMBER',
  'TO_TIMESTAMP',
  'TRIM',
  'TRUNC',
  'UPPER',
]

const aggregateColumn = object(
  {
    columnNames: required(words(columnName, { atLeast: 1 }), 'the columns that the function may take'),
    function: required(choice(aggregates), 'the aggregate function'),
  },
  ({ columnNames, function: aggregate }) =>
    columnNames === undefined || aggregate === undefined ? undefined : { columnNames, function: aggregate },
)

const outputConstraint = object(
  {
    columnName: required(columnName, 'the column whose distinct values are counted'),
    minimum: required(number({ isWhole: true, least: 2, most: 100_000 }), 'how many there must be, 2 to 100000'),
    type: optional(choice(['COUNT_DISTINCT']), 'how they are counted'),
  },
  ({ columnName: column, minimum }) =>
    column === undefined || minimum === undefined
      ? undefined
      : { columnName: column, minimum, type: 'COUNT_DISTINCT' as const },
)

/** An aggregation rule, as AWS Clean Rooms writes its policy. */
export const aggregationRule: Decoder<AggregationRule> = object(
  {
    aggregateColumns: required(list(aggregateColumn, { atLeast: 1 }), 'the columns that may be aggregated, and how'),
    joinColumns: optional(words(columnName), 'the columns that may be joined on'),
    joinRequired: optional(choice(['QUERY_RUNNER']), 'only in a join with a table of whoever asks'),
    allowedJoinOperators: optional(joinOperators, 'how join conditions may be combined; AND where it is absent'),
    dimensionColumns: optional(words(columnName), 'the columns to select, filter and group by'),
    scalarFunctions: optional(words(choice(ruleScalarFunctions)), 'the functions allowed on dimension columns'),
    outputConstraints: required(list(outputConstraint, { atLeast: 1 }), 'what every row of a result must stand for'),
    additionalAnalyses: optional(additionalAnalyses, 'only NOT_ALLOWED: aggregation results feed no other analysis'),
  },
  (draft, { node, reading }) => {
    const { aggregateColumns, outputConstraints, joinColumns = [], dimensionColumns = [] } = draft
    const aggregated = (aggregateColumns ?? []).flatMap(({ columnNames }) => columnNames)
    const dimensions = { key: 'dimensionColumns', columns: dimensionColumns }
    refuseOverlap(dimensions, { key: 'joinColumns', columns: joinColumns }, node, reading)
    refuseOverlap(dimensions, { key: 'aggregateColumns', columns: aggregated }, node, reading)
    if (draft.joinRequired !== undefined && itemsOf(valueAt(node, 'joinColumns')).length === 0) {
      refuse(reading, 'COLLABORATION_RULE_JOIN_REQUIRED', {}, placeAt(node, 'joinRequired'))
    }
    if (draft.additionalAnalyses !== undefined && draft.additionalAnalyses !== 'NOT_ALLOWED') {
      const parameters = { found: draft.additionalAnalyses }
      refuse(reading, 'COLLABORATION_RULE_ADDITIONAL_ANALYSES', parameters, placeAt(node, 'additionalAnalyses'))
    }
    if (aggregateColumns === undefined || outputConstraints === undefined) return undefined
    return {
      kind: 'aggregation',
      aggregateColumns,
      joinColumns,
      ...(draft.joinRequired === undefined ? {} : { joinRequired: draft.joinRequired }),
      allowedJoinOperators: draft.allowedJoinOperators ?? [],
      dimensionColumns,
      scalarFunctions: draft.scalarFunctions ?? [],
      outputConstraints,
      ...(draft.additionalAnalyses === undefined ? {} : { additionalAnalyses: draft.additionalAnalyses }),
      at: node.head,
      places: placesOf(node),
    }
  },
)
