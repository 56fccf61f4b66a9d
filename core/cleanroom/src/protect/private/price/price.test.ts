import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  add,
  budgetCap,
  compare,
  type Loss,
  multiply,
  noiseDistribution,
  noLoss,
  pureLoss,
  type Rational,
  rational,
  rationalOf,
  shareSpent,
  timesThatFit,
  toNumber,
  zcdpLoss,
  zcdpRho,
} from '@glovebox/privacy'
import fc from 'fast-check'
import type { PrivacyBudget, PrivacyCharge } from '../../../model/privacy.ts'
import { coordinateOf, countStep, globalStep } from '../../../model/private-step.fixture.ts'
import type { BoundedStep, Noise, PrivateStep } from '../../../model/private-step.ts'
import { type Priced, type PriceQuestion, price } from './price.ts'

const at = { start: 7, end: 40 }

const budget: PrivacyBudget = {
  owner: 'publisher',
  epsilon: 4,
  delta: 1e-6,
  refresh: 'none',
  warnAt: [],
  accounting: 'zcdp',
  members: [],
  at: { start: 0, end: 0 },
}
const pure: PrivacyBudget = { ...budget, accounting: 'pure', delta: 0 }
const advertiser: PrivacyBudget = { ...budget, owner: 'advertiser' }
const tables = [
  { name: 'impressions', owner: 'publisher' },
  { name: 'clicks', owner: 'publisher' },
  { name: 'clicks', owner: 'publisher' },
  { name: 'purchases', owner: 'advertiser' },
]

const publicStep = countStep({ groups: { kind: 'public', tuples: [['a'], ['b'], ['c']] } })

test('every owner is charged what the noise exactly loses, in every coordinate, tree and group', () => {
  const cases: readonly (readonly [readonly BoundedStep[], readonly PrivacyBudget[]])[] = [
    [[countStep()], [budget]],
    [[countStep(), globalStep()], [budget]],
    [
      [countStep({ maxGroups: 7, coordinates: [coordinateOf('n'), coordinateOf('sum', 12345n)] })],
      [budget, advertiser],
    ],
    [[publicStep, globalStep()], [pure]],
    [[countStep(), publicStep, globalStep()], [{ ...budget, perQuery: { noiseUsers: 30 } }]],
    [[globalStep()], [{ ...pure, perQuery: { noiseUsers: 300 } }]],
  ]
  for (const [steps, budgets] of cases) {
    const priced = accept({ steps, budgets, tables })
    const loss = priced.steps.map(recomputed).reduce(add)
    for (const charge of charges(priced)) assert.deepEqual(lossOfCharge(charge), loss)
  }
})

test('the loss of a step is that of its noise, and steps share the price equally', () => {
  const { steps } = accept({ steps: [countStep(), globalStep(), publicStep], budgets: [budget], tables })
  for (const step of steps) {
    const { loss } = step
    assert.ok(loss.kind === 'zcdp')
    assert.deepEqual(loss.rho, recomputed(step))
    const share = multiply(rationalOf(zcdpRho(0.2, 5e-7)), rational(1n, 3n))
    assert.ok(compare(loss.rho, share) <= 0)
    assert.ok(compare(loss.rho, multiply(share, rational(999_999n, 1_000_000n))) > 0)
  }
})

test('every coordinate has noise in proportion to its sensitivity', () => {
  const { steps } = accept({ steps: [globalStep()], budgets: [budget], tables })
  const [units, cost] = steps[0]?.noise ?? []
  assert.ok(units?.kind === 'discrete-gaussian' && cost?.kind === 'discrete-gaussian')
  assertNear(cost.sigmaSquared, multiply(units.sigmaSquared, rational(200n * 200n)))
  const [tree] = steps[0]?.treeNoise ?? []
  assert.ok(tree?.kind === 'discrete-gaussian')
  assertNear(tree.sigmaSquared, multiply(units.sigmaSquared, rational(3n * 2n * 2n)))
})

