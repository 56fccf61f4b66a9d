import type { Result } from '@glovebox/diagnostics'
import type { Question } from '../check/question.ts'
import type { Plan } from '../model/analysis.ts'

/** Rewrites a plan so that it keeps one promise more, or refuses it with every reason why that cannot be. */
export type Pass = (plan: Plan, question: Question) => Result<Plan>
