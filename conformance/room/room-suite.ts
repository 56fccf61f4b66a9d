import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Ask } from '../../core/cleanroom/src/index.ts'
import { ledgerFault } from '../../service/server/src/ledger/against-log.ts'
import { lifetime, spent } from '../../service/server/src/ledger/balance.ts'
import { openPeriod } from '../../service/server/src/ledger/budget.ts'
import { entries } from '../../service/server/src/ledger/history.ts'
import { checkAgainstModel } from '../../service/server/src/ledger/model.suite.ts'
import { charge, cost, november, request, roomIn } from '../../service/server/src/ledger/requests.fixture.ts'
import { type Reservation, reserve } from '../../service/server/src/ledger/reserve.ts'
import { largestUnits } from '../../service/server/src/ledger/scope.ts'
import { settle, touch } from '../../service/server/src/ledger/settle.ts'
import { verifyLog } from '../../service/server/src/log/verify.ts'
import { readEntries, readStoredLog } from '../../service/server/src/state/audit-log.ts'
import { boundingKey } from '../../service/server/src/state/bounding-key.ts'
import { dataVersion, knownVersion } from '../../service/server/src/state/data-version.ts'
import { readPin, writePin } from '../../service/server/src/state/pins.ts'
import { insertRun } from '../../service/server/src/state/runs.ts'
import { inSnapshot, inTransaction, type RoomState } from '../../service/server/src/store/room-state.ts'
import type { Store } from '../../service/server/src/store/store.ts'
import { readBudgets } from '../../service/server/src/usecase/budget.ts'
import { check } from '../../service/server/src/usecase/check.ts'
import { openReceipt } from '../../service/server/src/usecase/open-receipt.ts'
import { query } from '../../service/server/src/usecase/query.ts'
import { findReceipt } from '../../service/server/src/usecase/read-receipt.ts'
import { settleInterruptedRuns } from '../../service/server/src/usecase/settle-run.ts'
import { verifyAuditLog } from '../../service/server/src/usecase/verify-log.ts'
import { allTexts } from './all-texts.ts'
import { document, type ServedRoom, serveRoom } from './room-world.ts'
import { sealingVault } from './sealing-vault.ts'

type Check = (sentence: string, work: (store: Store) => Promise<void>) => void

/** What rooms do, whichever database their store stands on. */
export function roomSuite(name: string, openStore: () => Promise<Store>, histories: number): void {
  const holds: Check = (sentence, work) => {
    test(`${name}: ${sentence}`, async () => {
      const store = await openStore()
      try {
        await work(store)
      } finally {
        await store.close()
      }
    })
  }
  holds('the ledger is the naive one', async (store) => {
    const answers = await checkAgainstModel(roomIn(store, 'a'), histories)
    assert.ok((answers.get('reserve reserved') ?? 0) > 0)
  })
  ledgers(holds)
  rooms(holds)
  runs(holds)
}

async function checkWhole(state: RoomState): Promise<void> {
  await inSnapshot(state, async (picture) => {
    const verified = await verifyLog(await readStoredLog(picture))
    assert.equal(verified.status, 'ok', JSON.stringify(verified))
    assert.equal(await ledgerFault(picture), undefined)
  })
}

function one(
  key: string,
  loss: number | bigint,
  cap: number | bigint,
  kind = 'collaboration',
): Parameters<typeof reserve>[1] {
  return request(key, [charge('publisher', 'm', cost(loss), { caps: { [kind]: cost(cap) } })])
}

function count(answers: readonly Reservation[], kind: Reservation['kind']): number {
  return answers.filter((answer) => answer.kind === kind).length
}