test('what a query costs where it names no price', () => {
  const cases: readonly (readonly [Partial<PrivacyBudget>, number])[] = [
    [{}, 0.2],
    [{ epsilon: 10 }, 0.5],
    [{ perQuery: { epsilon: 0.7 } }, 0.7],
    [{ maxEpsilonPerQuery: 0.1 }, 0.1],
    [{ perQuery: { epsilon: 0.7 }, maxEpsilonPerQuery: 1 }, 0.7],
    [{ accounting: 'pure', delta: 0 }, 0.2],
    [{ accounting: 'pure', delta: 0, perQuery: { epsilon: 0.7 } }, 0.7],
  ]
  for (const [changes, epsilon] of cases) {
    const [charge] = charges(accept({ steps: [publicStep], budgets: [{ ...budget, ...changes }], tables }))
    assert.ok(charge !== undefined && charge.epsilon <= epsilon)
    assert.ok(charge.epsilon > epsilon * (1 - 1e-6))
  }
})

test('what a clause says is the price, within the limits of its owner', () => {
  const question = { steps: [publicStep], budgets: [{ ...budget, maxEpsilonPerQuery: 1 }], tables }
  const [charge] = charges(accept({ ...question, clause: { epsilon: 1, delta: 1e-7, at } }))
  assert.ok(charge !== undefined && charge.epsilon <= 1 && charge.epsilon > 1 - 1e-6)
  assert.ok(charge.delta <= 1e-7)
  const refusals: readonly (readonly [Partial<PrivacyBudget>, { epsilon?: number; delta?: number }, string])[] = [
    [{}, { epsilon: 1.01 }, 'PRIVACY_PRICE_EPSILON'],
    [{}, { epsilon: 0 }, 'PRIVACY_PRICE_EPSILON'],
    [{}, { epsilon: -1 }, 'PRIVACY_PRICE_EPSILON'],
    [{}, { epsilon: Number.NaN }, 'PRIVACY_PRICE_EPSILON'],
    [{}, { epsilon: Number.POSITIVE_INFINITY }, 'PRIVACY_PRICE_EPSILON'],
    [{ epsilon: 50, maxEpsilonPerQuery: 50 }, { epsilon: 21 }, 'PRIVACY_PRICE_EPSILON'],
    [{ epsilon: 0.5, maxEpsilonPerQuery: 1 }, { epsilon: 0.6 }, 'PRIVACY_PRICE_EPSILON'],
    [{}, { delta: 1.1e-6 }, 'PRIVACY_PRICE_DELTA'],
    [{}, { delta: 0 }, 'PRIVACY_PRICE_DELTA'],
    [{}, { delta: -1e-9 }, 'PRIVACY_PRICE_DELTA'],
    [{ delta: 0.5 }, { delta: 1e-2 }, 'PRIVACY_PRICE_DELTA'],
    [{ accounting: 'pure', delta: 0 }, { delta: 1e-9 }, 'PRIVACY_PRICE_DELTA_PURE'],
  ]
  for (const [changes, clause, code] of refusals) {
    const limited: PrivacyBudget = { ...budget, maxEpsilonPerQuery: 1, ...changes }
    const places = { epsilon: { start: 9, end: 10 }, delta: { start: 11, end: 12 } }
    const result = price({ ...question, budgets: [limited], clause: { ...clause, at, places } })
    assert.ok(!result.ok, code)
    assert.deepEqual(
      result.diagnostics.map((d) => [d.code, d.owner, d.at]),
      [[code, 'publisher', 'epsilon' in clause ? places.epsilon : places.delta]],
    )
  }
})

test('every mistake of a clause is said at once, for every owner', () => {
  const clause = { epsilon: 30, delta: 0.5, at }
  const result = price({ steps: [publicStep], budgets: [budget, advertiser], tables, clause })
  assert.deepEqual(
    result.ok ? [] : result.diagnostics.map(({ code, owner }) => `${code} ${owner}`),
    ['publisher', 'advertiser'].flatMap((o) => [`PRIVACY_PRICE_EPSILON ${o}`, `PRIVACY_PRICE_DELTA ${o}`]),
  )
})

