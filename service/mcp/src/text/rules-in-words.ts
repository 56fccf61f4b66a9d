import type { AssociationView } from '@glovebox/api'

type Rule = Readonly<Record<string, unknown>>
type Say = (rule: Rule) => readonly string[]

/** What the rule of a table says, one sentence each. What is not known here is left to the rule itself. */
export function rulesInWords({ rule, privacy, public: isPublic }: AssociationView): readonly string[] {
  if (isPublic) return ['public: every member may query it freely']
  if (!isObject(rule)) return ['no rule: nobody can query it']
  const kinds = isObject(rule.v1) ? rule.v1 : rule
  const said = Object.entries(kinds).flatMap(([kind, body]) => {
    const say = isObject(body) ? sayings[kind] : undefined
    return say === undefined || !isObject(body) ? [] : say(body)
  })
  return [
    ...said,
    ...(privacy === undefined ? [] : ['results are noisy: each charges the privacy budget of the owner']),
  ]
}

const sayings: Readonly<Record<string, Say>> = {
  aggregation: (rule) => [
    'only aggregates: counts, sums and averages, one SELECT with inner joins',
    ...objects(rule.aggregateColumns).map(
      (one) => `${String(one.function)} may be applied to ${words(one.columnNames)}`,
    ),
    ...named('group and filter by', rule.dimensionColumns),
    ...named('join on', rule.joinColumns),
    ...(rule.joinRequired === undefined ? [] : ['must be joined with a table of whoever asks']),
    ...named('functions allowed on dimensions:', rule.scalarFunctions),
    ...objects(rule.outputConstraints).map(
      (one) => `rows that stand for fewer than ${String(one.minimum)} distinct ${String(one.columnName)} are withheld`,
    ),
  ],
  list: (rule) => [
    'only the common rows of joined tables',
    ...named('must be joined on', rule.joinColumns),
    ...named('select and filter by', rule.listColumns),
  ],
  custom: (rule) => [
    ...custom(rule.allowedAnalyses),
    ...named('queries of their own may be written by', rule.allowedAnalysisProviders),
    ...named('nothing in a result may come from', rule.disallowedOutputColumns),
    ...objects(rule.aggregationThresholds).map(
      (one) =>
        `rows that stand for fewer than ${String(one.minimumIdentityCount)} distinct ${words(one.identityColumns)} are withheld; ${
          one.allowedAggregateExpressionType === 'ANY_EXPRESSION' ? 'any expression' : 'bare columns alone'
        } may be aggregated`,
    ),
    ...(isObject(rule.comparisonControls)
      ? [
          ...named('compare with constants:', rule.comparisonControls.allowedLiteralComparisonColumns),
          ...named('compare with columns:', rule.comparisonControls.allowedColumnComparisonColumns),
        ]
      : []),
    ...(isObject(rule.differentialPrivacy)
      ? objects(rule.differentialPrivacy.columns).map(
          (one) => `differential privacy protects each ${String(one.name)}: aggregates with noise, no rows`,
        )
      : []),
  ],
}

function custom(allowed: unknown): readonly string[] {
  const names = texts(allowed)
  if (names.includes('ANY_QUERY')) return ['any query of the members named']
  return [names.length === 0 ? 'nothing is allowed so far' : `only these templates: ${names.join(', ')}`]
}

function named(lead: string, columns: unknown): readonly string[] {
  return texts(columns).length === 0 ? [] : [`${lead} ${words(columns)}`]
}

function words(value: unknown): string {
  return texts(value).join(', ')
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function objects(value: unknown): readonly Rule[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function isObject(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
