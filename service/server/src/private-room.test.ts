import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ask } from '@glovebox/cleanroom'
import { fakeRoom, isolation } from './fake-room.suite.ts'
import { mostFailures } from './privacy/failures.ts'

// What happens around a private run: what it is charged, what is kept, and what a failure tells.

const text = (budget = 'epsilon: 20, delta: 1e-6, perQuery: { epsilon: 0.1 }'): string => `version: 1
collaboration: test
members:
  - { name: publisher, abilities: [receive] }
  - { name: analyst, abilities: [query, receive] }
  - { name: other, abilities: [query, receive] }
tables:
  - name: people
    owner: publisher
    source: { file: people.csv }
    columns: { user_id: BIGINT, city: VARCHAR }
    rule: { custom: { allowedAnalyses: [ANY_QUERY], allowedAnalysisProviders: [analyst, other] } }
    privacy: { unit: user_id, maxRowsPerGroup: 2 }
budgets: [{ owner: publisher, ${budget} }]
`

const ask = (sql: string, member = 'analyst'): Ask => ({ kind: 'sql', member, sql })
const count = (n: number): string => `SELECT COUNT(*) AS n FROM people WHERE user_id > ${n}`

async function spent(room: Awaited<ReturnType<typeof fakeRoom>>['room']): Promise<number> {
  const answer = await room.budget({})
  assert.ok(answer.status === 'ok')
  return answer.budgets[0]?.spent.share ?? 0
}

test('a question is charged once, and asked again gives the same for nothing, to its member alone', async () => {
  const { room, engine } = await fakeRoom(text())
  const first = await room.query(ask(count(1)), {})
  assert.ok(first.status === 'ok')
  const once = await spent(room)
  assert.ok(once > 0)
  const again = await room.query(ask('SELECT COUNT(*) AS other FROM people p WHERE 1 < p.user_id'), {})
  assert.ok(again.status === 'ok')
  assert.deepEqual(again.rows, first.rows)
  assert.equal(again.privacy?.steps[0]?.isCached, true)
  assert.equal(await spent(room), once)
  assert.equal(engine.jobs.length, 1)
  const others = await room.query(ask(count(1), 'other'), {})
  assert.ok(others.status === 'ok')
  assert.equal(engine.jobs.length, 2)
  assert.ok((await spent(room)) > once)
})

test('data that changed is asked anew, and paid for', async () => {
  const { room, engine, folder } = await fakeRoom(text())
  await room.query(ask(count(1)), {})
  const { writeFileSync } = await import('node:fs')
  writeFileSync(`${folder}/people.csv`, 'user_id,city\n1,Berlin\n2,Paris\n')
  const answer = await room.query(ask(count(1)), {})
  assert.ok(answer.status === 'ok')
  assert.equal(answer.privacy?.steps[0]?.isCached, false)
  assert.equal(engine.jobs.length, 2)
})

test('every failure after data was touched looks the same, stays spent, and happens so often a month', async () => {
  const { room, engine } = await fakeRoom(text())
  const outcomes = [
    { status: 'failed', reason: 'row 7 is odd', isolation } as const,
    { status: 'timed-out', isolation } as const,
    { status: 'too-large', isolation } as const,
  ]
  let before = 0
  for (let n = 0; n < mostFailures; n++) {
    engine.next = async () => outcomes[n % outcomes.length] ?? { status: 'timed-out', isolation }
    const answer = await room.query(ask(count(n)), { timeoutMs: 1 })
    assert.equal(answer.status, 'failed')
    assert.ok(answer.status === 'failed')
    assert.deepEqual(
      answer.diagnostics.map(({ code }) => code),
      ['PRIVACY_RUN_FAILED'],
    )
    assert.ok((engine.jobs[n]?.limits.timeoutMs ?? 0) > 1)
    const after = await spent(room)
    assert.ok(after > before)
    before = after
  }
  const refused = await room.query(ask(count(99)), {})
  assert.ok(refused.status === 'refused')
  assert.deepEqual(
    refused.diagnostics.map(({ code }) => code),
    ['PRIVACY_FAILURES'],
  )
  assert.equal(await spent(room), before)
  engine.next = async () => ({ status: 'ok', rows: [[7n]], isolation })
  assert.equal((await room.query(ask(count(99), 'other'), {})).status, 'ok')
})

test('an engine that gives what was not asked for fails the run and releases nothing', async () => {
  const { room, engine } = await fakeRoom(text())
  engine.next = async () => ({ status: 'ok', rows: [[null]], isolation })
  const answer = await room.query(ask(count(1)), {})
  assert.ok(answer.status === 'failed')
  assert.equal(answer.diagnostics[0]?.code, 'PRIVACY_RUN_FAILED')
  assert.ok((await spent(room)) > 0)
  const { entries } = await room.log({})
  assert.equal(entries.at(-1)?.status, 'failed')
})

