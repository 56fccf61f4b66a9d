import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { ScheduleDraft } from '@glovebox/api'
import { value } from '../../collaboration/contribution.fixture.ts'
import type { Maker } from '../../identity/maker.ts'
import { insertPerson } from '../../identity/user.fixture.ts'
import { usageCsv, usageReport } from '../../metering/usage-report.ts'
import { readEntries } from '../../state/audit-log.ts'
import { advertiser, agency, bringProtected, openRunGround, publisher, type RunGround, room } from '../runs.fixture.ts'
import { untilEnded } from '../view-run.ts'
import { nextTick, whyNoCron } from './cron.ts'
import { changeSchedule, deleteSchedule, listTicks, makeSchedule, readSchedule, turnSchedule } from './schedules.ts'
import { tickSchedules } from './tick-schedules.ts'

const place = { collaboration: room, organisation: advertiser }
const hourly: ScheduleDraft = {
  name: 'hourly',
  cron: '0 * * * *',
  submission: { sql: 'SELECT COUNT(*) AS n FROM impressions' },
}

const nobody: Maker = { user: null, key: null }
const someone: Maker = { user: 'usr_a', key: null }

type Here = RunGround & { readonly pass: (minutes: number) => void }

async function open(t: TestContext): Promise<Here> {
  let now = Date.parse('2026-03-01T00:30:00.000Z')
  const ground = await openRunGround({
    clock: () => new Date(now++),
    runs: {
      prices: {
        currency: 'EUR',
        perRun: 1500,
        bySize: { unknown: 250, medium: 500, 'very-large': 9000 },
        byTime: { '64s': 100, withheld: 400 },
      },
    },
  })
  t.after(ground.close)
  await insertPerson(ground.world.store.db, advertiser, 'usr_a')
  await insertPerson(ground.world.store.db, advertiser, 'usr_b')
  // The ticks of the area itself would come in between.
  await tickSchedules(ground.world)
  return {
    ...ground,
    pass: (minutes) => {
      now += minutes * 60_000
    },
  }
}

async function ticksOf({ world }: Here, id: string): Promise<readonly string[]> {
  const { items } = value(await listTicks(world, place, id, {}))
  return items.map(({ tick, outcome, reason }) => [tick.slice(11, 16), outcome, reason].filter(Boolean).join(' '))
}

test('every tick is one run, and of missed ones the last alone', async (t) => {
  const here = await open(t)
  const { value: schedule } = value(await makeSchedule(here.world, place, someone, hourly))
  assert.equal(schedule.nextAt, '2026-03-01T01:00:00.000Z')
  assert.equal(await tickSchedules(here.world), 0)
  here.pass(31)
  await Promise.all([tickSchedules(here.world), tickSchedules(here.world)])
  here.pass(60 * 5)
  await tickSchedules(here.world)
  await tickSchedules(here.world)
  assert.deepEqual(await ticksOf(here, schedule.id), ['02:00 submitted', '01:00 submitted'])
  const runs = await here.world.store.db.selectFrom('runs').select(['schedule', 'user']).execute()
  assert.deepEqual(runs, Array(2).fill({ schedule: schedule.id, user: 'usr_a' }))
})

test('a schedule pauses where its runs would cost more than it may', async (t) => {
  const here = await open(t)
  await bringProtected(here.world)
  const sql = 'SELECT city, COUNT(DISTINCT user_id) AS n FROM people GROUP BY city'
  const { value: schedule } = value(
    await makeSchedule(here.world, place, nobody, { ...hourly, submission: { sql }, maxShare: 0.1 }),
  )
  for (let tick = 0; tick < 3; tick++) {
    here.pass(60)
    await tickSchedules(here.world)
  }
  assert.deepEqual(await ticksOf(here, schedule.id), ['02:00 paused budget', '01:00 submitted'])
  const { value: after } = value(await readSchedule(here.world, place, schedule.id))
  assert.deepEqual([after.status, after.pauseReason, after.nextAt], ['paused', 'budget', undefined])
  const events = await here.world.store.db
    .selectFrom('events')
    .select('kind')
    .where('kind', '=', 'schedule.paused')
    .execute()
  assert.equal(events.length, 1)
})

