import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { whyUnusable } from '../../service/server/src/state/why-unusable.ts'
import type { Migration } from '../../service/server/src/store/migration/migration.ts'
import { savepoint } from '../../service/server/src/store/savepoint.ts'
import type { Store } from '../../service/server/src/store/store.ts'
import { bank, charge, count, inParts, keys, spend } from './bank.ts'

/** An empty database, opened as often as wanted. */
export type Place = { readonly open: (migrations: readonly Migration[]) => Promise<Store> }

/** What every store does, whichever database it stands on. */
export function storeSuite(name: string, newPlace: () => Promise<Place>): void {
  const check = (sentence: string, work: (store: Store, place: Place) => Promise<void>): void => {
    test(`${name}: ${sentence}`, async () => {
      const place = await newPlace()
      const store = await place.open(bank)
      try {
        await work(store, place)
      } finally {
        await store.close()
      }
    })
  }
  test(`${name}: a store that many open at once is made once`, async () => {
    const place = await newPlace()
    const stores = await Promise.all([1, 2, 3, 4].map(() => place.open(bank)))
    await Promise.all(stores.map((store, i) => store.transaction('a', (tx) => charge(tx, `k${i}`))))
    for (const store of stores) assert.equal(await count(store.db), 4)
    await Promise.all(stores.map((store) => store.close()))
  })
  transactions(check)
  groups(check)
  pictures(check)
  values(check)
  versions(check)
}

type Check = (sentence: string, work: (store: Store, place: Place) => Promise<void>) => void

const many = Array.from({ length: 200 }, (_, i) => i)

function transactions(check: Check): void {
  check('what a transaction wrote is there for whoever opens the store next', async (store, place) => {
    assert.equal(await store.transaction('a', (tx) => charge(tx, 'k').then(() => 'done')), 'done')
    const other = await place.open(bank)
    assert.deepEqual(await keys(other.db), ['k'])
    await other.close()
  })

  check('a transaction that throws leaves nothing and rejects with what it threw', async (store) => {
    const stop = new Error('stop')
    const thrown = store.transaction('a', async (tx) => {
      await charge(tx, 'k')
      throw stop
    })
    await assert.rejects(thrown, stop)
    assert.equal(await count(store.db), 0)
  })

  check('a failed statement is an error to whom awaits it, and leaves nothing', async (store) => {
    await charge(store.db, 'k')
    const twice = store.transaction('a', async (tx) => {
      await charge(tx, 'l')
      await charge(tx, 'k')
    })
    await assert.rejects(twice, /unique/i)
    assert.deepEqual(await keys(store.db), ['k'])
  })

  check('a savepoint whose work throws leaves nothing, and its transaction goes on', async (store) => {
    await charge(store.db, 'taken')
    await store.transaction('a', async (tx) => {
      await charge(tx, 'a')
      await assert.rejects(
        savepoint(tx, async () => {
          await charge(tx, 'b')
          await savepoint(tx, () => charge(tx, 'c'))
          await charge(tx, 'taken')
        }),
        /unique/i,
      )
      await savepoint(tx, async () => {
        await assert.rejects(savepoint(tx, () => charge(tx, 'taken')))
        await charge(tx, 'd')
      })
    })
    assert.deepEqual(await keys(store.db), ['a', 'd', 'taken'])
  })

  for (const lanes of [1, 20])
    check(`200 spends at once in ${lanes} lanes grant what the cap holds, to the unit`, async (store) => {
      const granted = await Promise.all(many.map((i) => spend(store, `lane${i % lanes}`, `k${i}`, 120)))
      assert.equal(granted.filter(Boolean).length, 120)
      assert.deepEqual(await keys(store.db), many.flatMap((i) => (granted[i] === true ? [`k${i}`] : [])).sort())
    })

  check('work in a lane takes turns', async (store) => {
    const steps: string[] = []
    const work = (name: string): Promise<void> =>
      store.transaction('a', async (tx) => {
        steps.push(`${name} begins`)
        await count(tx)
        await sleep(5)
        steps.push(`${name} ends`)
      })
    await Promise.all([work('x'), work('y'), sleep(2).then(() => work('z'))])
    assert.deepEqual(steps, ['x begins', 'x ends', 'y begins', 'y ends', 'z begins', 'z ends'])
  })

  check('what would wait for itself is refused', async (store) => {
    const inside: readonly (() => Promise<unknown>)[] = [
      () => store.transaction('a', count),
      () => store.transaction('b', count),
      () => store.snapshot(count),
      () => count(store.db),
      () => charge(store.db, 'k'),
    ]
    for (const work of inside) await assert.rejects(store.transaction('a', work), /is open here/)
    await assert.rejects(
      store.snapshot(() => store.transaction('a', count)),
      /is open here/,
    )
    assert.equal(await store.snapshot(() => count(store.db)), 0)
    await store.transaction('a', (tx) => charge(tx, 'k'))
    assert.equal(await store.transaction('a', count), 1, 'afterwards everything goes on')
  })

  check('a transaction that has ended writes nothing more', async (store) => {
    const held = await store.transaction('a', async (tx) => ({ tx }))
    await assert.rejects(charge(held.tx, 'late'), /has ended/)
    assert.equal(await count(store.db), 0)
  })

  check('what was asked before the store is closed is kept, what is asked later is refused', async (store, place) => {
    const asked = many.map((i) => store.transaction(`lane${i % 7}`, (tx) => charge(tx, `k${i}`)))
    await Promise.all([store.close(), ...asked])
    await assert.rejects(store.transaction('a', count), /closed/)
    await assert.rejects(count(store.db), /closed/)
    await assert.rejects(store.snapshot(count), /closed/)
    const again = await place.open(bank)
    assert.equal(await count(again.db), 200)
    await again.close()
  })
}

