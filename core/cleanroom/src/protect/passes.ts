import { accepted, type Result } from '@glovebox/diagnostics'
import type { Question } from '../check/question.ts'
import type { Plan } from '../model/analysis.ts'
import type { Pass } from './pass.ts'
import { makePrivate } from './private/make-private.ts'
import { releaseExactly } from './release-exactly.ts'
import { withholdSmallRows } from './withhold-small-rows.ts'

/** What happens to an accepted query, in this order. */
export const passes: readonly Pass[] = [withholdSmallRows, makePrivate, releaseExactly]

/** The plan of a question: the relation that keeps every rule, together with how it leaves and what it costs. */
export function protect(question: Question): Result<Plan> {
  const start: Plan = {
    query: question.query,
    steps: [],
    intervals: [],
    releases: [],
    event: { kind: 'none' },
    suppression: [],
  }
  return passes.reduce<Result<Plan>>(
    (result, pass) => (result.ok ? pass(result.value, question) : result),
    accepted(start),
  )
}
