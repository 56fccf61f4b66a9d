import assert from 'node:assert/strict'
import fc from 'fast-check'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import { lifetime, spent } from './balance.ts'
import { openPeriod } from './budget.ts'
import { entries } from './history.ts'
import { chain, charge, cost, request } from './requests.fixture.ts'
import { reserve } from './reserve.ts'
import { type Cost, periodOf } from './scope.ts'
import { settle, touch } from './settle.ts'

// The ledger beside the most naive one there is: a list of charges, searched from end to end for every question.

const owners = ['o1', 'o2'] as const
const members = ['m1', 'm2'] as const
const days = ['2026-10-31T23:59:59Z', '2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'] as const
type Naive = { key: string; owner: string; member: string; month: string; period: number; cost: Cost; status: string }
type Model = { charges: Naive[]; readonly periods: Map<string, number> }

const small = fc.tuple(fc.bigInt(0n, 4n), fc.bigInt(0n, 2n)).map(([loss, delta]) => cost(loss, delta))
const large = fc.tuple(fc.bigInt(0n, 12n), fc.bigInt(0n, 6n)).map(([loss, delta]) => cost(loss, delta))
const cap = fc.option(large, { nil: undefined })
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('reserve' as const),
      key: fc.integer({ min: 0, max: 40 }),
      owners: fc.subarray([...owners], { minLength: 1 }),
      member: fc.constantFrom(...members),
      cost: small,
      caps: fc.record({ 'data-set': cap, collaboration: cap, member: cap }),
      refresh: fc.constantFrom('none' as const, 'calendar-month' as const),
      at: fc.constantFrom(...days),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('touch' as const, 'spent' as const, 'untouched' as const),
      key: fc.integer({ min: 0, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('period' as const), owner: fc.constantFrom(...owners) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
type ReserveStep = Extract<Step, { kind: 'reserve' }>

function sum(charges: readonly Naive[]): Cost {
  return charges.reduce((total, c) => cost(total.loss + c.cost.loss, total.delta + c.cost.delta), cost(0))
}

function naiveSpent(model: Model, owner: string, member: string | undefined, month: string): Cost {
  return sum(
    model.charges.filter(
      (c) =>
        c.owner === owner &&
        c.status !== 'released' &&
        c.period === (model.periods.get(owner) ?? 1) &&
        (member === undefined || c.member === member) &&
        (month === 'all' || c.month >= month),
    ),
  )
}

function naiveReserve(model: Model, said: ReserveStep): string {
  const key = `k${said.key}`
  const live = model.charges.filter((c) => c.key === key && c.status !== 'released')
  if (live.length > 0) {
    const isSame =
      live.length === said.owners.length &&
      live.every((c) => said.owners.some((owner) => owner === c.owner) && c.member === said.member) &&
      live.every((c) => c.cost.loss === said.cost.loss && c.cost.delta === said.cost.delta)
    return isSame ? 'repeated' : 'key-taken'
  }
  const month = periodOf(said.refresh, said.at)
  for (const owner of said.owners) {
    for (const kind of ['data-set', 'collaboration', 'member'] as const) {
      const limit = said.caps[kind]
      if (limit === undefined) continue
      const before = naiveSpent(model, owner, kind === 'member' ? said.member : undefined, month)
      if (before.loss + said.cost.loss > limit.loss || before.delta + said.cost.delta > limit.delta)
        return `exhausted ${owner} ${kind}`
    }
  }
  for (const owner of said.owners) {
    const period = model.periods.get(owner) ?? 1
    // A clock that goes back gives no month back.
    const before = model.charges.filter((c) => c.owner === owner && c.period === period).map((c) => c.month)
    const charged = [said.at.slice(0, 7), ...before].sort().at(-1) ?? ''
    model.charges.push({ key, owner, member: said.member, month: charged, period, cost: said.cost, status: 'reserved' })
  }
  return 'reserved'
}

function naiveStep(model: Model, said: Step): string {
  if (said.kind === 'reserve') return naiveReserve(model, said)
  if (said.kind === 'period') {
    model.periods.set(said.owner, (model.periods.get(said.owner) ?? 1) + 1)
    return 'period'
  }
  const all = model.charges.filter((c) => c.key === `k${said.key}`)
  const live = all.filter(({ status }) => status !== 'released')
  const [status = all.length > 0 ? 'released' : 'none'] = live.map((c) => c.status)
  const allowed = { touch: ['reserved'], spent: ['reserved', 'touched', 'spent'], untouched: ['reserved', 'released'] }
  if (!allowed[said.kind].includes(status)) return 'false'
  const after = { touch: 'touched', spent: 'spent', untouched: 'released' }
  for (const c of live) c.status = after[said.kind]
  return 'true'
}

async function realStep(state: RoomState, said: Step): Promise<string> {
  switch (said.kind) {
    case 'period':
      await openPeriod(state, { owner: said.owner, reason: '', at: days[0], by: said.owner })
      return 'period'
    case 'touch':
      return String(await touch(state, `k${said.key}`))
    case 'spent':
    case 'untouched':
      return String(await settle(state, { key: `k${said.key}`, outcome: said.kind, at: days[0] }))
    case 'reserve': {
      const budget = { caps: said.caps, period: periodOf(said.refresh, said.at) }
      const charges = said.owners.map((owner) => charge(owner, said.member, said.cost, budget))
      const answer = await reserve(state, request(`k${said.key}`, charges, { at: said.at }))
      if (answer.kind === 'reserved') return answer.isRepeated ? 'repeated' : 'reserved'
      return answer.kind === 'exhausted' ? `exhausted ${answer.owner} ${answer.scope}` : answer.kind
    }
  }
}

async function compare(state: RoomState, model: Model): Promise<void> {
  for (const owner of owners) {
    const kept = model.charges.filter((c) => c.owner === owner && c.status !== 'released')
    assert.deepEqual((await lifetime(state, { owner })).zcdp, sum(kept))
    assert.deepEqual(
      (await entries(state, { owner })).map(({ status, cost }) => ({ status, cost })),
      model.charges.filter((c) => c.owner === owner).map(({ status, cost }) => ({ status, cost })),
    )
    for (const member of members)
      for (const period of ['all', '2026-10', '2026-11', '2026-12'])
        for (const scope of chain(owner, member, { period }))
          assert.deepEqual(await spent(state, scope), naiveSpent(model, owner, scope.member, period))
  }
}

class Undo extends Error {}

/** Holds a ledger to the naive one in random histories that leave nothing. Says how often each answer was given. */
export async function checkAgainstModel(state: RoomState, numRuns: number): Promise<ReadonlyMap<string, number>> {
  const answers = new Map<string, number>()
  const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
    const model: Model = { charges: [], periods: new Map() }
    const run = inTransaction(state, async (tx) => {
      for (const said of steps) {
        const answer = naiveStep(model, said)
        assert.equal(await realStep(tx, said), answer)
        const what = `${said.kind} ${answer.split(' ').toReversed()[0]}`
        answers.set(what, (answers.get(what) ?? 0) + 1)
      }
      await compare(tx, model)
      throw new Undo()
    })
    await assert.rejects(run, Undo)
  })
  await fc.assert(property, { numRuns })
  return answers
}
