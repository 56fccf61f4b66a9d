import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Value } from '../../core/sql/src/index.ts'
import type { EngineOutcome } from '../../service/server/src/port/engine.ts'
import { isolation, openToyRoom, type ToyRoom } from './toy-room.ts'

// What an analyst sees of a room beside the noisy numbers: answers asked again, prices, refusals, failures and the log.

const rows: readonly (readonly Value[])[] = [
  [1n, 'a', 3n],
  [1n, 'b', 4n],
  [2n, 'a', 5n],
  [3n, 'b', 6n],
  [4n, 'a', 7n],
]
const neighbouring = rows.filter(([person]) => person !== 1n)
const wide = 'epsilon: 20, delta: 1e-3, perQuery: { epsilon: 0.5 }'

async function withRoom(
  budget: string,
  visits: readonly (readonly Value[])[],
  run: (toys: ToyRoom) => Promise<void>,
): Promise<void> {
  const toys = await openToyRoom(budget, { visits })
  try {
    await run(toys)
  } finally {
    await toys.close()
  }
}

async function answerTo({ room }: ToyRoom, sql: string, member = 'analyst'): Promise<readonly (readonly unknown[])[]> {
  const answer = await room.query({ kind: 'sql', member, sql }, {})
  assert.ok(answer.status === 'ok', JSON.stringify(answer))
  return answer.rows ?? []
}

async function spent({ room }: ToyRoom): Promise<number> {
  const answer = await room.budget({})
  assert.ok(answer.status === 'ok')
  return answer.budgets.reduce((sum, budget) => sum + budget.spent.share, 0)
}

test('averaging: the same question, however it is written, gives the same numbers and costs nothing again', async () => {
  await withRoom(wide, rows, async (toys) => {
    const first = await answerTo(
      toys,
      "SELECT page, COUNT(*) AS n FROM visits WHERE seconds > 2 AND page <> 'c' GROUP BY page ORDER BY page",
    )
    const after = await spent(toys)
    assert.ok(after > 0)
    for (const same of [
      "SELECT page, COUNT(*) AS n FROM visits WHERE seconds > 2 AND page <> 'c' GROUP BY page ORDER BY page",
      "SELECT page, COUNT(*) AS n FROM visits WHERE page <> 'c' AND seconds > 2 GROUP BY page ORDER BY page",
      "select v.page, count(*) as m from visits as v where (v.seconds > 2) and (v.page <> 'c') group by v.page order by 1",
      "SELECT x, k FROM (SELECT page AS x, COUNT(*) AS k FROM visits WHERE 2 < seconds AND page <> 'c' GROUP BY page) t ORDER BY x",
      "WITH w AS (SELECT * FROM visits WHERE seconds > 2) SELECT page, COUNT(*) FROM w WHERE page <> 'c' GROUP BY page ORDER BY page",
    ]) {
      assert.deepEqual(await answerTo(toys, same), first, same)
      assert.equal(await spent(toys), after, same)
    }
    // Asking otherwise is asking something else: it has a price, and noise of its own.
    await answerTo(toys, "SELECT page, COUNT(*) AS n FROM visits WHERE seconds > 3 AND page <> 'c' GROUP BY page")
    assert.ok((await spent(toys)) > after)
  })
})

test('two analysts: what one asked is no hint and no saving for the other', async () => {
  const sql = 'SELECT COUNT(*) AS n, SUM(seconds) AS s FROM visits'
  const ask = (member: string) => ({ kind: 'sql', member, sql }) as const
  await withRoom(wide, rows, async (toys) => {
    const before = await toys.room.check(ask('other'))
    const first = await answerTo(toys, sql, 'analyst')
    const once = await spent(toys)
    const price = (check: typeof before): readonly number[] => check.price.map(({ epsilon }) => epsilon)
    assert.deepEqual(price(await toys.room.check(ask('other'))), price(before))
    assert.notDeepEqual(await answerTo(toys, sql, 'other'), first)
    assert.ok(Math.abs((await spent(toys)) / once - 2) < 1e-6)
  })
})

