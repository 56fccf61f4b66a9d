import type { CustomRuleDocument, RuleBodyDocument, RuleDocument } from '../document/document.ts'
import { bodyOf } from '../document/rule-facts.ts'
import type { ImportNote } from './import.ts'
import { notes } from './notes.ts'

/** The platform's identifiers, by our names. */
export type AwsNames = {
  readonly members?: Readonly<Record<string, string>>
  readonly templates?: Readonly<Record<string, string>>
}

/** What CreateConfiguredTableAnalysisRule takes, and what was said on the way. */
export type AwsPolicy = {
  readonly analysisRuleType: 'AGGREGATION' | 'LIST' | 'CUSTOM'
  readonly analysisRulePolicy: { readonly v1: RuleBodyDocument }
  readonly report: readonly ImportNote[]
}

/** Writes a rule as AWS Clean Rooms takes it: the same body, with the lists that AWS demands and its own identifiers. */
export function exportAwsPolicy(rule: RuleDocument, awsNames: AwsNames = {}): AwsPolicy {
  const body = bodyOf(rule)
  if ('aggregation' in body) {
    const { joinColumns = [], dimensionColumns = [], scalarFunctions = [], outputConstraints } = body.aggregation
    const constraints = outputConstraints.map((one) => ({ ...one, type: 'COUNT_DISTINCT' as const }))
    const given = {
      ...body.aggregation,
      joinColumns,
      dimensionColumns,
      scalarFunctions,
      outputConstraints: constraints,
    }
    return { analysisRuleType: 'AGGREGATION', analysisRulePolicy: { v1: { aggregation: given } }, report: [] }
  }
  if ('list' in body) return { analysisRuleType: 'LIST', analysisRulePolicy: { v1: body }, report: [] }
  return customPolicy(body.custom, awsNames)
}

function customPolicy(rule: CustomRuleDocument, { members = {}, templates = {} }: AwsNames): AwsPolicy {
  const said = notes()
  const identifier = (names: Readonly<Record<string, string>>, name: string, what: string): readonly string[] => {
    const known = Object.hasOwn(names, name) ? names[name] : undefined
    if (known === undefined) said.omit(`${what} ${name}`, 'it is left out, because its identifier is not known')
    return known === undefined ? [] : [known]
  }
  const { allowedAnalysisProviders, aggregationThresholds, comparisonControls: controls } = rule
  const providers = allowedAnalysisProviders?.flatMap((name) => identifier(members, name, 'allowedAnalysisProviders'))
  const custom: CustomRuleDocument = {
    ...rule,
    allowedAnalyses: rule.allowedAnalyses.flatMap((name) =>
      name === 'ANY_QUERY' ? [name] : identifier(templates, name, 'allowedAnalyses'),
    ),
    ...(providers === undefined ? {} : { allowedAnalysisProviders: providers }),
    ...(aggregationThresholds === undefined
      ? {}
      : { aggregationThresholds: aggregationThresholds.map((one) => ({ ...one, type: 'COUNT_DISTINCT' as const })) }),
    ...(controls === undefined
      ? {}
      : {
          comparisonControls: {
            allowedLiteralComparisonColumns: controls.allowedLiteralComparisonColumns ?? [],
            allowedColumnComparisonColumns: controls.allowedColumnComparisonColumns ?? [],
          },
        }),
  }
  if (rule.differentialPrivacy !== undefined && (aggregationThresholds !== undefined || controls !== undefined)) {
    said.omit('differentialPrivacy', 'AWS Clean Rooms does not take it together with thresholds or comparison controls')
  }
  return { analysisRuleType: 'CUSTOM', analysisRulePolicy: { v1: { custom } }, report: said.all() }
}
