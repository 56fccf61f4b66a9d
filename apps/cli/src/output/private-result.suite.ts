import type { BudgetView, Price, PrivacyStatement, StepReport } from '@glovebox/api'

// What a room says of one private question, for the tests of every face.

export const price: Price = {
  owner: 'publisher',
  epsilon: 0.2,
  delta: 1e-9,
  share: 0.0031,
  remainingBefore: { epsilon: 3.9, share: 0.972, analyses: 313 },
  remainingAfter: { epsilon: 3.89, share: 0.9689, analyses: 312 },
  isAffordable: true,
}

export const step: StepReport = {
  units: [{ table: 'visits', owner: 'publisher', unit: 'user_id' }],
  maxGroupsContributed: 4,
  maxRowsPerGroup: 10,
  groups: { kind: 'private', threshold: 87, delta: 5e-10, minimumUnits: 1 },
  mechanisms: [
    {
      name: 'COUNT(DISTINCT user_id)',
      mechanism: 'discrete Gaussian',
      sensitivity: 1,
      standardDeviation: 20.81,
      halfWidth: 41,
    },
    {
      name: 'SUM(spent)',
      mechanism: 'discrete Gaussian',
      sensitivity: 500,
      standardDeviation: 10405,
      halfWidth: 20394,
      bounds: { low: 0, high: 50 },
    },
  ],
  loss: { rho: 0.0012, delta: 5e-10 },
  isCached: false,
}

export const statement: PrivacyStatement = {
  epsilon: 0.2,
  delta: 1e-9,
  accounting: 'zcdp',
  neighbours: 'add or remove one user_id with all its rows',
  trustModel: 'central',
  excluded: ['timing'],
  owners: [
    {
      owner: 'publisher',
      tables: ['visits'],
      epsilon: 0.2,
      delta: 1e-9,
      cumulative: { epsilon: 0.41, delta: 1e-6, share: 0.0311 },
      lifetime: { epsilon: 0.41, delta: 1e-6 },
      remaining: { epsilon: 3.6, share: 0.95, analyses: 19 },
    },
  ],
  steps: [step],
  intervals: {
    people: { confidence: 0.95, halfWidth: 41 },
    spent: { confidence: 0.95, perRow: [{ low: 79.2, high: 119.8 }, null] },
  },
  notes: ['counts of fewer than 40 are mostly noise'],
}

export const budget: BudgetView = {
  owner: 'publisher',
  epsilon: 4,
  delta: 1e-6,
  accounting: 'zcdp',
  refresh: 'none',
  period: 'all',
  spent: { epsilon: 2.7, share: 0.55 },
  remaining: { epsilon: 1.1, share: 0.45, analyses: 9 },
  lifetime: { epsilon: 5.2, delta: 2e-6 },
  warnAt: [0.5, 0.8],
  isFrozen: false,
  members: [
    { member: 'advertiser', epsilon: 2, spent: { epsilon: 1.9, share: 0.5 } },
    { member: 'analyst', spent: { epsilon: 0.4, share: 0.05 } },
  ],
  entries: [
    {
      at: '2026-11-18T09:00:59.000Z',
      member: 'advertiser',
      query: 'SELECT city,\n  COUNT(*) AS n FROM visits GROUP BY city',
      epsilon: 1.9,
      delta: 1e-9,
      share: 0.5,
      cumulativeShare: 0.5,
      receipt: 'rcpt_a',
      status: 'spent',
    },
    {
      at: '2026-11-19T10:30:00.000Z',
      member: 'analyst',
      query: 'SELECT COUNT(*) AS n FROM broken',
      epsilon: 0.4,
      delta: 1e-9,
      share: 0.05,
      cumulativeShare: 0.5,
      status: 'released',
    },
    {
      at: '2026-11-20T11:45:00.000Z',
      member: 'analyst',
      epsilon: 0.4,
      delta: 1e-9,
      share: 0.05,
      cumulativeShare: 0.55,
      receipt: 'rcpt_b',
      status: 'reserved',
    },
  ],
}
