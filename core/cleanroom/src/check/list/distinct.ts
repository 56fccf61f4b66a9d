import { cover } from '@glovebox/diagnostics'
import type { ListRule } from '../../model/analysis-rule.ts'
import { type Check, type RuledTable, refuse } from '../question.ts'

/** Refuses a SELECT without DISTINCT, because how often a row occurs is not the list's to tell. */
export const checkDistinct: Check<RuledTable<ListRule>> = (table, { query }) => {
  if (query.features.some(({ feature, depth }) => feature === 'select-distinct' && depth === 0)) return []
  const places = query.outputs.map(({ at }) => at)
  const at = places.length === 0 ? undefined : places.reduce(cover)
  return [refuse(table, 'RULE_DISTINCT_REQUIRED', {}, at)]
}
