import type { Formula, Plan, PlannedStep } from '@glovebox/cleanroom'

/** What a reader should know of the numbers; a function of the question and the rules alone. */
export function noteworthy(plan: Plan, owners: number): readonly string[] {
  const formulas = plan.steps.flatMap(({ columns }) => columns.map(({ formula }) => formula))
  const groups = plan.steps.map((step) => step.groups.kind)
  return [
    ...(groups.includes('private')
      ? ['groups that too few units have are not shown, and which these are is left to noise']
      : []),
    ...(groups.includes('public') || groups.includes('public-table')
      ? ['every public group is shown, also where nobody is in it; its numbers are then noise around 0']
      : []),
    ...new Set(plan.steps.flatMap(boundText)),
    ...(formulas.some(isExtreme)
      ? ['MIN and MAX are the quantiles at 1 % and 99 %: an extreme is somebody’s own value']
      : []),
    ...(formulas.some(({ kind }) => kind === 'value')
      ? ['noise may take counts and sums below 0; they are not cut off, so that their sums stay unbiased']
      : []),
    ...(owners > 1 ? ['a unit that is in the data of several owners loses the sum of their losses'] : []),
  ]
}

function isExtreme(formula: Formula): boolean {
  return formula.kind === 'quantile' && (formula.fraction === 0.01 || formula.fraction === 0.99)
}

/** How much of one unit counts. It is no part of the intervals: a sum may be far below the truth, however small the noise. */
function boundText({ groups, maxGroups, limits, coordinates, trees }: PlannedStep): readonly string[] {
  const areGroupsBounded = groups.kind !== 'one' && maxGroups < Number.MAX_SAFE_INTEGER
  const areUnitsCounted = trees.length === 0 && coordinates.every(({ bounds }) => bounds.low === 0 && bounds.high === 1)
  const rows = areUnitsCounted && limits.maxRows !== 1 ? undefined : limits.maxRows
  const parts = [
    ...(areGroupsBounded ? [counted(maxGroups, 'group')] : []),
    ...(rows === undefined ? [] : [`${counted(rows, 'row')}${areGroupsBounded ? ' in each' : ''}`]),
  ]
  if (parts.length === 0) return []
  return [`each unit counts with at most ${parts.join(', and ')}; the intervals do not cover what that leaves out`]
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
