import { type Diagnostic, diagnostic } from '@glovebox/diagnostics'
import type { Question } from '../question.ts'
import { featureNames } from '../surface.ts'

/** Refuses a question that asks for differential privacy itself, whichever tables it reads, because there is no noise to give. */
export function checkPrivacyClause({ query, tables }: Question): readonly Diagnostic[] {
  // Closed rules refuse it by their own lists.
  if (tables.some(({ rule }) => rule !== undefined && rule.kind !== 'custom')) return []
  return query.features
    .filter(({ feature }) => feature === 'privacy-clause' || feature === 'named-argument')
    .map(({ feature, at }) => {
      const parameters = { feature: featureNames[feature], rule: 'this version', way: 'leave it out' }
      return diagnostic('RULE_FEATURE', parameters, at)
    })
}
