import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  confirmTotp,
  createClient,
  getAssociation,
  getLogCheckpoint,
  getMe,
  listLog,
  ProblemError,
  putBudgetPolicy,
  signIn,
  startTotp,
  submitRun,
  updateAssociation,
  updateTable,
} from '@glovebox/api'
import { Secret, TOTP } from 'otpauth'
import { ask, makeRoom } from '../api/room.suite.ts'
import { openTestServer } from '../api/server.suite.ts'

// A clock that jumps, mostly back, as the clocks of virtual machines do.
const noon = Date.parse('2026-11-18T12:00:00Z')
const hour = 3_600_000
const day = 24 * hour
let now = noon
const place = await openTestServer({}, undefined, { clock: () => new Date(now) })
after(() => place.close())
const room = await makeRoom(place)
const { publisher, advertiser, collaboration, table } = room
const params = { collaboration }
const question = (n: number): string => `SELECT COUNT(DISTINCT user_id) AS n FROM impressions WHERE cost < ${n}`

test('keys and requests go on while the clock jumps', async () => {
  for (const jump of [0, -hour, -400 * day, 0]) {
    now = noon + jump
    assert.equal((await advertiser.client.call(getMe, {})).organisation.name, 'advertiser')
  }
})

test('a table gives no runs back when the clock goes back, by hours, days or months', async () => {
  now = noon
  const about = { params: { ...params, name: 'impressions' } }
  for (const per of ['day', 'week', 'month'] as const) {
    await publisher.client.call(updateAssociation, { ...about, body: { accessBudget: [{ per, runs: 100 }] } })
    const left = async (): Promise<number | undefined> =>
      (await publisher.client.call(getAssociation, about)).accessLeft?.[0]?.left
    now = noon
    const before = await left()
    assert.equal((await ask(room, question(now % 1000))).status, 'ok')
    for (const back of [-hour, -13 * hour, -8 * day, -40 * day]) {
      now = noon + back
      assert.ok(((await left()) ?? 0) < (before ?? 0), `${per}: ${back / hour} h give a run back`)
    }
    now = noon
  }
})

test('what is read while the clock is behind counts when it is right again', async () => {
  now = noon
  const about = { params: { ...params, name: 'impressions' } }
  await publisher.client.call(updateAssociation, { ...about, body: { accessBudget: [{ per: 'day', runs: 6 }] } })
  const fates: string[] = []
  for (const [n, jump] of [0, -2 * day, 0, -day, -40 * day, 0, -3 * day, 0].entries()) {
    now = noon + jump
    fates.push((await ask(room, question(200 + n)).catch(() => ({ status: 'refused' }))).status)
  }
  // Three were read by the test before.
  assert.deepEqual(fates, ['ok', 'ok', 'ok', ...Array.from({ length: 5 }, () => 'refused')])
  await publisher.client.call(updateAssociation, { ...about, body: { accessBudget: null } })
})

test('a budget that begins anew each month begins once, wherever the clock goes', async () => {
  now = noon
  const rule = {
    custom: {
      allowedAnalyses: ['ANY_QUERY'],
      allowedAnalysisProviders: ['advertiser'],
      differentialPrivacy: { columns: [{ name: 'user_id' }] },
    },
  }
  await publisher.client.call(updateTable, {
    params: { table },
    body: { rule, privacy: { unit: 'user_id', maxRowsPerGroup: 1 } } as never,
  })
  const budget = { epsilon: 1, perQuery: { epsilon: 0.25 }, accounting: 'pure', refresh: 'calendar-month' } as const
  await publisher.client.call(putBudgetPolicy, { params, body: budget })
  const asked = async (n: number): Promise<string> => {
    const sql = `SELECT COUNT(*) AS n FROM impressions WHERE cost < ${n}`
    try {
      return (await advertiser.client.call(submitRun, { params, query: { wait: 30 }, body: { sql } })).status
    } catch (error) {
      if (error instanceof ProblemError) return error.problem.code
      throw error
    }
  }
  const fates: string[] = []
  for (const [n, jump] of [0, -30 * day, 0, -60 * day, -30 * day, 0, -60 * day, -400 * day].entries()) {
    now = noon + jump
    fates.push(await asked(300 + n))
  }
  assert.deepEqual(fates, ['ok', 'ok', 'ok', 'ok', ...Array.from({ length: 4 }, () => 'BUDGET_EXHAUSTED')])
  // The next month is a month like any other.
  now = noon + 30 * day
  assert.equal(await asked(400), 'ok')
  now = noon
})

test('the log is in the order in which things happened, whatever the clock said', async () => {
  const { items } = await publisher.client.call(listLog, { params, query: { limit: 100 } })
  const { size } = await publisher.client.call(getLogCheckpoint, { params })
  assert.deepEqual(
    items.map(({ sequence }) => sequence),
    items.map((_, n) => size - n),
  )
})

test('the code of an authenticator app works once, also when its moment comes again', async () => {
  now = noon
  let cookie = ''
  const asBrowser: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('origin', new URL(place.url).origin)
    if (cookie !== '') headers.set('cookie', cookie)
    const response = await fetch(input, { ...init, headers })
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return response
  }
  const browser = createClient({ url: place.url, fetch: asBrowser })
  const credentials = { email: 'advertiser@example.org', password: 'correct horse battery staple' }
  await browser.call(signIn, { body: credentials })
  const { secret } = await browser.call(startTotp, {})
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  const first = totp.generate({ timestamp: now })
  await browser.call(confirmTotp, { body: { code: first } })
  now += 60_000
  const second = totp.generate({ timestamp: now })
  await browser.call(signIn, { body: { ...credentials, code: second } })
  for (const [code, at] of [
    [second, 0],
    [first, -60_000],
    [second, -20_000],
  ] as const) {
    now = noon + 60_000 + at
    await assert.rejects(browser.call(signIn, { body: { ...credentials, code } }), ProblemError)
  }
  now = noon
})
