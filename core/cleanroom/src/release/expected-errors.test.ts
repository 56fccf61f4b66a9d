import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noiseDistribution, rational } from '@glovebox/privacy'
import { compile, decimalType, doubleType, integerType, type Schema, textType } from '@glovebox/sql'
import { columnOf, coordinateOf, countStep, noQuery, publishedOf } from '../model/private-step.fixture.ts'
import type { Noise, PrivateStep } from '../model/private-step.ts'
import { carryIntervals } from './carry-intervals.ts'
import { type ExpectedError, expectedErrors } from './expected-errors.ts'
import { publish } from './release-privately.ts'
import { precisionOf, usefulness } from './usefulness.ts'

const gaussian: Noise = { kind: 'discrete-gaussian', sigmaSquared: rational(100n) }
const wide: Noise = { kind: 'discrete-gaussian', sigmaSquared: rational(10n ** 6n) }

// Counts, a sum in steps of 1/4 and a mean of values from 0 to 50, whose noisy sum adds what is above 25.
const step: PrivateStep = {
  ...countStep({
    table: 'reach',
    keys: [columnOf('campaign', textType)],
    columns: [
      publishedOf('users', { kind: 'value', coordinate: 0 }),
      publishedOf('cost', { kind: 'value', coordinate: 1 }, decimalType(38, 2)),
      publishedOf('mean', { kind: 'mean', count: 0, sum: 1, middle: 25, low: 0, high: 50 }, doubleType),
      publishedOf('median', { kind: 'quantile', tree: 0, fraction: 0.5 }, doubleType),
    ],
    coordinates: [
      coordinateOf('COUNT(DISTINCT user_id)'),
      { ...coordinateOf('SUM(cost)', 100n), step: rational(1n, 4n) },
    ],
    trees: [{ name: 'cost', low: 0, high: 50, fanout: 4, height: 2, maxRows: 1 }],
    parts: [{ kind: 'coordinates', query: noQuery, coordinates: [0, 1] }],
  }),
  groups: { kind: 'private', threshold: 38n },
  noise: [gaussian, wide],
  treeNoise: [gaussian],
  loss: { kind: 'zcdp', rho: rational(1n), delta: 1e-9 },
}

const types = { campaign: textType, users: integerType, cost: decimalType(38, 2), mean: doubleType, median: doubleType }
const columns = Object.entries(types).map(([name, type]) => ({ name, type, nullable: true }))
const schema: Schema = { tables: [{ name: 'reach', columns }] }

test('counts and sums have the error of their noise, in the units of the output', () => {
  const users = Number(noiseDistribution(gaussian).halfWidth(0.95))
  const cost = Number(noiseDistribution(wide).halfWidth(0.95)) / 4
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['users', users],
    ['users * 10 + 3', users * 10],
    ['cost', cost],
    ['cast(cost AS double) / 1000', cost / 1000],
    ['campaign', undefined],
    ['median', undefined],
    ['users + cost', undefined],
  ]
  for (const [expression, halfWidth] of cases) {
    const found = errorsOf(`WITH r AS (SELECT *, users AS again FROM reach) SELECT ${expression} AS x FROM r`)
    assert.ok(halfWidth === undefined ? found.x === undefined : close(found.x?.halfWidth, halfWidth), expression)
    assert.equal(found.x?.units, undefined)
  }
})

test('the error of a mean is the largest that a group of the stated size has', () => {
  const { mean } = errorsOf('SELECT mean FROM reach')
  assert.ok(mean?.units === 200)
  const widths = [0, 12.5, 25, 37.5, 50].map((value) => {
    const coordinates = [200n, BigInt(200 * 4 * (value - 25))]
    const candidate = { key: ['a'], coordinates, leaves: [] }
    const still = { quantile: () => ({ position: 0, low: 0, high: 0 }) }
    const { intervals } = publish(step, [candidate], () => ({ coordinates, trees: [still] }))
    const interval = intervals[0]?.[2]
    return interval ? Math.max(value - interval.low, interval.high - value) : Number.NaN
  })
  assert.ok(close(Math.max(...widths), mean.halfWidth))
})

test('what is of use is said in figures of noise and threshold alone', () => {
  const halfWidth = Number(noiseDistribution(gaussian).halfWidth(0.95))
  const { tenthFrom, shownFrom } = precisionOf(step)
  assert.deepEqual(tenthFrom[0], { name: 'COUNT(DISTINCT user_id)', isCount: true, from: 10 * halfWidth })
  assert.equal(shownFrom, 38n)
  assert.deepEqual(usefulness([step, step]), [
    `counts of ${10 * halfWidth} or more are within 10 % at 95 % confidence: \`COUNT(DISTINCT user_id)\``,
    'sums of 4900 or more are within 10 % at 95 % confidence: `SUM(cost)`',
    'groups of fewer than about 38 units are not shown',
  ])
  assert.equal(precisionOf({ ...step, minimumUnits: 10 }).shownFrom, 47n)
  assert.equal(precisionOf({ ...step, groups: { kind: 'public', tuples: [] } }).shownFrom, undefined)
  assert.equal(precisionOf({ ...step, groups: { kind: 'public', tuples: [] }, minimumUnits: 10 }).shownFrom, 10n)
})

function errorsOf(sql: string): Readonly<Record<string, ExpectedError>> {
  const result = compile(sql, schema, [])
  assert.ok(result.ok, sql)
  let last = 100_000
  const carried = carryIntervals(result.value, [step], () => ++last)
  return expectedErrors({ ...carried, steps: [{ ...step, ...unused }] })
}

// What `explain` reads of a planned step.
const unused = { units: [], limits: {}, asked: undefined as never }

function close(a: number | undefined, b: number): boolean {
  return a !== undefined && Math.abs(a - b) <= 1e-9 * Math.abs(b)
}