test('a schedule of what rules refuse pauses, and goes on when it is resumed', async (t) => {
  const here = await open(t)
  const submission = { sql: 'SELECT * FROM nowhere' }
  const { value: schedule } = value(await makeSchedule(here.world, place, nobody, { ...hourly, submission }))
  here.pass(60)
  await tickSchedules(here.world)
  assert.deepEqual(await ticksOf(here, schedule.id), ['01:00 paused refused'])
  value(await changeSchedule(here.world, place, schedule.id, nobody, hourly, undefined))
  value(await turnSchedule(here.world, place, schedule.id, nobody, 'active'))
  here.pass(60)
  await tickSchedules(here.world)
  assert.equal((await ticksOf(here, schedule.id))[0], '02:00 submitted')
  value(await deleteSchedule(here.world, place, schedule.id))
  const log = await readEntries(here.world.rooms.stateOf(room), {})
  const acts = log.flatMap(({ entry }) => (entry.kind === 'governed' && entry.subject !== 'impressions' ? [entry] : []))
  assert.deepEqual(
    acts.map(({ action, subject, audience }) => [action, subject, audience]),
    ['made', 'changed', 'changed', 'removed'].map((done) => [`schedule-${done}`, schedule.id, []]),
  )
})

const gone: readonly (readonly [string, string, (here: Here) => Promise<unknown>])[] = [
  [
    'was removed',
    'user-removed',
    ({ world }) => world.store.db.deleteFrom('users').where('id', '=', 'usr_a').execute(),
  ],
  [
    'was disabled',
    'user-disabled',
    ({ world }) => world.store.db.updateTable('users').set({ is_disabled: 1 }).where('id', '=', 'usr_a').execute(),
  ],
  [
    'may not submit runs any more',
    'role-removed',
    ({ world }) =>
      world.store.db.updateTable('users').set({ roles: '["auditor"]' }).where('id', '=', 'usr_a').execute(),
  ],
]
for (const [name, reason, happen] of gone)
  test(`a schedule whose maker ${name} pauses, and goes on when somebody else resumes it`, async (t) => {
    const here = await open(t)
    const { value: schedule } = value(await makeSchedule(here.world, place, someone, hourly))
    const other = value(await makeSchedule(here.world, place, { user: 'usr_b', key: null }, hourly)).value
    here.pass(60)
    await tickSchedules(here.world)
    await happen(here)
    here.pass(60)
    await tickSchedules(here.world)
    assert.deepEqual(await ticksOf(here, schedule.id), [`02:00 paused ${reason}`, '01:00 submitted'])
    assert.deepEqual(await ticksOf(here, other.id), ['02:00 submitted', '01:00 submitted'])
    const { value: paused } = value(await readSchedule(here.world, place, schedule.id))
    assert.deepEqual([paused.status, paused.pauseReason], ['paused', reason])
    value(await turnSchedule(here.world, place, schedule.id, { user: 'usr_b', key: null }, 'active'))
    here.pass(60)
    await tickSchedules(here.world)
    assert.equal((await ticksOf(here, schedule.id))[0], '03:00 submitted')
    const runs = await here.world.store.db
      .selectFrom('runs')
      .select('user')
      .where('schedule', '=', schedule.id)
      .execute()
    assert.deepEqual(
      runs.map(({ user }) => user),
      ['usr_a', 'usr_b'],
    )
  })

