import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ended, glovebox, privateRoom } from './run.suite.ts'

type Report = Readonly<Record<string, unknown>>

const count = 'SELECT city, COUNT(DISTINCT user_id) AS people FROM visits GROUP BY city ORDER BY city'
const sum = 'SELECT SUM(spent) AS spent FROM visits'

async function run(room: string, ...args: readonly string[]): Promise<Ended> {
  const ended = await glovebox(args, { cwd: room })
  assert.doesNotMatch(ended.stderr, /internal error/)
  return ended
}

async function json(room: string, ...args: readonly string[]): Promise<Report> {
  const ended = await run(room, ...args, '--json')
  assert.equal(ended.stderr, '', 'JSON alone says everything')
  return JSON.parse(ended.stdout) as Report
}

/** The price that the room's budget names: never more, and no noise is given away. */
function isHalf(epsilon: number): boolean {
  return epsilon <= 0.5 && epsilon > 0.4999
}

test('check says the price, what is left, and the error to expect, and spends nothing', async () => {
  const room = privateRoom()
  const checked = await run(room, 'check', '--as', 'advertiser', count)
  assert.equal(checked.code, 0, checked.stderr)
  assert.match(
    checked.stdout,
    /budget of +ε +δ +share +left before +left after +then fit\n─.*\npublisher +0\.5 .* 100 %/,
  )
  assert.match(checked.stdout, /people +± \d+(\.\d+)? at 95 %/)
  const value = await json(room, 'check', '--as', 'advertiser', count)
  const [price] = value.price as readonly { owner: string; epsilon: number; remainingAfter: { epsilon: number } }[]
  assert.equal(price?.owner, 'publisher')
  assert.ok(price !== undefined && isHalf(price.epsilon) && price.remainingAfter.epsilon < 1)
  const { budgets } = (await json(room, 'budget')) as { budgets: readonly { spent: { epsilon: number } }[] }
  assert.equal(budgets[0]?.spent.epsilon, 0)
})

test('explain says how every number is made private', async () => {
  const explained = await run(privateRoom(), 'explain', '--as', 'advertiser', sum)
  assert.equal(explained.code, 0, explained.stderr)
  for (const said of [
    /protects +user_id of visits \(publisher\)/,
    /groups +one row, always/,
    /loss +ρ /,
    /discrete Gaussian/,
    /SQL for duckdb: /,
  ])
    assert.match(explained.stdout, said)
})

test('query has intervals, a price and the whole statement; the same again costs nothing and is the same', async () => {
  const room = privateRoom()
  const first = await json(room, 'query', '--as', 'advertiser', count)
  assert.deepEqual(Object.keys(first), ['status', 'columns', 'rows', 'privacy', 'suppression', 'receipt'])
  assert.deepEqual(
    (first.rows as readonly (readonly unknown[])[]).map(([city]) => city),
    ['Basel', 'Berlin', 'Bern'],
    'declared keys are all there',
  )
  const privacy = first.privacy as { epsilon: number; intervals: Report; owners: readonly Report[] }
  assert.ok(isHalf(privacy.epsilon))
  assert.deepEqual(Object.keys(privacy.intervals), ['people'])
  const again = await run(room, 'query', '--as', 'advertiser', count.replace('city, COUNT', 'city, COUNT '))
  assert.match(again.stderr, /^people ± [\d.]+ at 95 %$/m)
  assert.match(again.stderr, /^privacy answered from what was published before: costs nothing$/m)
  assert.match(again.stderr, /^budget of publisher: .* % spent, .* % left, enough for \d+ more like this$/m)
  const csv = await run(room, 'query', '--as', 'advertiser', '--format', 'csv', '--intervals', count)
  const [header, ...lines] = csv.stdout.trimEnd().split('\r\n')
  assert.equal(header, 'city,people,people.low,people.high')
  assert.deepEqual(
    lines.map((line) => line.split(',').slice(0, 2)),
    (first.rows as readonly (readonly unknown[])[]).map((row) => row.map(String)),
  )
})

test('a budget that cannot pay ends with 3, before and instead of a run', async () => {
  const room = privateRoom()
  const spend = (n: number): Promise<Ended> => run(room, 'query', '--as', 'advertiser', `${sum} WHERE user_id > ${n}`)
  let ended = await spend(0)
  for (let n = 1; ended.code === 0 && n < 12; n++) ended = await spend(n)
  assert.equal(ended.code, 3)
  assert.match(ended.stderr, /PRIVACY_BUDGET_EXHAUSTED/)
  const checked = await run(room, 'check', '--as', 'advertiser', `${sum} WHERE user_id > 99`)
  assert.equal(checked.code, 3)
  assert.match(checked.stdout, /not enough/)
  const shown = await run(room, 'budget')
  assert.match(shown.stdout, /warning: more than 50 % is spent/)

  assert.equal((await run(room, 'budget', 'open-period', '--as', 'advertiser', '--reason', 'mine')).code, 4)
  const opened = await run(room, 'budget', 'open-period', '--as', 'publisher', '--reason', 'visits of another year')
  assert.equal(opened.code, 0, opened.stderr)
  assert.match(opened.stderr, /^opened: a new period of the budget of publisher/)
  assert.match(opened.stderr, /what was lost is not undone: ε /)
  assert.equal((await spend(99)).code, 0)
})

test('budget shows who spent it on what', async () => {
  const room = privateRoom()
  await run(room, 'query', '--as', 'advertiser', sum)
  const { stdout } = await run(room, 'budget', '--as', 'publisher', '--owner', 'publisher', '--limit', '5')
  assert.match(stdout, /^budget of publisher\n.* spent, .* left of ε 1, /)
  assert.match(stdout, /100 % \|#/)
  assert.match(stdout, /empty in about \d+ questions?/)
  assert.match(stdout, /advertiser .* SELECT SUM\(spent\) AS spent FROM visits/)
  const value = (await json(room, 'budget')) as { budgets: readonly Report[] }
  const [budget] = value.budgets
  for (const key of ['owner', 'epsilon', 'delta', 'spent', 'remaining', 'entries'])
    assert.ok(key in (budget ?? {}), key)
  const csv = await run(room, 'budget', '--format', 'csv')
  assert.match(
    csv.stdout,
    /^owner,at,member,epsilon,.*\r\npublisher,2.*,advertiser,0\.(5|4999)\d*,.*,spent,rcpt_\w+,SELECT SUM/,
  )
})

const misuses: readonly [args: readonly string[], says: RegExp][] = [
  [['budget', '--owner', 'nobody'], /no budget of nobody; there are budgets of: publisher/],
  [['budget', 'open-period', '--reason', 'r'], /--as OWNER: publisher/],
  [['budget', 'open-period', '--as', 'publisher', '--reason', ' '], /--reason says nothing/],
  [['query', '--as', 'advertiser', '--intervals', sum], /--intervals belongs to --format csv/],
]

for (const [args, says] of misuses) {
  test(`misuse: ${args.slice(0, 4).join(' ')}`, async () => {
    const ended = await run(privateRoom(), ...args)
    assert.equal(ended.code, 64)
    assert.match(ended.stderr, says)
  })
}