test('a budget that cannot pay refuses before any data is read', async () => {
  const { room, engine } = await fakeRoom(text('epsilon: 1, delta: 1e-6, perQuery: { epsilon: 0.9 }'))
  assert.equal((await room.query(ask(count(1)), {})).status, 'ok')
  const refused = await room.query(ask(count(2)), {})
  assert.ok(refused.status === 'refused')
  assert.equal(refused.reason, 'budget')
  assert.equal(engine.jobs.length, 1)
  const checked = await room.check(ask(count(2)))
  assert.equal(checked.reason, 'budget')
  assert.equal(checked.price[0]?.isAffordable, false)
  // What was published stays free.
  assert.equal((await room.query(ask(count(1)), {})).status, 'ok')
  assert.equal((await room.verifyLog({})).status, 'ok')
})

test('a new period is its owner’s to open, and leaves the lifetime loss', async () => {
  const { room } = await fakeRoom(text('epsilon: 1, delta: 1e-6, perQuery: { epsilon: 0.9 }'))
  await room.query(ask(count(1)), {})
  assert.equal((await room.openPeriod({ member: 'analyst', reason: 'please' })).status, 'refused')
  const opened = await room.openPeriod({ member: 'publisher', reason: 'data of another year' })
  assert.ok(opened.status === 'ok')
  assert.equal(opened.budgets[0]?.spent.share, 0)
  assert.ok((opened.budgets[0]?.lifetime.epsilon ?? 0) > 0)
  assert.equal((await room.query(ask(count(2)), {})).status, 'ok')
})

test('a budget that changes its accounting keeps its lifetime loss, and check refuses what a run refuses', async () => {
  const { room, folder } = await fakeRoom(text('epsilon: 1, perQuery: { epsilon: 0.4 }, accounting: pure'))
  await room.query(ask(count(1)), {})
  const { writeFileSync } = await import('node:fs')
  writeFileSync(`${folder}/collaboration.yaml`, text('epsilon: 1, delta: 1e-6, perQuery: { epsilon: 0.4 }'))
  const checked = await room.check(ask(count(2)))
  assert.deepEqual(
    checked.diagnostics.map(({ code }) => code),
    ['PRIVACY_BUDGET_ACCOUNTING'],
  )
  assert.equal(checked.price[0]?.isAffordable, false)
  await room.openPeriod({ member: 'publisher', reason: 'other accounting' })
  const answer = await room.query(ask(count(2)), {})
  assert.ok(answer.status === 'ok')
  const ever = answer.privacy?.owners[0]?.lifetime.epsilon ?? 0
  assert.ok(ever > 0.79 && ever < 0.81, `${ever}`)
  const budgets = await room.budget({})
  assert.ok(budgets.status === 'ok')
  assert.equal(budgets.budgets[0]?.lifetime.epsilon, ever)
})

test('a budget lowered below what is spent still gives what it published for nothing, and says so before', async () => {
  const { room, folder } = await fakeRoom(text('epsilon: 1, delta: 1e-6, perQuery: { epsilon: 0.15 }'))
  for (const n of [1, 2, 3]) await room.query(ask(count(n)), {})
  const { writeFileSync } = await import('node:fs')
  writeFileSync(`${folder}/collaboration.yaml`, text('epsilon: 0.2, delta: 1e-6, perQuery: { epsilon: 0.15 }'))
  const published = await room.check(ask(count(1)))
  assert.equal(published.status, 'ok')
  assert.equal(published.price[0]?.isAffordable, true)
  assert.equal((await room.check(ask(count(4)))).reason, 'budget')
})

test('check says whose part cannot pay, as a run does', async () => {
  const cap = 'epsilon: 1, delta: 1e-6, perQuery: { epsilon: 0.4 }, members: { analyst: { epsilon: 0.5 } }'
  const { room } = await fakeRoom(text(cap))
  await room.query(ask(count(1)), {})
  const refused = await room.query(ask(count(2)), {})
  assert.ok(refused.status === 'refused')
  const checked = await room.check(ask(count(2)))
  assert.deepEqual(checked.diagnostics, refused.diagnostics)
  assert.match(checked.diagnostics[0]?.message ?? '', /^your part/)
})

test('a result says how much of one unit counts, which its intervals do not cover', async () => {
  const { room } = await fakeRoom(text())
  const notes = async (sql: string): Promise<string | undefined> => {
    const answer = await room.query(ask(sql), {})
    assert.ok(answer.status === 'ok')
    return answer.privacy?.notes.find((note) => note.startsWith('each unit counts'))
  }
  const rest = 'the intervals do not cover what that leaves out'
  assert.equal(await notes('SELECT COUNT(*) AS n FROM people'), `each unit counts with at most 2 rows; ${rest}`)
  assert.equal(await notes('SELECT COUNT(DISTINCT user_id) AS n FROM people'), undefined)
})

test('a member sees all charges, and the questions of others only about its own tables', async () => {
  const { room } = await fakeRoom(text())
  await room.query(ask(count(1)), {})
  const seen = async (member: string): Promise<string | undefined> => {
    const answer = await room.budget({ member })
    assert.ok(answer.status === 'ok')
    assert.equal(answer.budgets[0]?.entries.length, 1)
    return answer.budgets[0]?.entries[0]?.query
  }
  assert.equal(await seen('analyst'), count(1))
  assert.equal(await seen('publisher'), count(1))
  assert.equal(await seen('other'), undefined)
})
