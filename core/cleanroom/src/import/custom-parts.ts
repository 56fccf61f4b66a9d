import type { RuleBodyDocument } from '../document/document.ts'
import { columnIn, columnNames } from './finish.ts'
import type { ImportContext } from './import.ts'
import type { Notes } from './notes.ts'

/** What platforms whose rules are not AWS Clean Rooms' demand of questions; each part is independent of the others. */
export type Demands = {
  /** Every row stands for so many of each of these columns. */
  readonly minimums: readonly { readonly column: string; readonly minimum: number }[]
  /** The column of the privacy unit. */
  readonly unit?: string
  /** Required: an inner join on one of the columns. Allowed: joins on the columns only; with none, no join. */
  readonly join?: { readonly kind: 'required' | 'allowed'; readonly columns: readonly string[] }
  readonly hidden: readonly string[]
}

/** The rule that keeps all demands; undefined, and said why, where none does. */
export function ruleOf(demands: Demands, context: ImportContext, said: Notes): RuleBodyDocument | undefined {
  const { minimums, join, unit } = demands
  if (join?.kind === 'required') {
    if (unit !== undefined) {
      said.refuse('join', 'differential privacy and a required join cannot be had together here')
      return undefined
    }
    return minimums.length > 0
      ? joinedAggregation(demands, join.columns, context, said)
      : overlap(demands, join.columns, context, said)
  }
  if (minimums.length > 1) {
    said.refuse('minimums', 'a rule for any SQL counts one kind of people; here there are several')
    return undefined
  }
  if (join !== undefined && unit !== undefined) {
    said.refuse('join', 'differential privacy and restricted joins cannot be had together here')
    return undefined
  }
  return custom(demands, context, said)
}

/** Any SQL under controls. Who may ask is a list of members here, where other platforms have grants. */
function custom({ minimums, unit, join, hidden }: Demands, context: ImportContext, said: Notes): RuleBodyDocument {
  const providers = context.providers ?? []
  if (providers.length === 0)
    said.omit('providers', 'nobody may ask until members are named in `allowedAnalysisProviders`')
  const [identity] = minimums
  return {
    custom: {
      ...(providers.length === 0
        ? { allowedAnalyses: [] }
        : { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: providers }),
      ...(hidden.length === 0 ? {} : { disallowedOutputColumns: hidden }),
      ...(identity === undefined ? {} : { aggregationThresholds: [thresholdOf(identity)] }),
      ...(join === undefined
        ? {}
        : {
            comparisonControls: {
              allowedLiteralComparisonColumns: othersThan(
                identity === undefined ? [] : [identity.column],
                context,
                said,
              ),
              allowedColumnComparisonColumns: join.columns,
            },
          }),
      ...(unit === undefined ? {} : { differentialPrivacy: { columns: [{ name: unit }] } }),
    },
  }
}

function thresholdOf({ column, minimum }: Demands['minimums'][number]) {
  return { identityColumns: [column], minimumIdentityCount: minimum, type: 'COUNT_DISTINCT' } as const
}

/** A required join under a threshold: the aggregation rule has both. */
function joinedAggregation(
  { minimums, hidden }: Demands,
  joinColumns: readonly string[],
  context: ImportContext,
  said: Notes,
): RuleBodyDocument | undefined {
  const identities = [...new Set(minimums.map(({ column }) => column))]
  const counted = identities.filter((column) => !hidden.includes(column))
  if (counted.length === 0) {
    said.refuse('projection', 'the people who are counted may not be projected, so there is nothing to count')
    return undefined
  }
  said.changed(
    'rule',
    'an aggregation rule: its join must be with a table of whoever asks, and it groups by few columns',
  )
  return {
    aggregation: {
      aggregateColumns: [{ columnNames: counted, function: 'COUNT_DISTINCT' }],
      joinColumns,
      joinRequired: 'QUERY_RUNNER',
      dimensionColumns: othersThan([...identities, ...joinColumns, ...hidden], context, said),
      scalarFunctions: [],
      outputConstraints: minimums.map(({ column, minimum }) => ({
        columnName: column,
        minimum,
        type: 'COUNT_DISTINCT',
      })),
    },
  }
}

/** A required join and nothing else: the rows of the overlap. */
function overlap(
  { hidden }: Demands,
  joinColumns: readonly string[],
  context: ImportContext,
  said: Notes,
): RuleBodyDocument {
  said.changed('rule', 'a list rule: distinct rows of a join with a table of whoever asks, without the join columns')
  return { list: { joinColumns, listColumns: othersThan([...joinColumns, ...hidden], context, said) } }
}

/** The table's other columns; none where they are not known, because then no list of ours can name them. */
function othersThan(columns: readonly string[], context: ImportContext, said: Notes): readonly string[] {
  const known = columnNames(context.columns)
  if (known === undefined) said.changed('columns', 'the table’s columns are not known, so the rule lists no others')
  return (known ?? []).filter((column) => !columns.includes(column))
}

/** Columns as the table spells them, each once. */
export function columnsIn(context: ImportContext, names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => columnIn(context, name)))]
}