function ledgers(holds: Check): void {
  holds('charges of many callers at once spend a budget to its last unit', async (store) => {
    const state = roomIn(store, 'a')
    const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => reserve(state, one(`k${i}`, 1, 200))))
    assert.deepEqual([count(answers, 'reserved'), count(answers, 'exhausted')], [200, 100])
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(200))
    await checkWhole(state)
  })
  holds('units beyond what a double holds are counted one by one', async (store) => {
    const state = roomIn(store, 'a')
    const cap = largestUnits - 1n
    const first = 2n ** 53n + 1n
    const answers = [
      await reserve(state, one('a', first, cap)),
      await reserve(state, one('b', cap - first, cap)),
      await reserve(state, one('c', 1n, cap)),
    ]
    assert.deepEqual([count(answers, 'reserved'), count(answers, 'exhausted')], [2, 1])
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(cap))
    assert.deepEqual((await entries(state, { owner: 'publisher' }))[0]?.cost, cost(first))
    await assert.rejects(reserve(state, request('d', [charge('publisher', 'm', cost(2))])), RangeError)
    await checkWhole(state)
  })
  holds('what was touched stays spent, and what was not goes back to its period', async (store) => {
    const state = roomIn(store, 'a')
    await reserve(state, one('a', 5, 9))
    await reserve(state, one('b', 4, 9))
    assert.equal(await touch(state, 'a'), true)
    await openPeriod(state, { owner: 'publisher', reason: 'July', at: november, by: 'publisher' })
    assert.equal(await settle(state, { key: 'a', outcome: 'untouched', at: november }), false)
    assert.equal(await settle(state, { key: 'b', outcome: 'untouched', at: november }), true)
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(5))
    assert.equal((await reserve(state, one('c', 9, 9))).kind, 'reserved')
    await checkWhole(state)
  })
  holds('a data set is spent by all collaborations that its account brought it to, and by no other', async (store) => {
    const account = (owner: string): string => (owner === 'publisher' ? 'org_p' : `other ${owner}`)
    const [a, b, c] = [roomIn(store, 'a', account), roomIn(store, 'b', account), roomIn(store, 'c', () => 'org_x')]
    const ask = (state: RoomState, key: string): Promise<Reservation> => reserve(state, one(key, 3, 7, 'data-set'))
    const answers = [await ask(a, '1'), await ask(b, '2'), await ask(a, '3'), await ask(b, '4'), await ask(c, '5')]
    assert.deepEqual(
      answers.map(({ kind }) => kind),
      ['reserved', 'reserved', 'exhausted', 'exhausted', 'reserved'],
    )
    await openPeriod(a, { owner: 'publisher', reason: 'July', at: november, by: 'publisher' })
    assert.equal((await ask(b, '6')).kind, 'reserved', 'what a spent was in a period that is over there')
    const scope = { owner: 'publisher', accounting: 'zcdp', period: 'all' } as const
    assert.deepEqual(await spent(a, scope), cost(0))
    assert.deepEqual(await spent(a, { ...scope, kind: 'data-set' }), cost(6))
    assert.deepEqual((await lifetime(a, { owner: 'publisher' })).zcdp, cost(3))
    for (const state of [a, b, c]) await checkWhole(state)
  })
  holds('one data set that collaborations spend at once is not overspent', async (store) => {
    const lanes = ['a', 'b', 'c', 'd'].map((name) => roomIn(store, name))
    const answers = await Promise.all(
      lanes.flatMap((state) => Array.from({ length: 10 }, (_, i) => reserve(state, one(`k${i}`, 1, 25, 'data-set')))),
    )
    assert.equal(count(answers, 'reserved'), 25)
    for (const state of lanes) await checkWhole(state)
  })
}

const draft = {
  run: 'run_a',
  submittedAt: november,
  member: 'analyst',
  asked: { sql: 'SELECT 1' },
  collaboration: { name: 'served', hash: 'c' },
  rulesHash: 'r',
  tables: [{ name: 'people', owner: 'publisher', version: 'ver_a' }],
  suppression: [],
  outputColumns: 1,
  receivers: ['analyst'],
  submission: { sequence: 1, hash: 'h' },
}

function rooms(holds: Check): void {
  holds('rooms of one store know nothing of each other', async (store) => {
    const [a, b] = [roomIn(store, 'a'), roomIn(store, 'b')]
    for (const state of [a, b]) {
      const seen = 'old'
      assert.equal(await knownVersion(state, 'people', seen), undefined)
      assert.equal(await readPin(state, 'people', 's'), undefined)
      await inTransaction(state, (tx) => dataVersion(tx, 'people', seen))
      await writePin(state, 'people', 's', [])
      await insertRun(state, draft)
      assert.equal((await reserve(state, one('k', 5, 5))).kind, 'reserved')
      assert.equal((await readEntries(state, {})).length, 1)
      await checkWhole(state)
    }
    assert.notEqual(await boundingKey(a), await boundingKey(b))
    assert.equal(await boundingKey(a), await boundingKey(a))
  })
  holds('a log is read forwards and backwards, of one member if asked', async (store) => {
    const [a, b] = [roomIn(store, 'a'), roomIn(store, 'b')]
    for (const member of ['x', 'y', 'x', 'y', 'x'])
      for (const state of [a, b]) await reserve(state, request(`k${Math.random()}`, [charge('o', member, cost(1))]))
    const places = async (range: Parameters<typeof readEntries>[1]): Promise<readonly number[]> =>
      (await readEntries(a, range)).map(({ entry }) => entry.sequence)
    assert.deepEqual(await places({}), [1, 2, 3, 4, 5])
    assert.deepEqual(await places({ limit: 2 }), [4, 5])
    assert.deepEqual(await places({ limit: 2, before: 4 }), [2, 3])
    assert.deepEqual(await places({ limit: 2, after: 1 }), [2, 3])
    assert.deepEqual(await places({ limit: 2, member: 'x' }), [3, 5])
    assert.deepEqual(await places({ limit: 2, member: 'x', before: 5 }), [1, 3])
  })
}