test('another price: an answer with little noise is not given where a small price was offered, nor the other way round', async () => {
  const at = (epsilon: number): string =>
    `SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = ${epsilon}) COUNT(*) AS n, SUM(seconds) AS s FROM visits`
  await withRoom(wide, rows, async (toys) => {
    const first = await answerTo(toys, at(0.5))
    const once = await spent(toys)
    assert.notDeepEqual(await answerTo(toys, at(2)), first)
    assert.ok((await spent(toys)) > once * 2)
    assert.deepEqual(await answerTo(toys, at(0.5)), first)
  })
})

test('a new version of a table: the old answer is not given for it, and nothing is given back', async () => {
  const sql = 'SELECT COUNT(*) AS n, SUM(seconds) AS s FROM visits'
  await withRoom(wide, rows, async (toys) => {
    const first = await answerTo(toys, sql)
    const once = await spent(toys)
    await toys.load({ visits: neighbouring })
    assert.notDeepEqual(await answerTo(toys, sql), first)
    assert.ok(Math.abs((await spent(toys)) / once - 2) < 1e-6)
  })
})

/** Everything that an analyst sees of a history of questions, apart from published numbers and random names. */
async function seen(
  budget: string,
  visits: readonly (readonly Value[])[],
  questions: readonly string[],
): Promise<string> {
  const views: unknown[] = []
  await withRoom(budget, visits, async (toys) => {
    for (const sql of questions) {
      const check = await toys.room.check({ kind: 'sql', member: 'analyst', sql })
      const answer = await toys.room.query({ kind: 'sql', member: 'analyst', sql }, {})
      const told =
        answer.status === 'ok'
          ? { ...answer, rows: answer.rows?.map((row) => row.filter((cell) => typeof cell === 'string')), receipt: '' }
          : { ...answer, receipt: '' }
      const quiet =
        'privacy' in told && told.privacy !== undefined
          ? { ...told, privacy: { ...told.privacy, intervals: {} } }
          : told
      views.push(check, quiet, await toys.room.budget({ member: 'analyst' }))
    }
    views.push((await toys.room.log({})).entries.map(({ kind, status }) => `${kind} ${status}`))
  })
  return JSON.stringify(views).replaceAll(/(rcpt|run)_[a-z2-7]+/g, '$1')
}

test('refusals: prices, budgets, refusals and the log are the same, whoever is in the data', async () => {
  const budget = 'epsilon: 1, delta: 1e-3, perQuery: { epsilon: 0.5 }'
  const questions = [0, 1, 2, 3, 4, 5].map(
    (n) => `SELECT page, COUNT(*) AS n FROM visits WHERE seconds > ${n} GROUP BY page`,
  )
  const [all, without, none] = [
    await seen(budget, rows, questions),
    await seen(budget, neighbouring, questions),
    await seen(budget, [], questions),
  ]
  assert.equal(without, all)
  assert.equal(none, all)
  assert.match(all, /"reason":"budget"/, 'the history goes on until the budget refuses')
})

test('failures: after data was touched all look the same and are charged', async () => {
  const sql = 'SELECT COUNT(*) AS n FROM visits'
  const faults: readonly (() => EngineOutcome)[] = [
    () => ({ status: 'failed', reason: 'could not convert "alice"', isolation }),
    () => ({ status: 'failed', reason: 'out of memory at row 17', isolation }),
    () => ({ status: 'too-large', isolation }),
  ]
  const told: string[] = []
  const shares: number[] = []
  for (const fault of faults) {
    await withRoom(wide, rows, async (toys) => {
      toys.fault = fault
      const answer = await toys.room.query({ kind: 'sql', member: 'analyst', sql }, {})
      told.push(JSON.stringify(answer).replaceAll(/(rcpt|run)_[a-z2-7]+/g, '$1'))
      shares.push(await spent(toys))
    })
  }
  for (const share of shares) assert.equal(share, shares[0])
  assert.ok((shares[0] ?? 0) > 0, 'what was touched is paid for')
  assert.equal(new Set(told).size, 1, told.join('\n'))
  assert.ok(told.every((text) => !text.includes('alice')))
})
