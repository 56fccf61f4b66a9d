import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Problem, Run } from '@glovebox/api'
import { changeTable } from '../../collaboration/table/change-table.ts'
import { listAssociations } from '../../collaboration/table/read-associations.ts'
import { advertiser, bringProtected, bringTable, fakeEngine, room } from '../../runs/runs.fixture.ts'
import { counting, json, open } from './runs-http.fixture.ts'

test('a program waits for a person above its limit, and never spends more than it may', async (t) => {
  const here = await open(t)
  await bringProtected(here.world)
  const body = { sql: 'SELECT city, COUNT(DISTINCT user_id) AS people FROM people GROUP BY city' }
  const waits = await json<Run>(here.send('agent', 'POST', '/runs?wait=1', body), 202)
  assert.equal(waits.status, 'awaiting-approval', JSON.stringify(waits))
  assert.equal(
    (await json<Problem>(here.send('agent', 'POST', `/runs/${waits.id}/approve`), 403)).reason,
    'PERSON_NEEDED',
  )
  assert.equal((await here.send('agency', 'POST', `/runs/${waits.id}/approve`)).status, 404)
  const items = await here.area.waiting(here.world.store.db, advertiser)
  assert.deepEqual(
    items.map(({ subject }) => subject),
    [waits.id],
  )
  const rejected = await json<Run>(here.send('advertiser', 'POST', `/runs/${waits.id}/reject`), 200)
  assert.deepEqual([rejected.status, rejected.reason], ['cancelled', 'rejected'])
  const again = await json<Run>(here.send('agent', 'POST', '/runs', body), 202)
  const approved = await json<Run>(here.send('advertiser', 'POST', `/runs/${again.id}/approve`), 200)
  assert.notEqual(approved.status, 'awaiting-approval')
  assert.equal((await here.send('advertiser', 'POST', `/runs/${again.id}/approve`)).status, 409)
  const share = again.shares?.[0]?.share ?? 0
  assert.ok(share > 0.05 && share < 0.3, String(share))
  const refused: Problem[] = []
  for (let n = 0; n < 20 && refused.length === 0; n++) {
    const response = await here.send('agent', 'POST', '/runs', {
      sql: `SELECT city, COUNT(DISTINCT user_id) AS n FROM people WHERE city <> 'x${n}' GROUP BY city`,
    })
    if (response.status === 402) refused.push((await response.json()) as Problem)
    else assert.equal(response.status, 202, await response.text())
  }
  assert.equal(refused[0]?.reason, 'AGENT_CAP')
  const spent = await here.world.store.db
    .selectFrom('run_shares')
    .select('share')
    .where('is_released', '=', 0)
    .execute()
  assert.ok(spent.reduce((sum, row) => sum + row.share, 0) <= 0.3 + 1e-9)
})

test('a budget that cannot pay is told before anything waits', async (t) => {
  const here = await open(t)
  await bringProtected(here.world, { epsilon: 1, perQuery: { epsilon: 0.9 } })
  const statuses: number[] = []
  for (let n = 0; n < 4; n++) {
    const sql = `SELECT city, COUNT(DISTINCT user_id) AS n FROM people WHERE city <> 'x${n}' GROUP BY city`
    statuses.push((await here.send('advertiser', 'POST', '/runs?wait=20', { sql })).status)
  }
  assert.ok(statuses[0] === 202 && statuses.at(-1) === 402, statuses.join())
  assert.deepEqual(here.errors, [])
})

test('pre-flight, explanation and budgets', async (t) => {
  const here = await open(t)
  await bringProtected(here.world)
  const body = { sql: 'SELECT city, COUNT(DISTINCT user_id) AS people FROM people GROUP BY city' }
  const checked = await json<{ status: string; price: { share: number }[] }>(
    here.send('advertiser', 'POST', '/check', body),
    200,
  )
  assert.equal(checked.status, 'ok')
  assert.ok((checked.price[0]?.share ?? 0) > 0)
  const explained = await json<{ status: string }>(here.send('advertiser', 'POST', '/explain', body), 200)
  assert.equal(explained.status, 'ok')
  const budgets = await json<{ budgets: { owner: string }[] }>(here.send('agency', 'GET', '/budgets'), 200)
  assert.deepEqual(
    budgets.budgets.map(({ owner }) => owner),
    ['publisher'],
  )
  assert.equal((await here.send('agency', 'POST', '/budgets/periods', { reason: 'new data' })).status, 422)
  assert.equal((await here.send('publisher', 'POST', '/budgets/periods', { reason: 'new data' })).status, 201)
})

