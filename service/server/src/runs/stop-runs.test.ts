import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { RunSubmission } from '@glovebox/api'
import { value } from '../collaboration/contribution.fixture.ts'
import type { AffectedMember, EndCause } from '../collaboration/hooks.ts'
import type { EngineOutcome } from '../port/engine.ts'
import { openResult } from './result.ts'
import {
  advertiser,
  agency,
  bringProtected,
  fakeEngine,
  type GroundOptions,
  openRunGround,
  publisher,
  type RunGround,
  room,
  rowsOf,
} from './runs.fixture.ts'
import { submitRun } from './submit-run.ts'
import { untilEnded } from './view-run.ts'

const counting: RunSubmission = { sql: 'SELECT COUNT(*) AS n FROM impressions' }
const people: RunSubmission = { sql: 'SELECT city, COUNT(DISTINCT user_id) AS n FROM people GROUP BY city' }

async function open(t: TestContext, options: GroundOptions = {}): Promise<RunGround> {
  const ground = await openRunGround(options)
  t.after(ground.close)
  return ground
}

async function submit({ world }: RunGround, submission: RunSubmission = counting): Promise<string> {
  return value(await submitRun(world, { organisation: advertiser }, room, submission)).id
}

async function end({ world }: RunGround, run: string): Promise<string> {
  await untilEnded(world, { collaboration: room, run }, 20_000, new AbortController().signal)
  const row = await world.store.db.selectFrom('runs').selectAll().where('id', '=', run).executeTakeFirst()
  return [row?.status, row?.reason].filter((part) => part !== null).join(' ')
}

function part(organisation: string, member: string): AffectedMember {
  return { collaboration: room, organisation, member, at: '2026-03-01T00:00:00.000Z' }
}

async function leave(ground: RunGround, member: AffectedMember, cause: EndCause): Promise<Record<string, number>> {
  const [hook] = ground.area.lifecycleHooks.onLeave ?? []
  assert.ok(hook !== undefined)
  const ending = await ground.world.store.transaction(room, (tx) => hook(tx, member, cause))
  await ending.afterwards?.()
  return Object.fromEntries((ending.deleted ?? []).map(({ kind, count }) => [kind, count]))
}

/** An engine that never ends by itself. */
function stuck(): { readonly engine: ReturnType<typeof fakeEngine>; readonly begun: Promise<void> } {
  let tell = (): void => {}
  const begun = new Promise<void>((resolve) => {
    tell = resolve
  })
  const engine = fakeEngine(
    (_, { signal }) =>
      new Promise<EngineOutcome>((resolve) => {
        tell()
        const isolation = { level: 'process', measures: [], missing: [] } as const
        signal?.addEventListener('abort', () => resolve({ status: 'cancelled', isolation }))
      }),
  )
  return { engine, begun }
}

test('when an owner leaves, its runs stop, and results and answers made of its data go', async (t) => {
  const here = await open(t)
  await bringProtected(here.world)
  await here.area.start()
  const first = await submit(here)
  const second = await submit(here, people)
  assert.deepEqual([await end(here, first), await end(here, second)], ['ok', 'ok'])
  assert.equal((await here.world.store.db.selectFrom('published').select('key').execute()).length, 1)
  const deleted = await leave(here, part(publisher, 'publisher'), 'left')
  assert.deepEqual(deleted, { 'cached-answer': 1, result: 2, 'saved-analysis': 0, schedule: 0 })
  for (const table of ['published', 'results', 'published_tables'] as const)
    assert.deepEqual(await here.world.store.db.selectFrom(table).selectAll().execute(), [])
  const gone = await openResult(here.world, agency, { collaboration: room, run: first })
  assert.equal(gone.ok || gone.problem.status, 410)
})

/** An engine that answers when it is let. */
function waiting(): { readonly engine: ReturnType<typeof fakeEngine>; readonly begun: Promise<void>; let: () => void } {
  const tell: (() => void)[] = []
  const [begun, isLet] = [0, 1].map(() => new Promise<void>((resolve) => void tell.push(resolve)))
  const engine = fakeEngine(async ({ columns }) => {
    tell[0]?.()
    await isLet
    return rowsOf(columns.length)
  })
  return { engine, begun: begun ?? Promise.resolve(), let: () => tell[1]?.() }
}

for (const [what, submission] of [
  ['a run', counting],
  ['a protected run', people],
] as const)
  test(`${what} that ends after the key of an owner is destroyed keeps and releases nothing`, async (t) => {
    const one = waiting()
    const here = await open(t, { engine: one.engine })
    await bringProtected(here.world)
    await here.area.start()
    const run = await submit(here, submission)
    await one.begun
    here.world.destroyShare(room, publisher)
    one.let()
    assert.equal(await end(here, run), 'cancelled')
    for (const table of ['published', 'results'] as const)
      assert.deepEqual(await here.world.store.db.selectFrom(table).selectAll().execute(), [])
    const [opening] = await here.world.store.db.selectFrom('openings').select(['receipt', 'opening']).execute()
    const text = here.world.vaultOf(room).open(opening?.opening ?? '', `openings/${opening?.receipt}`)
    assert.deepEqual(Object.keys(JSON.parse(text)).toSorted(), ['owners', 'receivers'])
    assert.deepEqual(here.errors, [])
  })

