import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toNumber, toNumberUp } from '../exact/double.ts'
import { compare, rational } from '../exact/rational.ts'
import { randomizedResponseEpsilon } from '../loss/laplace.ts'
import { zcdpEpsilon } from '../loss/zcdp.ts'
import { budgetCap, conversionDelta, lossDelta, lossEpsilon } from './budget.ts'
import { decimalOf } from './decimal.ts'
import { admit, type Filter, zcdpFilter } from './filter.ts'
import {
  addLoss,
  deltaUnits,
  fits,
  type Loss,
  lossUnits,
  noLoss,
  pureLoss,
  shareSpent,
  timesThatFit,
  zcdpLoss,
} from './loss.ts'

const epsilon = fc.double({ min: 1e-3, max: 50, noNaN: true })
const delta = fc.double({ min: -34, max: -1, noNaN: true }).map(Math.exp)
const rho = fc.double({ min: 0, max: 3, noNaN: true })

test('a written number is its decimal', () => {
  assert.deepEqual(decimalOf(0.1), rational(1n, 10n))
  assert.deepEqual(decimalOf(1e-6), rational(1n, 1_000_000n))
  assert.deepEqual(decimalOf(-12.5), rational(-25n, 2n))
  assert.deepEqual(decimalOf(3e21), rational(3_000_000_000_000_000_000_000n))
  for (const x of [Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => decimalOf(x), RangeError)
})

test('a budget of 1 and 1e-6 halves its δ and rounds its ρ down', () => {
  const cap = budgetCap({ epsilon: 1, delta: 1e-6, accounting: 'zcdp' })
  assert.ok(cap.kind === 'zcdp')
  assert.equal(cap.delta, 500_000_000_000n)
  assert.equal(conversionDelta(1e-6), 500_000_000_000n)
  // The least ρ that would be one unit too many does not convert to (1, 5e-7).
  assert.ok(zcdpEpsilon(toNumberUp(rational(cap.rho, lossUnits)), 5e-7) <= 1 + 1e-14)
  assert.ok(zcdpEpsilon(toNumberUp(rational(cap.rho + 2n, lossUnits)), 5e-7) > 1)
  assert.deepEqual(budgetCap({ epsilon: 0.1, delta: 0, accounting: 'pure' }), {
    kind: 'pure',
    epsilon: 100_000_000_000_000n,
  })
})

test('what a budget admits comes back as no more than the budget', () => {
  fc.assert(
    fc.property(epsilon, delta, (e, d) => {
      const cap = budgetCap({ epsilon: e, delta: d, accounting: 'zcdp' })
      const conversion = conversionDelta(d)
      assert.ok(lossEpsilon(cap, conversion) <= e * (1 + 1e-9))
      assert.ok(lossDelta(cap, conversion) <= d * (1 + 1e-15))
    }),
  )
})

test('costs are rounded up, and sums in units are exact', () => {
  fc.assert(
    fc.property(rho, delta, (r, d) => {
      const loss = zcdpLoss(r, d)
      assert.ok(loss.kind === 'zcdp')
      assert.ok(toNumber(rational(loss.rho, lossUnits)) >= r && toNumber(rational(loss.delta, deltaUnits)) >= d)
      assert.ok(loss.rho <= BigInt(Math.floor(r * 1e15)) + 2n)
    }),
  )
  assert.deepEqual(zcdpLoss(rational(1n, 3n)), { kind: 'zcdp', rho: 333_333_333_333_334n, delta: 0n })
  assert.deepEqual(pureLoss(Number.MIN_VALUE), { kind: 'pure', epsilon: 1n })
  assert.deepEqual(addLoss(zcdpLoss(0.5, 0.25), zcdpLoss(0.5)), zcdpLoss(1, 0.25))
})

test('a filter admits until one more would pass the cap, in ρ or in δ, and never after that', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(rho, delta), { maxLength: 30 }), (costs) => {
      const cap = zcdpLoss(4, 0.3)
      let filter: Filter = zcdpFilter(cap)
      for (const [r, d] of costs) filter = admit(filter, zcdpLoss(r, d)) ?? filter
      assert.ok(fits(filter.spent, noLoss('zcdp'), cap))
      assert.ok(shareSpent(filter.spent, cap) <= 1)
    }),
  )
  const full = admit(zcdpFilter(zcdpLoss(1, 0.5)), zcdpLoss(1, 0.5))
  assert.ok(full !== undefined && admit(full, zcdpLoss(0, 0)) !== undefined)
  assert.equal(admit(full, zcdpLoss(Number.MIN_VALUE)), undefined)
  assert.equal(admit(full, zcdpLoss(0, Number.MIN_VALUE)), undefined)
})

test('randomized response at 0.51 fits twenty-four times into a pure budget of 1', () => {
  const cost = pureLoss(randomizedResponseEpsilon(0.51))
  let filter: Filter | undefined = zcdpFilter(pureLoss(1))
  let times = 0
  for (; filter !== undefined; times += 1) {
    if (times === 2) assert.ok(Math.abs(lossEpsilon(filter.spent, 0n) - 0.08001066922739841) < 3e-15)
    filter = admit(filter, cost)
  }
  assert.equal(times - 1, 24)
  assert.equal(timesThatFit(noLoss('pure'), cost, pureLoss(1)), 24n)
})

test('a share is the larger of ρ and δ, rounded up', () => {
  const cap = zcdpLoss(3, 0.3)
  assert.equal(shareSpent(noLoss('zcdp'), cap), 0)
  assert.equal(shareSpent(zcdpLoss(1.5), cap), 0.5)
  assert.ok(compare(rational(1n, 3n), decimalOf(shareSpent(zcdpLoss(1), cap))) < 0)
  assert.ok(shareSpent(zcdpLoss(0, 0.2), cap) > 0.66)
  assert.equal(shareSpent(zcdpLoss(1), noLoss('zcdp')), Number.POSITIVE_INFINITY)
  assert.ok(shareSpent(zcdpLoss(6), cap) > 1.99)
  assert.equal(timesThatFit(zcdpLoss(6), zcdpLoss(1), cap), 0n)
  assert.equal(timesThatFit(zcdpLoss(0), zcdpLoss(1, 0.2), cap), 1n)
  assert.equal(timesThatFit(zcdpLoss(0), zcdpLoss(0), cap), undefined)
})

test('kinds do not mix, and what has no meaning is refused', () => {
  const pure: Loss = pureLoss(1)
  for (const mixed of [
    () => addLoss(pure, zcdpLoss(1)),
    () => fits(zcdpLoss(1), pure, pure),
    () => shareSpent(pure, zcdpLoss(1)),
  ]) {
    assert.throws(mixed, RangeError)
  }
  assert.throws(() => fits(pure, { kind: 'pure', epsilon: -1n }, pure), RangeError)
  for (const amount of [-1, Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => pureLoss(amount), RangeError)
  for (const d of [0, 1, 1e-18, Number.NaN]) assert.throws(() => conversionDelta(d), RangeError)
  assert.throws(() => budgetCap({ epsilon: 0, delta: 1e-6, accounting: 'zcdp' }), RangeError)
})