function groups(check: Check): void {
  check('work that throws takes nothing of those along that asked with it', async (store) => {
    const results = await Promise.allSettled(
      many.map((i) =>
        store.transaction('a', async (tx) => {
          await charge(tx, `k${String(i).padStart(3, '0')}`)
          if (i % 3 === 0) throw new Error(`stop ${i}`)
          return i
        }),
      ),
    )
    for (const [i, result] of results.entries()) {
      if (result.status === 'fulfilled') assert.ok(i % 3 !== 0 && result.value === i)
      else assert.equal(result.reason.message, `stop ${i}`)
    }
    assert.deepEqual(
      await keys(store.db),
      many.filter((i) => i % 3 !== 0).map((i) => `k${String(i).padStart(3, '0')}`),
    )
  })

  check('a failed statement takes nothing of those along that asked with it', async (store) => {
    await charge(store.db, 'taken')
    const results = await Promise.allSettled(
      ['a', 'taken', 'b', 'taken', 'c'].map((key) => store.transaction('a', (tx) => charge(tx, key))),
    )
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(await keys(store.db), ['a', 'b', 'c', 'taken'])
  })

  check('who asked later in a lane sees what was asked before', async (store) => {
    const seen = await Promise.all(
      many.map((i) =>
        store.transaction('a', async (tx) => {
          await charge(tx, `k${i}`)
          return await count(tx)
        }),
      ),
    )
    assert.deepEqual(
      seen,
      many.map((i) => i + 1),
    )
  })
}

function pictures(check: Check): void {
  check('a snapshot stays as it was while others write', async (store) => {
    await charge(store.db, 'before')
    const { promise: written, resolve: tell } = Promise.withResolvers<void>()
    const { promise: looked, resolve: go } = Promise.withResolvers<void>()
    const reading = store.snapshot(async (tx) => {
      const first = await keys(tx)
      go()
      await written
      return [first, await keys(tx)]
    })
    await looked
    await store.transaction('a', (tx) => charge(tx, 'after'))
    assert.deepEqual(await keys(store.db), ['after', 'before'])
    tell()
    assert.deepEqual(await reading, [['before'], ['before']])
    assert.equal(await store.snapshot(count), 2)
  })

  check('a snapshot cannot write', async (store) => {
    await assert.rejects(
      store.snapshot((tx) => charge(tx, 'k')),
      /read.?only/i,
    )
    assert.equal(await store.transaction('a', count), 0)
  })

  check('nobody sees what an open transaction writes', async (store) => {
    const { promise: wait, resolve: go } = Promise.withResolvers<void>()
    const { promise: written, resolve: tell } = Promise.withResolvers<void>()
    const open = store.transaction('a', async (tx) => {
      await charge(tx, 'k')
      tell()
      await wait
    })
    await written
    assert.deepEqual([await count(store.db), await store.snapshot(count)], [0, 0])
    go()
    await open
    assert.equal(await count(store.db), 1)
  })

  check('a single statement writes while transactions are open, and says how many rows', async (store) => {
    const open = store.transaction('a', async (tx) => {
      await charge(tx, 'k')
      await sleep(20)
    })
    await charge(store.db, 'l', 'other')
    await open
    const { numAffectedRows } = await sql`UPDATE charges SET loss = 2`.execute(store.db)
    assert.equal(numAffectedRows, 2n)
    const none = await sql`INSERT INTO charges VALUES ('k', 'o', 1) ON CONFLICT (key) DO NOTHING`.execute(store.db)
    assert.equal(none.numAffectedRows, 0n)
  })

  check('rows are streamed in parts', async (store) => {
    await store.transaction('a', async (tx) => {
      for (const i of many) await charge(tx, `k${i}`)
    })
    await store.snapshot(async (tx) => {
      const parts = await inParts(tx, sql`SELECT key FROM charges WHERE key <> ${'k0'}`.compile(tx), 80)
      assert.deepEqual(
        parts.map((part) => part.length),
        [80, 80, 39],
      )
      assert.equal(new Set(parts.flat().map((row) => JSON.stringify(row))).size, 199)
    })
    await assert.rejects(inParts(store.db, sql`SELECT key FROM charges`.compile(store.db), 80), /snapshot/)
  })
}

