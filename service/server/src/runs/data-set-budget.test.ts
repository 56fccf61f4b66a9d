import assert from 'node:assert/strict'
import { test } from 'node:test'
import { putDataSetBudget, readDataSetBudget, removeDataSetBudget } from '../collaboration/budget/data-set-budget.ts'
import { refusal, someone, value } from '../collaboration/contribution.fixture.ts'
import { readEntries } from '../state/audit-log.ts'
import { budgetsOf, checkAsk } from './ask-room.ts'
import { advertiser, agency, bringProtected, openRunGround, publisher, room, stranger } from './runs.fixture.ts'
import { submitRun } from './submit-run.ts'
import { seeRun, untilEnded, wholeRunView } from './view-run.ts'

const sql = (n: number): string =>
  `SELECT city, COUNT(DISTINCT user_id) AS n FROM people WHERE user_id > ${n} GROUP BY city`
const who = someone(publisher, 'usr_p')

test('a budget over all collaborations refuses runs, and is its owner’s to read', async (t) => {
  const here = await openRunGround()
  t.after(here.close)
  const { world } = here
  await bringProtected(world)
  assert.equal(refusal(await readDataSetBudget(world, publisher)), '404 BUDGET_NOT_FOUND')
  value(await putDataSetBudget(world, who, { epsilon: 1.2 }))
  assert.equal(refusal(await putDataSetBudget(world, who, { epsilon: 2 }, '7')), '412')
  await here.area.start()
  const submit = (n: number) => submitRun(world, { organisation: advertiser }, room, { sql: sql(n) }, undefined)
  const first = value(await submit(1))
  await untilEnded(world, { collaboration: room, run: first.id }, 20_000, new AbortController().signal)
  const checked = value(await checkAsk(world, advertiser, room, { sql: sql(9) }))
  assert.equal(checked.price[0]?.isAffordable, false)
  // What is left of the budget here says nothing of the one over all collaborations.
  assert.ok((checked.price[0]?.remainingBefore.share ?? 0) > 0.5)
  const again = await submit(2)
  assert.deepEqual(again.ok ? [] : again.problem.diagnostics?.map(({ code }) => code), ['PRIVACY_DATA_SET_BUDGET'])
  const own = value(await readDataSetBudget(world, publisher))
  assert.ok(own.spent.epsilon > 0.9 && own.spent.share < 1 && !own.isExhausted)
  const views = async (organisation: string) => value(await budgetsOf(world, organisation, room)).budgets[0]?.dataSet
  assert.deepEqual(await views(publisher), { epsilon: 1.2, spent: own.spent, isExhausted: false })
  assert.equal(await views(advertiser), undefined)
  value(await putDataSetBudget(world, who, { epsilon: 0.5 }))
  assert.deepEqual(await views(agency), { isExhausted: true })
  assert.equal(refusal(await readDataSetBudget(world, stranger)), '404 BUDGET_NOT_FOUND')
  value(await removeDataSetBudget(world, who))
  assert.equal(value(await submit(3)).status, 'queued')
  const log = await readEntries(world.rooms.stateOf(room), {})
  const told = log.flatMap(({ entry }) => (entry.kind === 'governed' && entry.subject === 'data-set' ? [entry] : []))
  assert.deepEqual(
    told.map(({ action, detail }) => [action, detail]),
    [
      ['budget-set', undefined],
      ['budget-set', undefined],
      ['budget-removed', undefined],
    ],
  )
})

test('an owner hears when a budget crosses a share and when it cannot pay so much again; who asks does not', async (t) => {
  const here = await openRunGround()
  t.after(here.close)
  const { world } = here
  await bringProtected(world, { epsilon: 2.3, warnAt: [0.4, 1] })
  value(await putDataSetBudget(world, who, { epsilon: 2.3, warnAt: [0.3] }))
  await here.area.start()
  const told = async () => {
    const kinds = ['budget.threshold', 'budget.exhausted'] as const
    const rows = await world.store.db.selectFrom('events').selectAll().where('kind', 'in', kinds).execute()
    assert.ok(rows.every(({ audience }) => audience === JSON.stringify([publisher])))
    return rows.map(({ kind, data }) => {
      const { scope, threshold } = JSON.parse(data) as { readonly scope: string; readonly threshold: number }
      return `${kind} ${scope} ${threshold}`
    })
  }
  const notes: string[] = []
  for (const n of [1, 2, 3, 4]) {
    const run = await submitRun(world, { organisation: advertiser }, room, { sql: sql(n) }, undefined)
    if (!run.ok) break
    const place = { collaboration: room, run: run.value.id }
    await untilEnded(world, place, 20_000, new AbortController().signal)
    const view = await wholeRunView(world, value(await seeRun(world, advertiser, place)))
    notes.push(...(view.release?.privacy?.notes ?? []))
  }
  const events = await told()
  assert.deepEqual(events.slice(0, 2).toSorted(), [
    'budget.threshold collaboration 0.4',
    'budget.threshold data-set 0.3',
  ])
  assert.deepEqual(events.slice(-2), ['budget.exhausted data-set 1', 'budget.exhausted collaboration 1'])
  assert.equal(events.length, 4)
  assert.deepEqual(
    notes.filter((note) => note.includes('% of')),
    ['40 % of the budget of publisher is spent'],
  )
})