test('private keys take a thousandth of what selections may fail with, shared by the steps that have them', () => {
  const one = accept({ steps: [countStep()], budgets: [budget], tables })
  assert.deepEqual(
    one.steps.map(({ loss }) => loss.kind === 'zcdp' && loss.delta),
    [5e-10],
  )
  const [charge] = charges(one)
  assert.ok(charge?.loss.kind === 'zcdp' && charge.loss.delta === 5e-10)
  assert.ok(charge.delta >= 5e-7 + 5e-10 && charge.delta <= 1e-6)

  const three = accept({ steps: [countStep(), publicStep, countStep(), countStep()], budgets: [budget], tables })
  const deltas = three.steps.map(({ loss }) => (loss.kind === 'zcdp' ? loss.delta : 1))
  assert.equal(deltas[1], 0)
  const [whole] = charges(three)
  assert.ok(whole?.loss.kind === 'zcdp' && whole.loss.delta <= 5e-10 && whole.loss.delta > 4.999e-10)
})

test('a clause lowers what a selection may fail with, and never raises it', () => {
  const selection = (delta: number): number => {
    const [charge] = charges(accept({ steps: [countStep()], budgets: [budget], tables, clause: { delta, at } }))
    assert.ok(charge?.loss.kind === 'zcdp' && charge.delta <= delta * (1 + 1e-12))
    return charge.loss.delta
  }
  assert.equal(selection(1e-12), 5e-13)
  assert.equal(selection(1e-9), 5e-10)
  assert.equal(selection(5e-7), 5e-10)
})

test('a group that one unit alone is in passes the threshold with at most the probability that is charged', () => {
  for (const maxGroups of [1, 4, 100]) {
    const { steps } = accept({ steps: [countStep({ maxGroups })], budgets: [budget], tables })
    const [step] = steps
    const [noise] = step?.noise ?? []
    assert.ok(step?.groups.kind === 'private' && noise !== undefined && step.loss.kind === 'zcdp')
    const tail = noiseDistribution(noise).tailAtLeast
    assert.ok(maxGroups * tail(step.groups.threshold - 1n) <= step.loss.delta * (1 + 1e-6))
    assert.ok(maxGroups * tail(step.groups.threshold - 2n) > step.loss.delta)
  }
})

test('a unit counts in no more groups than there are', () => {
  const groupsOf = (step: BoundedStep): number | undefined =>
    accept({ steps: [step], budgets: [budget], tables }).steps[0]?.maxGroups
  assert.equal(groupsOf(publicStep), 3)
  assert.equal(groupsOf({ ...publicStep, maxGroups: 2 }), 2)
  assert.equal(groupsOf(globalStep({ maxGroups: 9 })), 1)
  assert.equal(groupsOf(countStep()), 4)
})

test('of two owners the smaller loss decides, and both are charged the same', () => {
  const budgets = [
    { ...budget, perQuery: { epsilon: 0.1 } },
    { ...advertiser, perQuery: { epsilon: 0.9 } },
  ]
  const steps = [countStep()]
  const priced = accept({ steps, budgets, tables })
  const [first, second] = charges(priced)
  assert.deepEqual(first?.loss, second?.loss)
  assert.deepEqual(first?.tables, ['impressions', 'clicks'])
  assert.deepEqual(second?.tables, ['purchases'])
  assert.ok(first !== undefined && first.epsilon <= 0.1 && first.epsilon > 0.1 - 1e-6)
  // The same loss at the same delta: it is what is spent, not what was allowed.
  assert.ok(second !== undefined && second.epsilon < 0.1 + 1e-6)
  const alone = accept({ steps, budgets: budgets.slice(0, 1), tables })
  assert.deepEqual(priced.steps, alone.steps)
})

test('a price in users is noise within which a count lies at 95 %, however many groups there are', () => {
  for (const users of [1, 3, 30, 1000]) {
    for (const accounting of ['zcdp', 'pure'] as const) {
      const own = { ...budget, accounting, epsilon: 20, perQuery: { noiseUsers: users } }
      const steps = [countStep({ groups: { kind: 'public-table', query: publicQuery }, maxGroups: 1 })]
      const [noise] = accept({ steps, budgets: [own], tables }).steps[0]?.noise ?? []
      assert.equal(noise === undefined ? undefined : noiseDistribution(noise).halfWidth(0.95), BigInt(users))
    }
  }
})

