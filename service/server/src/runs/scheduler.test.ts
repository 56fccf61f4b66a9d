import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Concurrency,
  emptySchedule,
  ended,
  enqueue,
  nextRun,
  type Schedule,
  type Scheduled,
  started,
  waitingCount,
  withdrawn,
} from './scheduler.ts'

const limits: Concurrency = { total: 3, perCollaboration: 2, perOrganisation: 2 }

/** Starts whatever may start. */
function fill(schedule: Schedule, at: Concurrency): Schedule {
  const run = nextRun(schedule, at)
  return run === undefined ? schedule : fill(started(schedule, run), at)
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('submit' as const), organisation: fc.nat(3), collaboration: fc.nat(2) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('end' as const), pick: fc.nat(99), ms: fc.nat(100_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), pick: fc.nat(99) }) },
)

test('whatever happens, no limit is passed, nobody idles who could run, no run is lost or runs twice', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let schedule = emptySchedule
      // The model: every run that exists, and how far it has come.
      const model = new Map<string, { readonly run: Scheduled; status: 'waiting' | 'running' | 'gone' }>()
      const having = (status: string): Scheduled[] =>
        [...model.values()].filter((one) => one.status === status).map(({ run }) => run)
      const set = (run: string, status: 'running' | 'gone'): void => {
        const one = model.get(run)
        if (one !== undefined) one.status = status
      }
      steps.forEach((what, index) => {
        if (what.do === 'submit') {
          const run = {
            run: `r${index}`,
            organisation: `o${what.organisation}`,
            collaboration: `c${what.collaboration}`,
          }
          model.set(run.run, { run, status: 'waiting' })
          schedule = enqueue(schedule, run)
        } else {
          const from = having(what.do === 'end' ? 'running' : 'waiting')
          const run = from[what.pick % Math.max(1, from.length)]
          if (run === undefined) return
          set(run.run, 'gone')
          schedule = what.do === 'end' ? ended(schedule, run, what.ms) : withdrawn(schedule, run.run)
        }
        for (let run = nextRun(schedule, limits); run !== undefined; run = nextRun(schedule, limits)) {
          assert.equal(model.get(run.run)?.status, 'waiting')
          // Of one organisation in one collaboration, who came first runs first.
          const before = having('waiting').find(
            (one) => one.organisation === run?.organisation && one.collaboration === run.collaboration,
          )
          assert.equal(before?.run, run.run)
          set(run.run, 'running')
          schedule = started(schedule, run)
        }
        const running = having('running')
        assert.deepEqual(new Set(schedule.running.keys()), new Set(running.map(({ run }) => run)))
        assert.equal(waitingCount(schedule), having('waiting').length)
        assert.ok(running.length <= limits.total)
        const count = (key: 'organisation' | 'collaboration', value: string): number =>
          running.filter((run) => run[key] === value).length
        for (const run of running) {
          assert.ok(count('organisation', run.organisation) <= limits.perOrganisation)
          assert.ok(count('collaboration', run.collaboration) <= limits.perCollaboration)
        }
        // Work conserving: whoever waits is kept back by a limit.
        for (const run of having('waiting'))
          assert.ok(
            running.length === limits.total ||
              count('organisation', run.organisation) === limits.perOrganisation ||
              count('collaboration', run.collaboration) === limits.perCollaboration,
          )
      })
    }),
    { numRuns: 300 },
  )
})

test('two organisations that always wait get the same running time, however long the runs of one are', () => {
  const one: Concurrency = { total: 1, perCollaboration: 1, perOrganisation: 1 }
  const msOf: Readonly<Record<string, number>> = { long: 60_000, short: 500 }
  let schedule = emptySchedule
  let count = 0
  const had: Record<string, number> = { long: 0, short: 0 }
  const submit = (organisation: string): void => {
    schedule = enqueue(schedule, { run: `${organisation}${count++}`, organisation, collaboration: 'c' })
  }
  for (const organisation of ['long', 'long', 'short', 'short']) submit(organisation)
  for (let round = 0; round < 2000; round++) {
    schedule = fill(schedule, one)
    const [run] = schedule.running.values()
    assert.ok(run !== undefined)
    const ms = msOf[run.organisation] ?? 0
    had[run.organisation] = (had[run.organisation] ?? 0) + ms
    schedule = ended(schedule, run, ms)
    submit(run.organisation)
  }
  assert.ok(Math.abs((had.long ?? 0) - (had.short ?? 0)) <= 60_000, JSON.stringify(had))
})

test('who comes with one run waits for one turn, not behind the hundred of another', () => {
  let schedule = emptySchedule
  for (let n = 0; n < 100; n++) schedule = enqueue(schedule, { run: `a${n}`, organisation: 'a', collaboration: 'c' })
  const one: Concurrency = { total: 1, perCollaboration: 1, perOrganisation: 1 }
  schedule = fill(schedule, one)
  schedule = enqueue(schedule, { run: 'b0', organisation: 'b', collaboration: 'c' })
  const [first] = schedule.running.values()
  assert.ok(first !== undefined)
  assert.equal(nextRun(ended(schedule, first, 5000), one)?.run, 'b0')
})

test('who was away for long does not come back with a claim', () => {
  const one: Concurrency = { total: 1, perCollaboration: 1, perOrganisation: 1 }
  let schedule = enqueue(emptySchedule, { run: 'a0', organisation: 'a', collaboration: 'c' })
  for (let n = 1; n <= 10; n++) {
    schedule = enqueue(schedule, { run: `a${n}`, organisation: 'a', collaboration: 'c' })
    schedule = fill(schedule, one)
    const [run] = schedule.running.values()
    if (run !== undefined) schedule = ended(schedule, run, 10_000)
  }
  for (let n = 0; n < 20; n++) schedule = enqueue(schedule, { run: `b${n}`, organisation: 'b', collaboration: 'c' })
  const order: string[] = []
  for (let n = 0; n < 4; n++) {
    schedule = fill(schedule, one)
    const [run] = schedule.running.values()
    if (run === undefined) break
    order.push(run.organisation)
    schedule = ended(schedule, run, 1000)
    schedule = enqueue(schedule, { run: `more${n}`, organisation: 'a', collaboration: 'c' })
  }
  assert.ok(order.includes('a'), order.join())
})

test('a full collaboration does not keep a member from another one', () => {
  let schedule = emptySchedule
  for (const [run, collaboration] of [
    ['1', 'full'],
    ['2', 'full'],
    ['3', 'full'],
    ['4', 'free'],
  ] as const)
    schedule = enqueue(schedule, { run, organisation: 'a', collaboration })
  schedule = fill(schedule, { total: 9, perCollaboration: 2, perOrganisation: 9 })
  assert.deepEqual([...schedule.running.keys()], ['1', '2', '4'])
})
