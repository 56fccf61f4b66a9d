import { accepted, cover, refused } from '@glovebox/diagnostics'
import type { Pass } from './pass.ts'
import { readsProtected } from './private/protected-tables.ts'
import { carry } from './withhold/carry.ts'
import { refuseCarried } from './withhold/refuse-carried.ts'
import { openWork } from './withhold/work.ts'

/**
 * Withholds every row that stands for fewer people than its tables' owners demand: carries each table's identity column
 * up the relation, counts it at the first aggregation in which people are no longer told apart, and filters there, below
 * every join, sort and limit of the results. Refuses what is never aggregated.
 */
export const withholdSmallRows: Pass = (plan, question) => {
  // Where rows are protected, a minimum is kept by noisy counts: see `private/`.
  if (readsProtected(question)) return accepted(plan)
  const work = openWork(plan.query, question)
  if (work.minimums.length === 0) return accepted(plan)
  const { relation, carried } = carry(plan.query.relation, work)
  const places = plan.query.outputs.map(({ at }) => at)
  refuseCarried(carried, places.length === 0 ? relation.at : places.reduce(cover), work)
  if (work.diagnostics.length > 0) return refused(work.diagnostics)
  return accepted({ ...plan, query: { ...plan.query, relation }, suppression: work.suppression })
}
