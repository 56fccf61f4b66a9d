import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Plan } from '../../core/cleanroom/src/index.ts'
import { toNumber, zcdpDelta } from '../../core/privacy/src/index.ts'
import type { Tables, Value } from '../../core/sql/src/index.ts'
import { random } from '../random.ts'
import { exactOf, lawsOf } from './enumerate.ts'
import { split } from './outcomes.ts'
import { lossOf } from './privacy-loss.ts'
import { noiseFrom, publisher } from './publish.ts'
import { openRoom, planOf } from './rooms.ts'
import { differenceOf } from './step-loss.ts'

const room = openRoom('attacked', {
  maxGroups: 2,
  maxRows: 2,
  budget: 'epsilon: 4, delta: 1e-3, perQuery: { epsilon: 0.5 }',
})
const empty: Tables = { visits: [], people: [], orders: [], items: [], clicks: [], pages: [], own: [] }

/** People 1 … n, of whom some have the secret: age 1 rather than 0. */
function peopleWith(secrets: readonly boolean[]): Tables {
  return { ...empty, people: secrets.map((has, i) => [BigInt(i + 1), 'Rome', has ? 1n : 0n]) }
}

function rhoOf({ steps }: Plan): number {
  return steps.reduce((sum, { loss }) => sum + (loss.kind === 'zcdp' ? toNumber(loss.rho) : 0), 0)
}

function first(rows: readonly (readonly Value[])[]): number {
  return Number(rows[0]?.[0] ?? 0)
}

// Of two worlds that differ in ρ an attacker guesses the right one with probability at most ½ + ½·√(ρ/2) (Pinsker).
const bestGuess = (rho: number): number => 0.5 + 0.5 * Math.sqrt(rho / 2)

test('differencing: two totals that differ in one person tell her secret no better than the theory allows', () => {
  const plans = ['', ' AND person <> 1'].map((more) =>
    planOf(`SELECT COUNT(DISTINCT person) FROM people WHERE age = 1${more}`, room),
  )
  const rho = plans.reduce((sum, plan) => sum + rhoOf(plan), 0)
  const worlds = [true, false].map((has) => peopleWith([has, true, true, false, true]))
  const [all, without] = worlds.map((tables) => plans.map((plan) => lawsOf(plan, tables)))
  const differences = plans.flatMap((plan, i) =>
    plan.steps.map((step, j) => {
      const [a, b] = [all?.[i]?.[j], without?.[i]?.[j]]
      if (a === undefined || b === undefined) throw new Error('a step has no law')
      return differenceOf(step, a, b)
    }),
  )
  for (const epsilon of [0.2, 1, 2]) {
    assert.ok(lossOf(differences).delta(epsilon) <= zcdpDelta(rho, epsilon) * 1.001)
  }
  const noise = noiseFrom(7)
  const runs = 4000
  let right = 0
  for (const [i, tables] of worlds.entries()) {
    const publish = plans.map((plan) => publisher(plan, tables))
    for (let run = 0; run < runs / 2; run++) {
      const [wide = 0, narrow = 0] = publish.map((one) => first(one(noise)))
      if (wide - narrow > 0.5 === (i === 0)) right++
    }
  }
  // Without noise the guess is always right. Six deviations: a false alarm in 10⁹.
  assert.ok(right / runs <= bestGuess(rho) + 6 * Math.sqrt(0.25 / runs), `${right / runs} at ρ ${rho}`)
})

/** The bits that best explain the answers to random subset counts: least squares by gradient descent, then rounding. */
function reconstruct(
  subsets: readonly (readonly number[])[],
  answers: readonly number[],
  people: number,
): readonly boolean[] {
  const guess = new Float64Array(people).fill(0.5)
  for (let round = 0; round < 400; round++) {
    const gradient = new Float64Array(people)
    for (const [q, subset] of subsets.entries()) {
      const error = subset.reduce((sum, i) => sum + (guess[i] ?? 0), 0) - (answers[q] ?? 0)
      for (const i of subset) gradient[i] = (gradient[i] ?? 0) + error
    }
    for (const i of guess.keys()) {
      const moved = (guess[i] ?? 0) - ((gradient[i] ?? 0) * 1.5) / (subsets.length * people * 0.25 + subsets.length)
      guess[i] = Math.min(1, Math.max(0, moved))
    }
  }
  return [...guess].map((value) => value > 0.5)
}