function values(check: Check): void {
  check('integers are exact: numbers where a number is, bigints beyond', async (store) => {
    const row = (whole: number | bigint): Promise<unknown> =>
      store.transaction('a', async (tx) => {
        await sql`DELETE FROM kinds`.execute(tx)
        await sql`INSERT INTO kinds (whole) VALUES (${whole})`.execute(tx)
        return (await sql<{ readonly whole: unknown }>`SELECT whole FROM kinds`.execute(tx)).rows[0]?.whole
      })
    const safe = Number.MAX_SAFE_INTEGER
    for (const whole of [0, 1, -1, safe, -safe]) assert.equal(await row(whole), whole)
    for (const whole of [2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)])
      assert.equal(await row(whole), whole)
    await assert.rejects(row(2n ** 63n), 'what does not fit is refused')
  })

  check('sums of integers are exact', async (store) => {
    await charge(store.db, 'a', 'o', 2n ** 53n)
    await charge(store.db, 'b', 'o', 1)
    const { rows } = await sql`SELECT SUM(loss) AS loss, COUNT(*) AS n FROM charges`.execute(store.db)
    assert.deepEqual(rows, [{ loss: 2n ** 53n + 1n, n: 2 }])
  })

  check('text, bytes and nothing come back as they went in', async (store) => {
    const words = 'Zoë’s “row”; -- \n\u{1f512}'
    const raw = Uint8Array.from({ length: 256 }, (_, i) => i)
    await sql`INSERT INTO kinds (whole, words, raw) VALUES (${null}, ${words}, ${raw})`.execute(store.db)
    const { rows } = await sql<{ readonly raw: Uint8Array }>`SELECT * FROM kinds`.execute(store.db)
    const [row] = rows
    assert.ok(row !== undefined)
    assert.deepEqual({ ...row, raw: Uint8Array.from(row.raw) }, { place: 1, whole: null, words, raw })
  })
}

function versions(check: Check): void {
  const notes: Migration = {
    version: 6,
    area: 'notes',
    statements: ({ strict }) => [
      `CREATE TABLE notes (key TEXT PRIMARY KEY REFERENCES charges (key))${strict}`,
      'INSERT INTO notes SELECT key FROM charges',
    ],
  }

  check('a store of an earlier version is brought forward with what it holds', async (store, place) => {
    await charge(store.db, 'k')
    const next = await place.open([...bank, notes])
    assert.deepEqual((await sql`SELECT key FROM notes`.execute(next.db)).rows, [{ key: 'k' }])
    await assert.rejects(sql`INSERT INTO notes VALUES ('nobody')`.execute(next.db), /foreign key/i)
    await next.close()
    const again = await place.open([...bank, notes])
    assert.equal(await count(again.db), 1)
    await again.close()
  })

  check('a store of a later version is refused and stays as it is', async (store, place) => {
    await charge(store.db, 'k')
    await (await place.open([...bank, notes])).close()
    await assert.rejects(place.open(bank), (error) => whyUnusable(error).remedy === 'version')
    assert.equal(await count(store.db), 1)
  })

  check('a step that fails leaves the version before it', async (store, place) => {
    await charge(store.db, 'k')
    const spoilt: Migration = {
      version: 6,
      area: 'spoilt',
      statements: () => ['DROP TABLE balances', 'DELETE FROM charges', 'INSERT INTO nowhere VALUES (1)'],
    }
    await assert.rejects(place.open([...bank, spoilt]), /nowhere/)
    const again = await place.open(bank)
    assert.equal(await count(again.db), 1)
    await sql`SELECT * FROM balances`.execute(again.db)
    await again.close()
  })
}
