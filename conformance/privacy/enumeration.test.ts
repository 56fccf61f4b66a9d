import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Plan, PlannedStep } from '../../core/cleanroom/src/index.ts'
import { divide, multiply, type Rational, rational } from '../../core/privacy/src/index.ts'
import { violations } from './enumerate.ts'
import { demanded, enumerateQueries } from './enumeration.suite.ts'
import { fullPlans, fullQueries, fullTables } from './full-contribution.ts'
import { openRoom, planOf } from './rooms.ts'

test('no generated query loses more than it says, with all its neighbours and in both directions', () => {
  const { accepted, features } = enumerateQueries(320, 1)
  assert.equal(accepted, 320)
  assert.deepEqual(
    demanded.filter((feature) => !features.has(feature)),
    [],
  )
})

const loose = openRoom('loose', {
  maxGroups: 2,
  maxRows: 2,
  budget: 'epsilon: 20, delta: 0.5, perQuery: { epsilon: 6 }',
})
const pure = openRoom('pure', {
  maxGroups: 2,
  maxRows: 2,
  budget: 'epsilon: 20, accounting: pure, perQuery: { epsilon: 6 }',
})

for (const sql of fullQueries) {
  test(`a person who contributes all that is allowed is covered: ${sql}`, () => {
    const plan = planOf(sql, loose)
    assert.deepEqual(
      fullTables.flatMap((tables) => violations(plan, tables)),
      [],
    )
  })
}

// Each of these is a bug that was shipped somewhere; enumeration must see it in at least one plan of those above.

const half = rational(1n, 2n)
const scaled = (value: Rational, by: Rational): Rational => multiply(value, by)

function withSteps(plan: Plan, change: (step: PlannedStep) => PlannedStep): Plan {
  return { ...plan, steps: plan.steps.map(change) }
}

function withNoise(by: Rational): (plan: Plan) => Plan {
  const less = (noise: PlannedStep['noise']): PlannedStep['noise'] =>
    noise.map((one) =>
      one.kind === 'discrete-gaussian'
        ? { ...one, sigmaSquared: scaled(one.sigmaSquared, multiply(by, by)) }
        : { ...one, scale: scaled(one.scale, by) },
    )
  return (plan) => withSteps(plan, (step) => ({ ...step, noise: less(step.noise), treeNoise: less(step.treeNoise) }))
}

const broken: readonly (readonly [what: string, (plan: Plan) => Plan])[] = [
  ['noise made for half the sensitivity', withNoise(half)],
  ['noise that is a tenth too small', withNoise(rational(9n, 10n))],
  [
    'a threshold one too low',
    (plan) =>
      withSteps(plan, (step) =>
        step.groups.kind === 'private'
          ? { ...step, groups: { ...step.groups, threshold: step.groups.threshold - 1n } }
          : step,
      ),
  ],
  [
    'coordinates that are said to be less sensitive',
    (plan) =>
      withSteps(plan, (step) => ({
        ...step,
        coordinates: step.coordinates.map((c) => ({ ...c, sensitivity: c.sensitivity / 2n })),
      })),
  ],
  ['units that are said to be in fewer groups', (plan) => withSteps(plan, (step) => ({ ...step, maxGroups: 1 }))],
  [
    'half of the loss charged',
    (plan) => {
      if (plan.event.kind === 'none') return plan
      const charges = plan.event.charges.map((charge) => ({
        ...charge,
        loss:
          charge.loss.kind === 'pure' ? charge.loss : { ...charge.loss, rho: divide(charge.loss.rho, rational(2n)) },
      }))
      return { ...plan, event: { ...plan.event, charges } }
    },
  ],
  [
    'a smaller ε promised',
    (plan) => {
      if (plan.event.kind === 'none') return plan
      return {
        ...plan,
        event: { ...plan.event, charges: plan.event.charges.map((c) => ({ ...c, epsilon: c.epsilon / 2 })) },
      }
    },
  ],
  [
    'the selection of keys not charged',
    (plan) =>
      withSteps(plan, (step) => ({
        ...step,
        loss: step.loss.kind === 'zcdp' ? { ...step.loss, delta: 0 } : step.loss,
      })),
  ],
  [
    'a minimum left to exact counts',
    (plan) =>
      withSteps(plan, (step) =>
        step.groups.kind === 'private'
          ? { ...step, minimumUnits: 3, groups: { kind: 'private', threshold: -9n } }
          : step,
      ),
  ],
  ['a protected table read afterwards', (plan) => ({ ...plan, query: plan.steps[0]?.parts[0]?.query ?? plan.query })],
]

for (const [what, breakIt] of broken) {
  test(`is caught: ${what}`, () => {
    const isCaught = (plan: Plan): boolean => fullTables.some((tables) => violations(breakIt(plan), tables).length > 0)
    assert.ok(fullPlans(loose).some(isCaught))
  })
}

test('noise that is a thousandth too small is caught, under either accounting', () => {
  for (const room of [loose, pure]) {
    const plan = withNoise(rational(999n, 1000n))(planOf('SELECT COUNT(*) FROM visits', room))
    assert.notEqual(fullTables.flatMap((tables) => violations(plan, tables)).length, 0)
  }
})