test('reconstruction: subset counts for a whole budget give away secrets no better than the theory allows', () => {
  const people = 24
  const source = random(5)
  const secrets = Array.from({ length: people }, () => source.flip())
  const subsets = Array.from({ length: 4 * people }, () =>
    Array.from({ length: people }, (_, i) => i).filter(() => source.flip()),
  )
  const tables = peopleWith(secrets)
  const share = openRoom('reconstructed', {
    maxGroups: 1,
    maxRows: 1,
    budget: `epsilon: 1, delta: 1e-3, perQuery: { epsilon: ${0.1} }`,
  })
  const plans = subsets.map((subset) =>
    planOf(
      `SELECT COUNT(DISTINCT person) FROM people WHERE age = 1 AND person IN (${[0, ...subset.map((i) => i + 1)].join(', ')})`,
      share,
    ),
  )
  const exact = plans.map((plan) => Number(lawsOf(plan, tables)[0]?.groups[0]?.coordinates[0]?.exact ?? 0n))
  const correct = (answers: readonly number[]): number =>
    reconstruct(subsets, answers, people).filter((bit, i) => bit === secrets[i]).length
  // The attack works where there is no noise: it is the noise that stops it.
  assert.equal(correct(exact), people)
  const noise = noiseFrom(11)
  const publish = plans.map((plan) => publisher(plan, tables))
  const rounds = 6
  let right = 0
  for (let round = 0; round < rounds; round++) right += correct(publish.map((one) => first(one(noise))))
  const rho = plans.reduce((sum, plan) => sum + rhoOf(plan), 0)
  const guessed = right / (rounds * people)
  // Guesses of one round share its noise: the deviation is at most that of so many rounds, and chance alone gives ½.
  assert.ok(guessed <= bestGuess(rho) + 6 * Math.sqrt(0.25 / (rounds * people)), `${guessed} at ρ ${rho}`)
  assert.ok(bestGuess(rho) < 0.8, `the bound says something: ${bestGuess(rho)}`)
})

test('low bits: what is published is a multiple of one step, and every residue comes out of either neighbour', () => {
  const plan = planOf('SELECT SUM(cost) FROM visits', room)
  const step = plan.steps[0]?.coordinates[0]?.step
  if (step === undefined) throw new Error('a sum has a coordinate')
  const visit = (person: bigint, cost: number): readonly Value[] => [person, 'a', 'FR', 1n, cost, 100n, 0, true]
  const rows = [visit(1n, 12.345678901234567), visit(2n, 0.1), visit(3n, 33.3)]
  const noise = noiseFrom(3)
  const residues = [rows, rows.slice(1)].map((visits) => {
    const publish = publisher(plan, { ...empty, visits })
    return Array.from({ length: 600 }, () => {
      const steps = (first(publish(noise)) * Number(step.denominator)) / Number(step.numerator)
      assert.ok(Number.isInteger(steps), `${steps} is no multiple`)
      return ((steps % 16) + 16) % 16
    })
  })
  for (const found of residues) {
    // One of 16 is missed in 600 draws with probability 2·10⁻¹⁶.
    assert.equal(new Set(found).size, 16)
  }
})

