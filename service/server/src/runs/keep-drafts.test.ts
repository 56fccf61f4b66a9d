import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { RunSubmission } from '@glovebox/api'
import type { Outcome } from '../collaboration/outcome.ts'
import type { Store } from '../store/store.ts'
import type { RunRow } from './run-row.ts'
import { advertiser, bringProtected, openRunGround, type RunGround, room } from './runs.fixture.ts'
import { type Submitter, submitRun } from './submit-run.ts'

type Asked = { readonly body: RunSubmission; readonly key?: string; readonly by?: Partial<Submitter> }

const counting = (n: number): Asked => ({ body: { sql: `SELECT COUNT(*) + ${n} AS n FROM impressions` } })
const costly = (n: number, by: Partial<Submitter> = {}): Asked => ({
  body: { sql: `SELECT city, COUNT(DISTINCT user_id) AS n FROM people WHERE user_id > ${n} GROUP BY city` },
  by,
})

async function ground(t: TestContext, mostWaiting = 1000): Promise<RunGround> {
  const here = await openRunGround({ runs: { mostWaiting } })
  t.after(here.close)
  await bringProtected(here.world)
  return here
}

function submit({ world }: RunGround, { body, key, by }: Asked): Promise<Outcome<RunRow>> {
  return submitRun(world, { organisation: advertiser, ...by }, room, body, key)
}

function told(outcomes: readonly Outcome<RunRow>[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.ok ? outcome.value.status : (outcome.problem.reason ?? '')))
}

/** What is written of runs, without what differs each time. */
async function written(store: Store): Promise<unknown> {
  const { db } = store
  const runs = await db.selectFrom('runs').selectAll().orderBy('ask').execute()
  const nameOf = (run: string): string => runs.find(({ id }) => id === run)?.ask ?? run
  const order = <T>(rows: readonly T[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort()
  const viewers = await db.selectFrom('run_viewers').select(['run', 'organisation', 'role']).execute()
  const steps = await db.selectFrom('run_events').select(['run', 'sequence', 'status']).execute()
  const shares = await db.selectFrom('run_shares').selectAll().execute()
  const events = await db
    .selectFrom('events')
    .select(['kind', 'audience', 'data'])
    .where('kind', 'like', 'run.%')
    .execute()
  return {
    runs: runs.map(({ id: _, submitted_at: __, ...rest }) => rest),
    viewers: order(viewers.map(({ run, ...rest }) => [nameOf(run), rest])),
    steps: order(steps.map(({ run, ...rest }) => [nameOf(run), rest])),
    shares: order(shares.map(({ run, ...rest }) => [nameOf(run), rest])),
    events: order(events.map(({ data, ...rest }) => [nameOf(JSON.parse(data).run), rest])),
  }
}

const program = (n: number): Partial<Submitter> => ({ agent: { key: 'key_a', maxShare: 0.6, approvalAboveShare: n } })
const cases: readonly { readonly what: string; readonly asks: readonly Asked[]; readonly mostWaiting?: number }[] = [
  { what: 'the same', asks: Array.from({ length: 9 }, (_, n) => counting(n)) },
  {
    what: 'a full queue',
    asks: [...Array.from({ length: 6 }, (_, n) => counting(n)), { ...counting(0), key: 'a' }],
    mostWaiting: 4,
  },
  {
    what: 'a key for one body and for another',
    asks: [
      { ...counting(1), key: 'a' },
      { ...counting(2), key: 'a' },
      { ...counting(3), key: 'b' },
      { ...counting(1), key: 'a' },
    ],
  },
  { what: 'a cap of a program', asks: Array.from({ length: 7 }, (_, n) => costly(n, program(1))) },
  { what: 'what a person decides', asks: [...[1, 2].map((n) => costly(n, program(0.01))), counting(1), costly(3)] },
]

for (const { what, asks, mostWaiting } of cases) {
  test(`what is submitted at once is kept as if it came one after the other: ${what}`, async (t) => {
    const [together, inTurn] = [await ground(t, mostWaiting), await ground(t, mostWaiting)]
    const atOnce = await Promise.all(asks.map((ask) => submit(together, ask)))
    const each: Outcome<RunRow>[] = []
    for (const ask of asks) each.push(await submit(inTurn, ask))
    assert.deepEqual(told(atOnce), told(each))
    assert.deepEqual(await written(together.world.store), await written(inTurn.world.store))
  })
}

test('what is submitted at once takes few transactions', async (t) => {
  const here = await ground(t)
  let transactions = 0
  const { store } = here.world
  const counted: Store = {
    ...store,
    transaction: (lane, work) => {
      transactions += 1
      return store.transaction(lane, work)
    },
  }
  const world = { ...here.world, store: counted }
  const asks = Array.from({ length: 30 }, (_, n) => submit({ ...here, world }, counting(n)))
  assert.ok((await Promise.all(asks)).every(({ ok }) => ok))
  assert.ok(transactions <= 5, `${transactions} transactions`)
})