const publicQuery = { relation: { kind: 'values', rows: [], columns: [], at }, outputs: [], features: [] } as const

test('a price in users that costs more than the owner allows is refused with what would be allowed', () => {
  const budgets = [{ ...budget, perQuery: { noiseUsers: 3 }, maxEpsilonPerQuery: 0.5 }]
  const result = price({ steps: [countStep()], budgets, tables })
  assert.ok(!result.ok)
  assert.deepEqual(
    result.diagnostics.map(({ code }) => code),
    ['PRIVACY_PRICE_NOISE'],
  )
  assert.match(result.diagnostics[0]?.help ?? '', /epsilon = 0.5/)
})

test('noise that costs an owner too much is no obstacle where another owner demands more of it', () => {
  const noisy = { ...budget, perQuery: { noiseUsers: 3 }, maxEpsilonPerQuery: 0.5 }
  const strict = { ...advertiser, perQuery: { epsilon: 0.1 } }
  assert.ok(price({ steps: [countStep()], budgets: [noisy, strict], tables }).ok)
})

test('a large price buys Laplace noise where that is narrower, and is charged for it', () => {
  const own: PrivacyBudget = { ...budget, epsilon: 20 }
  const steps = [countStep({ groups: { kind: 'one' }, coordinates: [coordinateOf('sum', 1000n)] })]
  const kinds = new Set<string>()
  for (const epsilon of [1, 5, 10, 15, 20]) {
    const priced = accept({ steps, budgets: [own], tables, clause: { epsilon, at } })
    const [charge] = charges(priced)
    kinds.add(priced.steps[0]?.noise[0]?.kind ?? '')
    assert.ok(charge?.loss.kind === 'zcdp' && charge.epsilon <= epsilon)
    assert.ok(compare(charge.loss.rho, rationalOf(zcdpRho(epsilon, 5e-7))) <= 0)
  }
  assert.deepEqual([...kinds], ['discrete-gaussian', 'discrete-laplace'])
})

test('pure budgets have Laplace noise, whose ε is exact, and select no groups', () => {
  const { steps, event } = accept({ steps: [globalStep()], budgets: [pure], tables })
  const [step] = steps
  assert.ok(step !== undefined && [...step.noise, ...step.treeNoise].every(({ kind }) => kind === 'discrete-laplace'))
  assert.ok(event.kind === 'spend' && event.charges.every(({ delta }) => delta === 0))
  const result = price({ steps: [countStep()], budgets: [pure], tables })
  assert.deepEqual(
    result.ok ? [] : result.diagnostics.map(({ code, help }) => `${code} ${help.includes('`campaign`')}`),
    ['PRIVACY_PRICE_PURE_KEYS true'],
  )
})

test('budgets that add up differently do not share a query', () => {
  const result = price({ steps: [publicStep], budgets: [budget, { ...pure, owner: 'advertiser' }], tables })
  assert.deepEqual(result.ok ? [] : result.diagnostics.map(({ code }) => code), ['PRIVACY_PRICE_ACCOUNTING'])
})

test('twenty queries at a twentieth of the budget, and one at all of it, fit exactly', () => {
  for (const epsilon of [4, 0.1, 0.7, 1.1]) {
    const cost = (own: PrivacyBudget, clause: PriceQuestion['clause']): Loss => {
      const question = { steps: [publicStep], budgets: [own], tables, ...(clause === undefined ? {} : { clause }) }
      const [charge] = charges(accept(question))
      assert.ok(charge !== undefined)
      return charge.loss.kind === 'zcdp' ? zcdpLoss(charge.loss.rho, charge.loss.delta) : pureLoss(charge.loss.epsilon)
    }
    for (const own of [
      { ...budget, epsilon },
      { ...pure, epsilon },
    ]) {
      const cap = budgetCap(own)
      const whole = cost(own, { epsilon, at })
      assert.equal(timesThatFit(noLoss(own.accounting), whole, cap), 1n)
      assert.ok(shareSpent(whole, cap) > 0.999_999)
    }
    const own = { ...pure, epsilon }
    assert.equal(timesThatFit(noLoss('pure'), cost(own, undefined), budgetCap(own)), 20n)
  }
})

