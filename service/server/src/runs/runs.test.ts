import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { AssociationPatch, RunSubmission } from '@glovebox/api'
import { someone, value } from '../collaboration/contribution.fixture.ts'
import { changeAssociation, revokeAssociation } from '../collaboration/table/associate-table.ts'
import { readEntries } from '../state/audit-log.ts'
import { deleteResult, openResult } from './result.ts'
import {
  advertiser,
  agency,
  fakeEngine,
  type GroundOptions,
  openRunGround,
  publisher,
  type RunGround,
  room,
  stranger,
} from './runs.fixture.ts'
import { submitRun } from './submit-run.ts'
import { seeRun, untilEnded, wholeRunView } from './view-run.ts'

const counting: RunSubmission = { sql: 'SELECT COUNT(*) AS n FROM impressions' }

async function ground(t: TestContext, options: GroundOptions = {}): Promise<RunGround> {
  const opened = await openRunGround(options)
  t.after(opened.close)
  await opened.area.start()
  return opened
}

async function ended({ world }: RunGround, run: string): Promise<void> {
  await untilEnded(world, { collaboration: room, run }, 20_000, new AbortController().signal)
}

async function actsOf({ world }: RunGround): Promise<readonly unknown[]> {
  const log = await readEntries(world.rooms.stateOf(room), {})
  return log.flatMap(({ entry }) => {
    if (entry.kind !== 'governed' || entry.subject === 'impressions') return []
    assert.deepEqual(entry.audience, ['advertiser', 'agency', 'publisher'])
    return [[entry.action, entry.member, entry.subject]]
  })
}

test('a run goes from its submission to a result that its receivers fetch', async (t) => {
  const here = await ground(t)
  const run = value(await submitRun(here.world, { organisation: advertiser, user: 'usr_a' }, room, counting))
  assert.equal(run.status, 'queued')
  await ended(here, run.id)
  assert.deepEqual(here.errors, [])
  const place = { collaboration: room, run: run.id }
  const seen = value(await seeRun(here.world, advertiser, place))
  const view = await wholeRunView(here.world, seen)
  assert.equal(view.status, 'ok')
  assert.deepEqual(view.release?.columns, [{ name: 'n', type: 'BIGINT' }])
  for (const receiver of [advertiser, agency]) {
    const rows: unknown[] = []
    for await (const part of value(await openResult(here.world, receiver, place)).parts) rows.push(...part)
    assert.deepEqual(rows, [[1]])
  }
  await openResult(here.world, agency, place)
  value(await deleteResult(here.world, advertiser, place))
  assert.deepEqual(await actsOf(here), [
    ['result-read', 'advertiser', run.id],
    ['result-read', 'agency', run.id],
    ['result-deleted', 'advertiser', run.id],
  ])
  const problems = await Promise.all([publisher, stranger].map((who) => openResult(here.world, who, place)))
  assert.deepEqual(
    problems.map((outcome) => outcome.ok || outcome.problem.status),
    [404, 404],
  )
})

test('fifty submissions with one key are one run, another body with it is refused', async (t) => {
  const here = await ground(t)
  const submit = (body: RunSubmission): ReturnType<typeof submitRun> =>
    submitRun(here.world, { organisation: advertiser }, room, body, 'key-1')
  const all = await Promise.all(Array.from({ length: 50 }, () => submit(counting)))
  assert.equal(new Set(all.map((outcome) => value(outcome).id)).size, 1)
  const other = await submit({ sql: 'SELECT COUNT(*) AS m FROM impressions' })
  assert.equal(other.ok || other.problem.reason, 'IDEMPOTENCY_KEY_REUSED')
  const [first] = all
  if (first !== undefined) await ended(here, value(first).id)
  const rows = await here.world.store.db.selectFrom('runs').select('status').execute()
  assert.deepEqual(rows, [{ status: 'ok' }])
})

test('a result is given to nobody while a table that it read is paused, and after it was revoked', async (t) => {
  const here = await ground(t)
  await here.area.start()
  const { world } = here
  const { id: run } = value(await submitRun(world, { organisation: advertiser }, room, counting))
  const place = { collaboration: room, run }
  await untilEnded(world, place, 20_000, new AbortController().signal)
  const owner = someone(publisher, 'usr_p')
  const contributions = { ...world, engine: async () => fakeEngine(), contributionHooks: here.area.contributionHooks }
  const told = async (organisation: string): Promise<string> => {
    const result = await openResult(world, organisation, place)
    return result.ok ? 'given' : `${result.problem.status} ${result.problem.reason}`
  }
  const change = async (patch: AssociationPatch): Promise<void> =>
    void value(await changeAssociation(contributions, owner, room, 'impressions', patch))
  assert.deepEqual([await told(advertiser), await told(agency)], ['given', 'given'])
  await change({ receivers: ['advertiser'] })
  assert.deepEqual([await told(advertiser), await told(agency)], ['given', '404 RUN_NOT_FOUND'])
  await change({ status: 'paused' })
  assert.deepEqual([await told(advertiser), await told(agency)], ['409 TABLE_STOPPED', '409 TABLE_STOPPED'])
  await change({ status: 'active' })
  assert.equal(await told(advertiser), 'given')
  value(await revokeAssociation(contributions, owner, room, 'impressions'))
  assert.deepEqual([await told(advertiser), await told(agency)], ['409 TABLE_STOPPED', '409 TABLE_STOPPED'])
})