test('a schedule of a service key pauses when the key is revoked', async (t) => {
  const here = await open(t)
  const { db } = here.world.store
  const key = { id: 'key_a', organisation: advertiser, user: null, name: 'k', hash: 'h', scopes: '["runs:write"]' }
  const rest = { previous_hash: null, previous_until: null, agent: null, last_used_on: null, revoked_at: null }
  const at = { created_at: '2026-03-01T00:00:00.000Z', expires_at: '2026-03-01T02:30:00.000Z', made_by: 'usr_a' }
  await db
    .insertInto('api_keys')
    .values({ ...key, ...rest, ...at })
    .execute()
  const maker = { user: null, key: 'key_a' }
  const expiring = value(await makeSchedule(here.world, place, maker, hourly)).value
  here.pass(60)
  await tickSchedules(here.world)
  here.pass(120)
  await tickSchedules(here.world)
  assert.deepEqual(await ticksOf(here, expiring.id), ['02:00 paused key-expired', '01:00 submitted'])
  await db.updateTable('api_keys').set({ expires_at: '2027-01-01T00:00:00.000Z' }).execute()
  const demoted = value(await makeSchedule(here.world, place, maker, hourly)).value
  await db.updateTable('users').set({ roles: '["analyst"]' }).where('id', '=', 'usr_a').execute()
  here.pass(60)
  await tickSchedules(here.world)
  await db.updateTable('api_keys').set({ revoked_at: '2026-03-01T00:00:00.000Z' }).execute()
  value(await turnSchedule(here.world, place, demoted.id, maker, 'active'))
  here.pass(60)
  await tickSchedules(here.world)
  assert.deepEqual(
    (await ticksOf(here, demoted.id)).map((tick) => tick.slice(6)),
    ['paused key-revoked', 'paused role-removed'],
  )
})

test('schedules of others are not there', async (t) => {
  const here = await open(t)
  const { value: schedule } = value(await makeSchedule(here.world, place, nobody, hourly))
  const others = { ...place, organisation: agency }
  assert.equal((await readSchedule(here.world, others, schedule.id)).ok, false)
  assert.equal((await turnSchedule(here.world, others, schedule.id, nobody, 'paused')).ok, false)
})

const march = new Date('2026-03-01T00:00:00Z')
const patterns: readonly (readonly [string, string, boolean])[] = [
  ['0 6 * * 1', 'UTC', true],
  ['*/5 * * * *', 'Europe/Berlin', true],
  ['*/4 * * * *', 'UTC', false],
  ['0,2 * * * *', 'UTC', false],
  ['59 23 * * *', 'UTC', true],
  ['* * * * * *', 'UTC', false],
  ['0 0 30 2 *', 'UTC', false],
  ['0 6 * * 1', 'Middle/Earth', false],
  ['nonsense', 'UTC', false],
]

for (const [cron, zone, isOne] of patterns) {
  test(`\`${cron}\` in ${zone} ${isOne ? 'is' : 'is not'} a schedule's`, () => {
    assert.equal(whyNoCron(cron, zone, march) === undefined, isOne)
  })
}

test('ticks are in the zone that was named, also when its clocks change', () => {
  assert.equal(nextTick('0 6 * * *', 'Europe/Berlin', march)?.toISOString(), '2026-03-01T05:00:00.000Z')
  const summer = new Date('2026-04-01T00:00:00Z')
  assert.equal(nextTick('0 6 * * *', 'Europe/Berlin', summer)?.toISOString(), '2026-04-01T04:00:00.000Z')
})

test('runs are metered for who pays, and how long protected ones took is withheld', async (t) => {
  const here = await open(t)
  await bringProtected(here.world, {}, { size: 'medium' })
  const sql = 'SELECT city, COUNT(DISTINCT user_id) AS n FROM people GROUP BY city'
  value(await makeSchedule(here.world, place, nobody, hourly))
  value(await makeSchedule(here.world, place, nobody, { ...hourly, submission: { sql } }))
  here.pass(60)
  await tickSchedules(here.world)
  await here.area.start()
  for (const { id } of await here.world.store.db.selectFrom('runs').select('id').execute())
    await untilEnded(here.world, { collaboration: room, run: id }, 20_000, new AbortController().signal)
  const report = await usageReport(here.world, here.world.runs.prices, advertiser, {})
  assert.deepEqual(report.entries.map(({ timeClass, price, sizeClass }) => [timeClass, sizeClass, price]).toSorted(), [
    ['64s', 'unknown', 1.85],
    ['withheld', 'medium', 2.4],
  ])
  assert.deepEqual([report.total, report.runs, report.currency], [4.25, 2, 'EUR'])
  assert.equal(usageCsv(report).split('\r\n').length, 4)
  assert.deepEqual((await usageReport(here.world, here.world.runs.prices, publisher, {})).entries, [])
  assert.deepEqual(
    (await usageReport(here.world, here.world.runs.prices, advertiser, { month: '2026-02' })).entries,
    [],
  )
})