test('a result that was sealed before the key of an owner was destroyed is gone', async (t) => {
  const here = await open(t)
  await here.area.start()
  const run = await submit(here)
  assert.equal(await end(here, run), 'ok')
  here.world.destroyShare(room, publisher)
  const gone = await openResult(here.world, agency, { collaboration: room, run })
  assert.equal(gone.ok || gone.problem.status, 410)
  assert.equal((await leave(here, part(publisher, 'publisher'), 'left')).result, 1)
})

test('when a receiver leaves, the results of others stay', async (t) => {
  const here = await open(t)
  await here.area.start()
  assert.equal(await end(here, await submit(here)), 'ok')
  assert.equal((await leave(here, part(agency, 'agency'), 'left')).result, 0)
})

test('who leaves asks nothing more: what waits ends, what runs is stopped', async (t) => {
  const { engine, begun } = stuck()
  const here = await open(t, { engine, runs: { concurrency: { total: 1, perCollaboration: 1, perOrganisation: 1 } } })
  await here.area.start()
  const [running, waiting] = [await submit(here), await submit(here)]
  await begun
  await leave(here, part(advertiser, 'advertiser'), 'removed')
  assert.deepEqual(
    [await end(here, running), await end(here, waiting)],
    ['cancelled member-gone', 'cancelled member-gone'],
  )
})

test('when who pays for it leaves or stands still, what waits ends', async (t) => {
  const here = await open(t)
  const { store } = here.world
  const paying = { abilities: JSON.stringify(['receive', 'pay']), payment_accepted: 1 }
  await store.db.updateTable('members').set(paying).where('organisation', '=', agency).execute()
  const paused = await submit(here, { ...counting, payer: 'agency' })
  const [pause] = here.area.lifecycleHooks.onPause ?? []
  assert.ok(pause !== undefined)
  await store.transaction(room, (tx) => pause(tx, part(agency, 'agency')))
  assert.equal(await end(here, paused), 'cancelled member-gone')
  const left = await submit(here, { ...counting, payer: 'agency' })
  await leave(here, part(agency, 'agency'), 'left')
  assert.equal(await end(here, left), 'cancelled member-gone')
})

test('a closed collaboration stops everything in it', async (t) => {
  const here = await open(t)
  const waiting = await submit(here)
  await leave(here, part(publisher, 'publisher'), 'closed')
  assert.equal(await end(here, waiting), 'cancelled collaboration-closed')
})

test('when a collaboration is closed, the statement of every member counts the results that were its too', async (t) => {
  const here = await open(t)
  await here.area.start()
  assert.equal(await end(here, await submit(here)), 'ok')
  const counts = []
  for (const [organisation, name] of [
    [advertiser, 'advertiser'],
    [publisher, 'publisher'],
    [agency, 'agency'],
  ] as const) {
    counts.push((await leave(here, part(organisation, name), 'closed')).result)
  }
  assert.deepEqual(counts, [1, 1, 0])
})

test('what was admitted under rules that have changed since is asked again', async (t) => {
  const here = await open(t)
  await here.area.start()
  const { store } = here.world
  let changes = 0
  const open_ = here.world.rooms.open
  // Between what the rules said and the run's begin, the table is paused.
  Object.assign(here.world.rooms, {
    open: async (id: string) => {
      const opened = await open_(id)
      const { state } = opened
      return {
        ...opened,
        state: async () => {
          if (changes++ === 2)
            await store.transaction(room, async (tx) => {
              await tx.updateTable('table_associations').set({ is_paused: 1 }).execute()
              await tx
                .updateTable('collaborations')
                .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
                .execute()
            })
          return state()
        },
      }
    },
  })
  const ends: string[] = []
  for (let n = 0; n < 4; n++) {
    const submitted = await submitRun(here.world, { organisation: advertiser }, room, counting)
    if (submitted.ok) ends.push(await end(here, submitted.value.id))
  }
  assert.ok(ends.includes('refused rule'), ends.join())
  assert.deepEqual(here.errors, [])
})

test('what waits while its purpose is taken from the collaboration is refused when it would start', async (t) => {
  const here = await open(t)
  const settingsWith = (purposes: readonly string[]) =>
    here.world.store.db
      .updateTable('collaborations')
      .set(({ eb }) => ({
        settings: JSON.stringify({ autoApprovedChangeTypes: [], resultRetentionDays: 30, purposes }),
        revision: eb('revision', '+', 1),
      }))
      .execute()
  await settingsWith(['reach', 'fraud'])
  const [one, other] = [
    await submit(here, { ...counting, purpose: 'reach' }),
    await submit(here, { ...counting, purpose: 'fraud' }),
  ]
  await settingsWith(['fraud'])
  await here.area.start()
  assert.deepEqual([await end(here, one), await end(here, other)], ['refused purpose', 'ok'])
})

test('a queue outlives its process: what waited runs in the next one', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-queue-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const { engine, begun } = stuck()
  const first = await openRunGround({
    folder,
    engine,
    runs: { concurrency: { total: 1, perCollaboration: 1, perOrganisation: 1 } },
  })
  await first.area.start()
  const [running, waiting] = [await submit(first), await submit(first)]
  await begun
  await first.close()
  const second = await openRunGround({ folder, engine: fakeEngine(async ({ columns }) => rowsOf(columns.length)) })
  t.after(second.close)
  await second.area.start()
  assert.deepEqual([await end(second, running), await end(second, waiting)], ['cancelled interrupted', 'ok'])
})
