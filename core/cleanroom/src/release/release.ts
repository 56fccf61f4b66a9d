import type { Value } from '@glovebox/sql'
import type { Plan, Release } from '../model/analysis.ts'

type Row = readonly Value[]

/** Exact rows to published rows, as the plan says. */
export function release(plan: Plan, exactRows: readonly Row[]): readonly Row[] {
  return exactRows.map((row) => {
    if (row.length !== plan.releases.length) throw new Error('a row has not one cell for each release')
    return plan.releases.map((how, i) => releaseCell(how, row[i] ?? null))
  })
}

function releaseCell({ kind }: Release, cell: Value): Value {
  switch (kind) {
    case 'exact':
      return cell
    case 'private':
      throw new Error('a private column is asked to leave as it is')
  }
}