test('sums: huge values in any order give bit for bit the same exact integers, which one person changes within bounds', () => {
  const big = 2 ** 53
  const values = [big, 1, -big, 1, 1e300, -1e300, 2 ** -40, 0.1, 0.2, 0.3, Number.POSITIVE_INFINITY, -0]
  const plan = planOf(
    `SELECT SUM(free, contribution_bounds_per_group => (-${big}, ${big})), SUM(cost) FROM visits`,
    room,
  )
  const [step] = plan.steps
  if (step === undefined) throw new Error('a sum has a step')
  const rows = values.flatMap((free, _i) =>
    [1n, 2n].map((person): readonly Value[] => [person, 'a', 'FR', 1n, free / 7, 100n, free, true]),
  )
  const exact = (visits: readonly (readonly Value[])[]): readonly bigint[] =>
    (exactOf(step, { ...empty, visits }).parts[0]?.[0] ?? []).map((cell) => BigInt(cell as bigint))
  const expected = exact(rows)
  const source = random(9)
  for (let round = 0; round < 30; round++) {
    const shuffled = rows.map((row) => ({ row, key: source.below(1e9) })).sort((a, b) => a.key - b.key)
    assert.deepEqual(exact(shuffled.map(({ row }) => row)), expected)
  }
  const without = exact(rows.filter(([person]) => person !== 1n))
  for (const [i, { sensitivity }] of step.coordinates.entries()) {
    const change = (expected[i] ?? 0n) - (without[i] ?? 0n)
    assert.ok(change <= sensitivity && change >= -sensitivity, `${change}`)
  }
})

test('empty groups: public groups and totals are there with nobody in them, and nothing else ever is', () => {
  const noise = noiseFrom(1)
  for (const [sql, keys] of [
    ['SELECT country, COUNT(*) FROM visits GROUP BY country', ['DE', 'FR']],
    ['SELECT member, COUNT(*) FROM visits GROUP BY member', [false, true, null]],
    ['SELECT p.topic, COUNT(*) FROM visits v JOIN pages p ON v.page = p.page GROUP BY p.topic', ['news', 'sport']],
  ] as const) {
    const plan = planOf(sql, room)
    const pages = [
      ['a', 'news'],
      ['b', 'sport'],
    ]
    const visits: readonly (readonly Value[])[] = [[1n, 'a', 'US', 1n, 1, 100n, 0, true]]
    for (const tables of [
      { ...empty, pages },
      { ...empty, pages, visits },
    ]) {
      assert.deepEqual(
        publisher(plan, tables)(noise).map(([key]) => key),
        keys,
        sql,
      )
    }
  }
  // Every number gets a draw of its own, zeros as well: 15 draws of this σ are never so few different ones.
  const seconds = publisher(planOf('SELECT seconds, COUNT(*) FROM visits GROUP BY seconds', room), empty)
  const [counts, again] = [seconds(noise), seconds(noise)]
  assert.ok(new Set(counts.map(([, count]) => count)).size > 5, String(counts))
  assert.notDeepEqual(counts, again)
  const total = publisher(
    planOf('SELECT COUNT(*), SUM(cost), AVG(seconds), MEDIAN(cost) FROM visits', room),
    empty,
  )(noise)
  assert.equal(total.length, 1)
  assert.ok(total[0]?.every((cell) => cell !== null))
})

test('keys: what one person alone has appears no more often than δ, and what nobody has never does', () => {
  const plan = planOf('SELECT page, COUNT(*) FROM visits GROUP BY page', room)
  const [step] = plan.steps
  if (step?.groups.kind !== 'private' || step.loss.kind !== 'zcdp') throw new Error('pages are selected')
  const unit = step.noise[step.unitsCoordinate ?? -1]
  if (unit === undefined) throw new Error('units are counted')
  const shown = split(unit, 1n, step.groups.threshold).above
  assert.ok(1 - (1 - shown) ** step.maxGroups <= step.loss.delta * 1.001, `${shown}`)
  const visits: readonly (readonly Value[])[] = [[1n, 'only hers', 'FR', 1n, 1, 100n, 0, true]]
  const [publish, publishEmpty] = [{ ...empty, visits }, empty].map((tables) => publisher(plan, tables))
  const noise = noiseFrom(2)
  for (let round = 0; round < 500; round++) {
    assert.deepEqual(publish?.(noise), [])
    assert.deepEqual(publishEmpty?.(noise), [])
  }
})