const isolation = { level: 'process', measures: [], missing: [] } as const

function asking(sql: string): Ask {
  return { kind: 'sql', member: 'analyst', sql }
}

const ask = asking('SELECT COUNT(*) AS n FROM people')

function runs(holds: Check): void {
  const served = (sentence: string, work: (room: ServedRoom) => Promise<void>, text = document): void =>
    holds(sentence, async (store) => {
      const room = serveRoom({ ...roomIn(store, 'col_a'), vault: sealingVault }, text)
      try {
        await work(room)
        assert.equal((await verifyAuditLog(room.world, {})).status, 'ok')
      } finally {
        room.close()
      }
    })

  served('a private question is paid for once, whoever asks it at once or again', async ({ world, engine, state }) => {
    engine.next = async () => ({
      status: 'ok',
      rows: [[4711n]],
      isolation,
    })
    const options = { run: 'run_queued', user: 'usr_a', payer: 'analyst' }
    const answer = await query(world, { ...ask, purpose: 'measurement' }, options)
    assert.ok(answer.status === 'ok', JSON.stringify(answer))
    const again = await query(world, asking('SELECT COUNT(*) AS m FROM people p'), {})
    assert.ok(again.status === 'ok')
    assert.deepEqual(again.rows, answer.rows)
    assert.equal((await check(world, ask)).price[0]?.epsilon, 0)
    const budgets = await readBudgets(world, {})
    assert.ok(budgets.status === 'ok')
    assert.equal(budgets.budgets[0]?.entries.length, 1)
    const submitted = (await readEntries(state, {})).find(({ entry }) => entry.kind === 'submitted')?.entry
    assert.ok(submitted?.kind === 'submitted')
    const { run, user, payer, purpose } = submitted
    assert.deepEqual({ run, user, payer, purpose }, { ...options, purpose: 'measurement' })
    const found = await findReceipt(world, answer.receipt)
    assert.ok(found.status === 'ok')
    assert.equal(found.receipt.run, 'run_queued')
    assert.equal(found.receipt.purpose, 'measurement')
  })
  served(
    'results, openings, published rows and keys are not to be read in the database',
    async ({ world, engine, state }) => {
      const secret = 987_654_321n
      engine.next = async () => ({
        status: 'ok',
        rows: [['Atlantis', secret]],
        isolation,
      })
      const open = await query(world, asking('SELECT city, COUNT(*) AS n FROM cities GROUP BY city'), {})
      assert.ok(open.status === 'ok', JSON.stringify(open))
      engine.next = async () => ({
        status: 'ok',
        rows: [[secret]],
        isolation,
      })
      const noisy = await query(world, ask, {})
      assert.ok(noisy.status === 'ok')
      const opened = await openReceipt(world, { receipt: open.receipt, member: 'publisher' })
      assert.deepEqual(opened.status === 'ok' && opened.result?.rows, [['Atlantis', Number(secret)]])
      const texts = await allTexts(state)
      assert.ok(texts.includes(open.receipt))
      const published = String(noisy.rows?.[0]?.[0])
      const salt = opened.status === 'ok' ? opened.salt : undefined
      for (const hidden of ['Atlantis', String(secret), published, salt, await boundingKey(state)])
        assert.ok(hidden !== undefined && !texts.includes(hidden), `${hidden} can be read`)
    },
  )
  served('a run whose process died is settled as failed, stays paid, and releases nothing later', async (room) => {
    const { world, engine, state } = room
    let answer = (): void => {}
    const reading = new Promise<void>((begun) => {
      engine.next = () => {
        begun()
        return new Promise((resolve) => {
          answer = () => resolve({ status: 'ok', rows: [[7n]], isolation })
        })
      }
    })
    const dead = query(world, ask, {})
    await reading
    await settleInterruptedRuns(world, state)
    assert.equal((await readEntries(state, { limit: 1 }))[0]?.entry.kind, 'submitted', 'a living run is left alone')
    const next = serveRoom(state)
    await settleInterruptedRuns(next.world, state)
    next.close()
    const [last] = await readEntries(state, { limit: 1 })
    assert.ok(last?.entry.kind === 'finished')
    assert.deepEqual([last.entry.status, last.entry.codes], ['failed', ['RUN_INTERRUPTED']])
    answer()
    await assert.rejects(dead)
    assert.equal((await state.db.selectFrom('published').selectAll().execute()).length, 0)
    assert.ok((await lifetime(state, { owner: 'publisher' })).zcdp.loss > 0n)
  })
  served('a refusal is on record with the run that it refuses', async ({ world, state }) => {
    const answer = await query(world, asking('SELECT user_id FROM people'), { run: 'run_b' })
    assert.equal(answer.status, 'refused')
    const [last] = await readEntries(state, { limit: 1 })
    assert.ok(last?.entry.kind === 'refused')
    assert.equal(last.entry.run, 'run_b')
  })
}
