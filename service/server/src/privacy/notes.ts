import type { Formula, Plan } from '@glovebox/cleanroom'

/** What a reader should know of the numbers; a function of the question and the rules alone. */
export function noteworthy(plan: Plan, owners: number): readonly string[] {
  const formulas = plan.steps.flatMap(({ columns }) => columns.map(({ formula }) => formula))
  const groups = plan.steps.map((step) => step.groups.kind)
  const bounded = plan.steps.some(({ groups: g, maxGroups }) => g.kind !== 'one' && maxGroups < Number.MAX_SAFE_INTEGER)
  return [
    ...(groups.includes('private')
      ? ['groups that too few units have are not shown, and which these are is left to noise']
      : []),
    ...(groups.includes('public') || groups.includes('public-table')
      ? ['every public group is shown, also where nobody is in it; its numbers are then noise around 0']
      : []),
    ...(bounded
      ? [
          'of each unit only so many groups and rows count as its owner declared; the intervals do not cover what that leaves out',
        ]
      : []),
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
