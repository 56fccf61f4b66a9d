import { type Bug, byPage, privateDirectory } from './bug.ts'

/** Where noise and cost are set. */
export const pricingBugs: readonly Bug[] = [
  {
    name: 'the threshold is made for one group, and a unit has several',
    seenIn: 'SmartNoise, censor_dims with max_contrib',
    file: `${privateDirectory}/price/noisy-steps.ts`,
    text: 'denominator }, delta, maxGroups })',
    becomes: 'denominator }, delta, maxGroups: 1 })',
    foundBy: { questions: [byPage] },
  },
  {
    name: 'a tree is priced as one level',
    seenIn: 'quantile trees without √(h·κ)',
    file: `${privateDirectory}/price/step-vector.ts`,
    text: 'levels: height }',
    becomes: 'levels: 1 }',
    foundBy: { questions: ['SELECT country, MEDIAN(seconds) FROM visits GROUP BY country'] },
  },
  {
    name: 'any ε may be asked for',
    seenIn: 'values that switch privacy off',
    file: `${privateDirectory}/price/owner-price.ts`,
    text: '(epsilon >= leastEpsilon && epsilon <= limit)',
    becomes: '(epsilon >= leastEpsilon)',
    foundBy: { tests: ['private/price/price.test'] },
  },
  {
    name: 'the δ of selecting keys is not charged',
    seenIn: 'Tumult get_groups, which needs δ',
    file: `${privateDirectory}/price/noisy-steps.ts`,
    text: "const ownDelta = step.groups.kind === 'private' ? delta : 0",
    becomes: "const ownDelta = step.groups.kind === 'one' ? delta : 0",
    foundBy: { questions: [byPage] },
  },
  {
    name: 'of two steps the first is charged',
    seenIn: 'composition left out',
    file: `${privateDirectory}/price/price.ts`,
    text: 'const rho = sum(losses.flatMap(',
    becomes: 'const rho = sum(losses.slice(0, 1).flatMap(',
    foundBy: {
      questions: [
        'SELECT n, m FROM (SELECT COUNT(*) AS n FROM visits) a CROSS JOIN (SELECT SUM(age) AS m FROM people) b',
      ],
    },
  },
  {
    name: 'each of two steps may lose all',
    seenIn: 'composition left out',
    file: `${privateDirectory}/price/allowance.ts`,
    text: 'divide(whole, rational(BigInt(Math.max(1, steps.filter(dependsOnRows).length))))',
    becomes: 'whole',
    foundBy: { tests: ['private/price/price.test'] },
  },
  {
    name: 'a budget converts with all of its δ and selects keys with it again',
    seenIn: 'δ spent twice',
    file: `${privateDirectory}/price/owner-price.ts`,
    text: 'const half = budget.delta / 2',
    becomes: 'const half = budget.delta',
    foundBy: { tests: ['private/price/price.test'] },
  },
]
