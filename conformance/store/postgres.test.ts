import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { openPostgresStore } from '../../service/server/src/store/postgres.ts'
import type { Store } from '../../service/server/src/store/store.ts'
import { isTransient, OutcomeUnknown } from '../../service/server/src/store/transient.ts'
import { bank, charge, count, keys } from './bank.ts'
import { storeSuite } from './store-suite.ts'

const server = await startPostgres({ fsync: false })
after(() => server.remove())

storeSuite('postgres', async () => {
  const connectionString = await server.newDatabase()
  return { open: (migrations) => openPostgresStore({ connectionString }, migrations) }
})

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openPostgresStore({ connectionString: await server.newDatabase() }, bank)
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

const endOwnConnection = sql`SELECT pg_terminate_backend(pg_backend_pid())`

test('postgres: a connection that is lost in a transaction leaves nothing, and is told as passing', () =>
  withStore(async (store) => {
    const results = await Promise.allSettled(
      ['a', 'b', 'c'].map((key) =>
        store.transaction('a', async (tx) => {
          await charge(tx, key)
          if (key === 'b') await endOwnConnection.execute(tx).catch(() => {})
        }),
      ),
    )
    for (const result of results)
      assert.ok(
        result.status === 'rejected' && isTransient(result.reason) && !(result.reason instanceof OutcomeUnknown),
      )
    await store.transaction('a', (tx) => charge(tx, 'd'))
    assert.deepEqual(await keys(store.db), ['d'])
    await assert.rejects(endOwnConnection.execute(store.db), isTransient)
    assert.equal(await count(store.db), 1)
  }))

test('postgres: a connection that is lost at a commit is told as an outcome that nobody knows', () =>
  withStore(async (store) => {
    await sql`CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'`.execute(store.db)
    await sql`CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON charges DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION hang_up()`.execute(store.db)
    await assert.rejects(
      store.transaction('a', (tx) => charge(tx, 'k')),
      (error) => error instanceof OutcomeUnknown && isTransient(error),
    )
  }))

test('postgres: work that hides a failed statement is not acknowledged', () =>
  withStore(async (store) => {
    await charge(store.db, 'taken')
    const hides = (key: string): Promise<void> =>
      store.transaction('a', async (tx) => {
        await charge(tx, key)
        await charge(tx, 'taken').catch(() => {})
      })
    await assert.rejects(hides('a'))
    const together = await Promise.allSettled([hides('b'), store.transaction('a', (tx) => charge(tx, 'c')), hides('d')])
    assert.deepEqual(
      together.map(({ status }) => status),
      ['rejected', 'fulfilled', 'rejected'],
    )
    assert.deepEqual(await keys(store.db), ['c', 'taken'])
  }))

test('postgres: work that is given up for another is run again from its start, even where it hides that', () =>
  withStore(async (store) => {
    let runs = 0
    const giveUp = sql`DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = '40001'; END $$`
    const work = (key: string): Promise<void> =>
      store.transaction('a', async (tx) => {
        runs += 1
        await charge(tx, key)
        if (runs === 1) await giveUp.execute(tx).catch(() => {})
      })
    await work('a')
    assert.equal(runs, 2)
    runs = 0
    await Promise.all([work('b'), work('c')])
    assert.deepEqual(await keys(store.db), ['a', 'b', 'c'])
    await assert.rejects(
      store.transaction('a', (tx) => giveUp.execute(tx)),
      isTransient,
    )
  }))

test('postgres: what many at once make each other give up is run again once, and all of it is kept', () =>
  withStore(async (store) => {
    const runs = new Map<number, number>()
    const seen = await Promise.all(
      Array.from({ length: 64 }, (_, who) =>
        store.transaction(`lane${who}`, async (tx) => {
          runs.set(who, (runs.get(who) ?? 0) + 1)
          const before = await count(tx)
          await charge(tx, `k${who}`)
          return before
        }),
      ),
    )
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      [...runs.keys()].map((_, n) => n),
    )
    assert.ok(Math.max(...runs.values()) <= 2, `one was run ${Math.max(...runs.values())} times`)
  }))

test('postgres: what is acknowledged is on disk, whatever the database is set to', () =>
  withStore(async (store) => {
    const name = (await sql<{ name: string }>`SELECT current_database() AS name`.execute(store.db)).rows[0]?.name ?? ''
    await sql.raw(`ALTER DATABASE ${name} SET synchronous_commit = off`).execute(store.db)
    await endOwnConnection.execute(store.db).catch(() => {})
    const { rows } = await store.transaction('a', (tx) => sql`SHOW synchronous_commit`.execute(tx))
    assert.deepEqual(rows, [{ synchronous_commit: 'on' }])
  }))

test('postgres: more transactions than connections wait for each other and for nothing else', () =>
  withStore(async (store) => {
    const spends = Array.from({ length: 60 }, (_, i) =>
      store.transaction(`lane${i}`, async (tx) => {
        await sql`SELECT pg_sleep(0.01)`.execute(tx)
        await charge(tx, `k${i}`)
      }),
    )
    assert.equal(typeof (await count(store.db)), 'number')
    await Promise.all(spends)
    assert.equal(await count(store.db), 60)
  }))

test('postgres: a restart under load loses nothing that was acknowledged', () =>
  withStore(async (store) => {
    const acknowledged: string[] = []
    let isOver = false
    const client = async (who: number): Promise<void> => {
      for (let i = 0; !isOver; i++) {
        const key = `${who}-${i}`
        try {
          await store.transaction(`lane${who % 3}`, (tx) => charge(tx, key))
          acknowledged.push(key)
        } catch (error) {
          assert.ok(isTransient(error), String(error))
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
    }
    const clients = Array.from({ length: 12 }, (_, who) => client(who))
    await new Promise((resolve) => setTimeout(resolve, 150))
    const before = acknowledged.length
    await server.restart('fast')
    const after = acknowledged.length
    await new Promise((resolve) => setTimeout(resolve, 200))
    isOver = true
    await Promise.all(clients)
    assert.ok(before > 0 && acknowledged.length > after, 'it goes on after the restart')
    const kept = new Set(await keys(store.db))
    assert.deepEqual(
      acknowledged.filter((key) => !kept.has(key)),
      [],
    )
  }))
