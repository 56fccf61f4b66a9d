import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StepReport } from '@glovebox/api'
import { price, step } from './private-result.suite.ts'
import { privacyPlanLines } from './private-steps.ts'
import { style } from './style.ts'

const plain = style(false)

function lines(...steps: readonly StepReport[]): readonly string[] {
  return [...privacyPlanLines({ price: [price], steps }, plain)]
}

test('a plan: what it costs, whom it protects, what counts, which groups, and the noise of every number', () => {
  assert.equal(
    lines(step).join('\n'),
    `what it costs
  budget of    ε     δ   share  left before  left after       then fit
  ─────────  ───  ────  ──────  ───────────  ──────────  ─────────────
  publisher  0.2  1e-9  0.31 %       97.2 %      96.8 %  312 like this

how it is made private
  protects  user_id of visits (publisher)
  counts    4 groups of a unit at most, and 10 rows in each
  groups    private: a key appears from 87 noisy units on (δ 5e-10)
  loss      ρ 0.0012, δ 5e-10

  aggregate                noise              sensitivity  standard deviation  ± at 95 %  bounds
  ───────────────────────  ─────────────────  ───────────  ──────────────────  ─────────  ──────
  COUNT(DISTINCT user_id)  discrete Gaussian            1                20.9         41
  SUM(spent)               discrete Gaussian          500               10500      20400  0 … 50`,
  )
})

const groups: readonly [groups: StepReport['groups'], text: string][] = [
  [{ kind: 'one' }, 'one row, always'],
  [{ kind: 'public', count: 1 }, 'public: 1 declared key appears, and no other'],
  [{ kind: 'public', count: 12 }, 'public: 12 declared keys appear, and no other'],
  [{ kind: 'public-table' }, 'public: every key of a public table appears, and no other'],
  [
    { kind: 'private', threshold: 186, delta: 5e-10, minimumUnits: 100 },
    'private: a key appears from 186 noisy units on, and from 100 exact ones on (δ 5e-10)',
  ],
]

for (const [kind, text] of groups) {
  test(`groups: ${text}`, () => assert.ok(lines({ ...step, groups: kind }).includes(`  groups    ${text}`)))
}

const bounds: readonly [change: Partial<StepReport>, text: string | undefined][] = [
  [{ groups: { kind: 'one' }, maxGroupsContributed: 1, maxRowsPerGroup: 3 }, '3 rows of a unit at most'],
  [{ maxGroupsContributed: Number.MAX_SAFE_INTEGER, maxRowsPerGroup: 1 }, '1 row of a unit at most'],
  [{ maxGroupsContributed: 1, maxRowsPerGroup: 1 }, '1 group of a unit at most, and 1 row in each'],
  [{ groups: { kind: 'one' } }, undefined],
]

for (const [change, text] of bounds) {
  test(`what counts: ${text ?? 'everything'}`, () => {
    const { maxRowsPerGroup: _, ...unbounded } = step
    const counts = lines({ ...unbounded, ...change }).filter((line) => line.startsWith('  counts'))
    assert.deepEqual(counts, text === undefined ? [] : [`  counts    ${text}`])
  })
}

test('several parts are numbered, and one that was published before says that it costs nothing', () => {
  const shown = lines(step, { ...step, isCached: true, maxGroupsContributed: 1 })
  assert.ok(shown.includes('how part 2 of 2 is made private'))
  assert.ok(shown.includes('  loss      none: published before'))
  assert.ok(shown.includes('  counts    1 group of a unit at most, and 10 rows in each'))
})

test('names of strangers cannot write to the terminal', () => {
  const hostile = '\u001b[2J'
  const units = [{ table: hostile, owner: hostile, unit: hostile }]
  const mechanisms = step.mechanisms.map((mechanism) => ({ ...mechanism, name: hostile }))
  assert.ok(
    !lines({ ...step, units, mechanisms })
      .join('')
      .includes('\u001b'),
  )
})
