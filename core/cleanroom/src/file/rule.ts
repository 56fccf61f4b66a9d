import type { AnalysisRule } from '../model/analysis-rule.ts'
import { aggregationRule } from './aggregation-rule.ts'
import { customRule } from './custom-rule.ts'
import { type Decoder, object, optional } from './decode.ts'
import { listRule } from './list-rule.ts'
import type { MappingNode } from './node.ts'
import { type Reading, refuse } from './reading.ts'

const kinds = {
  aggregation: optional(aggregationRule, 'counts, sums and averages along dimensions'),
  list: optional(listRule, 'the common rows of joined tables'),
  custom: optional(customRule, 'reviewed templates, or any query of some members'),
}

const body: Decoder<AnalysisRule> = object(kinds, (draft, { node, reading }) => {
  refuseAllButOne(node, reading)
  return draft.aggregation ?? draft.list ?? draft.custom
})

/** `{ aggregation | list | custom: body }`, or the same under `v1` as AWS Clean Rooms writes it. */
export const rule: Decoder<AnalysisRule> = object(
  { ...kinds, v1: optional(body, 'the policy as AWS Clean Rooms writes it') },
  (draft, { node, reading }) => {
    refuseAllButOne(node, reading)
    return draft.v1 ?? draft.aggregation ?? draft.list ?? draft.custom
  },
)

/** A table has one rule: the first is what the others are held against. */
function refuseAllButOne(node: MappingNode, reading: Reading): void {
  const given = node.entries.filter(({ key }) => key === 'v1' || Object.hasOwn(kinds, key))
  if (given.length === 0 && node.entries.length === 0) refuse(reading, 'COLLABORATION_RULE_KIND', {}, node.at)
  for (const { key, keyAt } of given.slice(1)) {
    if (key !== given[0]?.key) refuse(reading, 'COLLABORATION_RULE_SECOND', { first: given[0]?.key ?? '' }, keyAt)
  }
}