test('a table that may be read so often is not read more often', async (t) => {
  const here = await open(t)
  await bringTable(here.world, 'scarce', 'user_id,city\n1,Rome\n')
  await here.world.store.db
    .updateTable('table_associations')
    .set({ access_budget: JSON.stringify([{ per: 'day', runs: 2 }]) })
    .where('name', '=', 'scarce')
    .execute()
  await here.world.store.db
    .updateTable('collaborations')
    .set(({ eb }) => ({ revision: eb('revision', '+', 1) }))
    .execute()
  const ask = (n: number) => ({ sql: `SELECT COUNT(*) + ${n} AS n FROM scarce` })
  const open_ = await json<{ status: string }>(here.send('advertiser', 'POST', '/check', ask(9)), 200)
  assert.equal(open_.status, 'ok')
  // Whoever comes while two are under way is refused when it starts, whoever comes later when it is submitted.
  const all = await Promise.all(
    Array.from({ length: 5 }, async (_, n) => {
      const answer = await here.send('advertiser', 'POST', '/runs?wait=20', ask(n))
      const { status, diagnostics = [] } = (await answer.json()) as Pick<Run, 'status' | 'diagnostics'>
      if (answer.status === 202 && status === 'ok') return 'ok'
      assert.ok(answer.status === 402 || status === 'refused', String(status))
      return diagnostics[0]?.code
    }),
  )
  assert.deepEqual(all.toSorted(), [...Array(3).fill('RUN_ACCESS_EXHAUSTED'), 'ok', 'ok'])
  type Told = { readonly status: string; readonly reason: string; readonly diagnostics: readonly { code: string }[] }
  const checked = await json<Told>(here.send('advertiser', 'POST', '/check', ask(0)), 200)
  const late = await json<Told>(here.send('advertiser', 'POST', '/runs', ask(0)), 402)
  assert.deepEqual([checked.status, checked.reason, late.reason], ['refused', 'budget', 'ACCESS_BUDGET'])
  assert.deepEqual(
    [checked, late].map(({ diagnostics }) => diagnostics.map(({ code }) => code)),
    Array(2).fill(['RUN_ACCESS_EXHAUSTED']),
  )
})

test('where members want a sandbox and there is none, nothing runs', async (t) => {
  const levels = [undefined, 'process', 'sandbox'] as const
  const statuses: number[] = []
  for (const level of levels) {
    const here = await open(t, {
      engine: { ...fakeEngine(), ...(level === undefined ? {} : { isolation: async () => level }) },
    })
    const settings = JSON.stringify({
      autoApprovedChangeTypes: [],
      resultRetentionDays: 30,
      minimumIsolation: 'sandbox',
    })
    await here.world.store.db.updateTable('collaborations').set({ settings }).execute()
    statuses.push((await here.send('advertiser', 'POST', '/runs', counting)).status)
  }
  assert.deepEqual(statuses, [422, 422, 202])
})

test('where an owner wants a sandbox for a table and there is none, the table says so and nothing of it runs', async (t) => {
  const levels = ['process', 'sandbox'] as const
  const told: unknown[] = []
  for (const level of levels) {
    const here = await open(t, { engine: { ...fakeEngine(), isolation: async () => level } })
    const { world } = here
    const [table] = await world.store.db.selectFrom('configured_tables').select(['id', 'organisation']).execute()
    assert.ok(table !== undefined)
    const owner = { organisation: table.organisation, by: 'usr_o', user: 'usr_o', name: 'o' }
    const changed = await changeTable(world, owner, table.id, { minimumIsolation: 'sandbox' })
    assert.ok(changed.ok, JSON.stringify(changed))
    const refusedWord = await changeTable(world, owner, table.id, { minimumIsolation: 'castle' })
    assert.ok(!refusedWord.ok)
    const views = await listAssociations(world, advertiser, room)
    assert.ok(views.ok)
    const view = views.value.items.find((one) => one.minimumIsolation === 'sandbox')
    const answer = await here.send('advertiser', 'POST', '/runs', counting)
    const text = await answer.text()
    told.push([
      answer.status,
      text.includes('RUN_ISOLATION_TOO_WEAK'),
      view?.readiness.direct.reasons.map(({ code }) => code),
    ])
  }
  assert.deepEqual(told, [
    [422, true, ['ISOLATION_TOO_WEAK']],
    [202, false, []],
  ])
})
