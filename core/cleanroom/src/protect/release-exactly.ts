import { accepted } from '@glovebox/diagnostics'
import type { Pass } from './pass.ts'

/** Lets every column of a plan without private steps leave as it is. */
export const releaseExactly: Pass = (plan) => {
  if (plan.steps.length > 0) return accepted(plan)
  return accepted({ ...plan, releases: plan.query.outputs.map(({ name }) => ({ output: name, kind: 'exact' })) })
}
