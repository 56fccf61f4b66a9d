import type { Diagnostic, Span } from '@glovebox/diagnostics'
import { expressionsOf, type Relation, relationsOf } from '@glovebox/sql'
import type { AnalysisRule } from '../../model/analysis-rule.ts'
import { parts } from '../definition.ts'
import { type Check, type Question, refuse, textAt } from '../question.ts'
import { aggregationSurface, controlledSurface, featureNames, listSurface, type Surface } from '../surface.ts'
import { explicitJoin } from './explicit-join.ts'

/** Refuses what of SQL the table's kind of rule does not list, because its promises were thought through for that only. */
export const checkFeatures: Check = (table, question) => {
  const surface = table.rule === undefined ? undefined : surfaceOf(table.rule)
  if (surface === undefined) return []
  const { rule, features, ways } = surface
  const refusal = (feature: string, way: string, at: Span): Diagnostic =>
    refuse(table, 'RULE_FEATURE', { feature, rule, way }, at)
  const calls = relationsOf(question.query).flatMap((relation) => refusedCalls(relation, surface, question))
  return [
    ...question.query.features
      .filter(({ feature }) => !features.has(feature))
      .map(({ feature, at }) => {
        const explicit = feature === 'join-using' || feature === 'natural-join' ? explicitJoin(at, question) : undefined
        return refusal(featureNames[feature], explicit ?? ways[feature] ?? 'leave it out', at)
      }),
    ...calls.map((at) => refusal(`\`${textAt(question, at)}\``, 'use another function', at)),
  ]
}

/** The list of what a rule allows of SQL; absent where it allows everything. */
function surfaceOf(rule: AnalysisRule): Surface | undefined {
  switch (rule.kind) {
    case 'aggregation':
      return aggregationSurface
    case 'list':
      return listSurface
    case 'custom': {
      const isControlled = rule.aggregationThreshold !== undefined || rule.comparisonControls !== undefined
      return isControlled ? controlledSurface : undefined
    }
  }
}

function refusedCalls(relation: Relation, { refusedNames }: Surface, question: Question): readonly Span[] {
  const scalars = expressionsOf(relation)
    .flatMap(parts)
    .filter((e) => e.kind === 'call')
  const windows = relation.kind === 'window' ? relation.calls : []
  return [...scalars, ...windows].map(({ at }) => at).filter((at) => refusedNames.has(nameAt(question, at)))
}

/** The name of the function that is called at a place. */
function nameAt(question: Question, at: Span): string {
  return /^"?(\w+)"?\s*\(/.exec(textAt(question, at))?.[1]?.toLowerCase() ?? ''
}