test('public keys alone, and no step at all, cost nothing', () => {
  const keysOnly = countStep({ groups: publicStep.groups, coordinates: [], columns: [], parts: [] })
  const [charge] = charges(accept({ steps: [keysOnly], budgets: [budget], tables }))
  assert.ok(charge?.loss.kind === 'zcdp' && charge.epsilon === 0)
  assert.deepEqual(charge.loss.rho, rational(0n))
  assert.deepEqual(accept({ steps: [], budgets: [budget], tables }).event, { kind: 'none' })
})

test('whatever the steps and the price, no more is lost than was allowed, and hardly less', () => {
  const anyStep = fc
    .record({
      sensitivities: fc.array(fc.bigInt(1n, 2n ** 80n), { minLength: 1, maxLength: 5 }),
      maxGroups: fc.integer({ min: 1, max: 1000 }),
    })
    .map(({ sensitivities, maxGroups }) =>
      countStep({ coordinates: [1n, ...sensitivities].map((s) => coordinateOf('c', s)), maxGroups }),
    )
  fc.assert(
    fc.property(
      fc.array(anyStep, { minLength: 1, maxLength: 3 }),
      fc.double({ min: 1e-5, max: 4, noNaN: true }),
      (steps, epsilon) => {
        const [charge] = charges(accept({ steps, budgets: [budget], tables, clause: { epsilon, at } }))
        const allowed = rationalOf(zcdpRho(epsilon, 5e-7))
        assert.ok(charge?.loss.kind === 'zcdp' && compare(charge.loss.rho, allowed) <= 0)
        assert.ok(compare(charge.loss.rho, multiply(allowed, rational(999_999n, 1_000_000n))) > 0)
        assert.ok(charge.epsilon <= epsilon)
      },
    ),
    { numRuns: 60 },
  )
})

function assertNear(a: Rational, b: Rational): void {
  assert.ok(Math.abs(toNumber(a) / toNumber(b) - 1) < 1e-8)
}

function accept(question: PriceQuestion): Priced {
  const result = price(question)
  assert.ok(result.ok, result.ok ? '' : result.diagnostics.map(({ message }) => message).join('; '))
  return result.value
}

function charges({ event }: Priced): readonly PrivacyCharge[] {
  assert.ok(event.kind === 'spend')
  return event.charges
}

function lossOfCharge({ loss }: PrivacyCharge): Rational {
  return loss.kind === 'zcdp' ? loss.rho : loss.epsilon
}

/** What a step loses by the definitions: ρ = κ·(Σ Δ²/2σ² + Σ h·m²/2σ²), ε = κ·(Σ Δ/scale + Σ h·m/scale). */
function recomputed({ coordinates, trees, noise, treeNoise, maxGroups }: PrivateStep): Rational {
  const of = (own: Noise | undefined, l1: bigint, l2Squared: bigint): Rational => {
    assert.ok(own !== undefined)
    if (own.kind === 'discrete-laplace') return multiply(rational(l1), inverse(own.scale))
    return multiply(rational(l2Squared, 2n), inverse(own.sigmaSquared))
  }
  const inGroup = [
    ...coordinates.map(({ sensitivity: s }, i) => of(noise[i], s, s * s)),
    ...trees.map(({ height, maxRows }, i) => {
      const [h, m] = [BigInt(height), BigInt(maxRows)]
      return of(treeNoise[i], h * m, h * m * m)
    }),
  ]
  return multiply(inGroup.reduce(add, rational(0n)), rational(BigInt(maxGroups)))
}

function inverse({ numerator, denominator }: Rational): Rational {
  return rational(denominator, numerator)
}
