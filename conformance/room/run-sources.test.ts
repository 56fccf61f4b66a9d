import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ask } from '@glovebox/cleanroom'
import { accepted } from '@glovebox/diagnostics'
import type { FetchControl, LocalTable, Need, Sourced, SourceFailure } from '@glovebox/source'
import { integerType, textType } from '@glovebox/sql'
import type { EngineLimits } from '../../service/server/src/port/engine.ts'
import { roomState } from '../../service/server/src/store/room-state.ts'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'
import { plainVault } from '../../service/server/src/store/vault.ts'
import { check } from '../../service/server/src/usecase/check.ts'
import { type QueryOptions, query } from '../../service/server/src/usecase/query.ts'
import { readLog } from '../../service/server/src/usecase/read-log.ts'
import { findReceipt } from '../../service/server/src/usecase/read-receipt.ts'
import { validate } from '../../service/server/src/usecase/validate.ts'
import type { World } from '../../service/server/src/usecase/world.ts'
import { document, serveRoom } from './room-world.ts'

// What a run does with tables that live elsewhere: it holds on to them, says which version it read, brings what it needs
// after it has paid, and gives everything back, however it ends.

const root = mkdtempSync(join(tmpdir(), 'glovebox-run-sources-'))
const ends: (() => void | Promise<void>)[] = []
after(async () => {
  for (const end of ends) await end()
  rmSync(root, { recursive: true, force: true })
})

const far = document
  .replace('{ file: people.csv }', "{ s3: 's3://bucket/people.parquet', connection: lake }")
  .replace('    public: true', '    columns: { user_id: BIGINT, city: VARCHAR }\n    public: true')
  .replace('{ file: cities.csv }', "{ s3: 's3://bucket/cities.parquet', connection: lake }")
const secret = 'the row alice@example.com'
const failure = (kind: SourceFailure['kind']): { readonly ok: false; readonly failure: SourceFailure } => ({
  ok: false,
  failure: { kind, reason: secret },
})

/** A source with a life of its own: what is done with it is written down. */
type FarSource = {
  version: string
  /** How it spells the column `user_id`. */
  unit: string
  pins: number
  open: number
  fetched: { readonly table: string; readonly need: Need }[]
  events: string[]
  pinFails?: SourceFailure['kind']
  fetch: (table: string, need: Need, control: FetchControl) => Promise<Sourced<LocalTable>>
}

async function farRoom(text: string = far) {
  const folder = mkdtempSync(join(root, 'room-'))
  const store = await openSqliteStore(join(folder, 'state'))
  ends.push(() => store.close())
  const state = roomState(store, {
    collaboration: 'far',
    vault: plainVault,
    random: (n) => crypto.getRandomValues(new Uint8Array(n)),
  })
  const served = serveRoom(state, text)
  ends.push(served.close)
  const reports: string[] = []
  const source: FarSource = {
    version: 'v1',
    unit: 'USER_ID',
    pins: 0,
    open: 0,
    fetched: [],
    events: [],
    fetch: async (_, need) => {
      const path = join(need.folder, 'brought.parquet')
      writeFileSync(path, 'rows')
      return { ok: true, value: { format: 'parquet', files: [{ path }] } }
    },
  }
  const world: World = {
    ...served.world,
    openSource: async (table) =>
      accepted({
        pin: async () => {
          source.pins++
          source.events.push(`pin ${table.name}`)
          if (source.pinFails !== undefined && table.name === 'people') return failure(source.pinFails)
          source.open++
          return {
            ok: true,
            value: {
              version: source.version,
              columns: [
                { name: source.unit, sourceType: 'int64', type: integerType, isNullable: false },
                { name: 'city', sourceType: 'string', type: textType, isNullable: true },
                { name: 'shape', sourceType: 'geometry', isNullable: true },
              ],
              size: { files: 1 },
              fetch: async (need, control) => {
                source.events.push(`fetch ${table.name}`)
                source.fetched.push({ table: table.name, need })
                return source.fetch(table.name, need, control)
              },
              close: async () => {
                source.open--
                source.events.push(`close ${table.name}`)
              },
            },
          }
        },
      }),
    onOwnerReport: (table, reason) => void reports.push(`${table.owner} ${table.name} ${reason}`),
  }
  const next = served.engine.next
  served.engine.next = async (job, control) => {
    source.events.push('engine')
    for (const { source: local } of job.tables) for (const { path } of local.files) assert.ok(existsSync(path))
    return next(job, control)
  }
  const ask = (sql: string): Ask => ({ kind: 'sql', member: 'analyst', sql })
  const run = (sql: string, options: Partial<QueryOptions> = {}) => query(world, ask(sql), options)
  const kinds = async () =>
    (await readLog(world, {})).entries
      .filter(({ kind }) => kind !== 'budget-changed')
      .map(({ kind, status }) => `${kind} ${status}`)
  const gone = () => {
    assert.equal(source.open, 0, 'everything is given back')
    for (const { need } of source.fetched) assert.ok(!existsSync(need.folder), 'nothing is left behind')
  }
  return { world, source, engine: served.engine, reports, ask, run, kinds, gone }
}

const cities = 'SELECT user_id FROM cities WHERE user_id BETWEEN 3 AND 5'
const people = 'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 0.1) COUNT(*) AS n FROM people'

test('a source that brings more than a run may have on disk ends it, and leaves nothing', async () => {
  const { world, ask, source, gone, reports } = await farRoom()
  source.fetch = async (_, need, { signal }) => {
    writeFileSync(join(need.folder, 'brought.parquet'), Buffer.alloc(3 * 2 ** 20, 1))
    while (signal?.aborted !== true) await sleep(20)
    return failure('cancelled')
  }
  const limits = (): EngineLimits => ({ ...world.limits(), timeoutMs: 20_000, temporaryMb: 2 })
  const answer = await query({ ...world, limits }, ask(cities), {})
  assert.equal(answer.status, 'failed')
  assert.deepEqual(reports, [
    'analyst cities unsupported: what is needed comes to more than the 2 MB that may be brought here for it',
  ])
  gone()
})

test('what a run needs is brought after it is on record, as the source spells it, and gone when it ends', async () => {
  const { run, source, engine, kinds, gone } = await farRoom()
  const steps: string[] = []
  const answer = await run(cities, { onProgress: (step) => void steps.push(step) })
  assert.equal(answer.status, 'ok', JSON.stringify(answer))
  assert.deepEqual(source.events, ['pin cities', 'fetch cities', 'close cities', 'engine'])
  const [{ need } = { need: undefined }] = source.fetched
  assert.deepEqual(need?.columns, ['USER_ID'])
  assert.deepEqual(need?.bounds, [{ column: 'USER_ID', type: integerType, low: 3n, high: 5n }])
  assert.deepEqual(
    engine.jobs[0]?.tables[0]?.columns.map(({ name }) => name),
    ['user_id'],
  )
  assert.deepEqual(steps, ['reading', 'fetching', 'running', 'recording'])
  assert.deepEqual(await kinds(), ['submitted submitted', 'finished ok'])
  gone()
})

test('the version of a receipt is another exactly where the source says so, and not the source’s word', async () => {
  const { run, source, world } = await farRoom()
  const version = async (): Promise<unknown> => {
    const answer = await run(cities)
    assert.ok('receipt' in answer)
    const found = await findReceipt(world, answer.receipt)
    assert.ok(found.status === 'ok')
    return (found.receipt.tables as readonly { readonly version: string }[])[0]?.version
  }
  const [first, again] = [await version(), await version()]
  assert.equal(first, again)
  assert.ok(!String(first).includes('v1'))
  source.version = 'v2'
  assert.notEqual(await version(), first)
})

for (const kind of ['not-found', 'forbidden', 'unavailable', 'malformed', 'unsupported', 'changed'] as const)
  test(`a source that is ${kind} before anything is charged is a refusal, the same for the analyst whatever it is`, async () => {
    const { run, source, kinds, gone, reports } = await farRoom()
    source.pinFails = kind
    const answer = await run(people)
    assert.ok(answer.status === 'refused')
    assert.deepEqual(
      answer.diagnostics.map(({ code, table }) => `${code} ${table}`),
      ['RUN_DATA_MISSING people'],
    )
    assert.ok(!JSON.stringify(answer).includes('alice') && !JSON.stringify(answer).includes(kind))
    assert.deepEqual(reports, [`publisher people ${kind}: ${secret}`])
    assert.deepEqual(await kinds(), [])
    gone()
  })

test('tables that were held on to are given back where another cannot be', async () => {
  const { run, source, gone } = await farRoom()
  source.pinFails = 'unavailable'
  const answer = await run(
    'SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (epsilon = 0.1) COUNT(*) AS n FROM people JOIN cities ON people.city = cities.city',
  )
  assert.equal(answer.status, 'refused', JSON.stringify(answer))
  gone()
})

test('a source that fails once data was touched costs what was charged, and looks like every other failure', async () => {
  const results: string[] = []
  for (const way of ['source', 'engine', 'thrown'] as const) {
    const { run, source, engine, gone, world } = await farRoom()
    if (way === 'source') source.fetch = async () => failure('malformed')
    if (way === 'thrown')
      source.fetch = async () => {
        throw new Error(secret)
      }
    if (way === 'engine')
      engine.next = async () => ({
        status: 'failed',
        reason: secret,
        isolation: { level: 'process', measures: [], missing: [] },
      })
    const steps: string[] = []
    const answer = await run(people, { onProgress: (step) => void steps.push(step) })
    assert.deepEqual(steps, ['reading', 'running', 'recording'])
    assert.ok(answer.status === 'failed', JSON.stringify(answer))
    assert.ok(!JSON.stringify(answer).includes('alice'))
    const found = await findReceipt(world, answer.receipt)
    assert.ok(found.status === 'ok')
    const { status, codes, isolation } = found.receipt
    results.push(JSON.stringify([answer.diagnostics, status, codes, isolation]))
    const again = await check(world, { kind: 'sql', member: 'analyst', sql: people })
    results.push(JSON.stringify(again.price))
    gone()
  }
  const [diagnostics, price] = results
  assert.deepEqual(results, [diagnostics, price, diagnostics, price, diagnostics, price])
})

test('a source that fails after a run that is not private began fails it in the analyst’s words', async () => {
  const { run, source, gone, kinds, reports } = await farRoom()
  source.fetch = async () => failure('changed')
  const answer = await run(cities)
  assert.ok(answer.status === 'failed')
  assert.deepEqual(
    answer.diagnostics.map(({ code }) => code),
    ['RUN_DATA_MISSING'],
  )
  assert.ok(!JSON.stringify(answer).includes('alice'))
  assert.deepEqual(reports, [`analyst cities changed: ${secret}`])
  assert.deepEqual(await kinds(), ['submitted submitted', 'finished failed'])
  gone()
})

const untilStopped: FarSource['fetch'] = (_, __, { signal }) =>
  new Promise((resolve) => signal?.addEventListener('abort', () => resolve(failure('cancelled')), { once: true }))

test('who cancels stops fetching at once', async () => {
  for (const [sql, code] of [
    [cities, 'RUN_CANCELLED'],
    [people, 'PRIVACY_RUN_CANCELLED'],
  ] as const) {
    const { run, source, gone } = await farRoom()
    const stop = new AbortController()
    source.fetch = (...given) => {
      setTimeout(() => stop.abort(), 5)
      return untilStopped(...given)
    }
    const answer = await run(sql, { signal: stop.signal })
    assert.ok(answer.status === 'cancelled', JSON.stringify(answer))
    assert.deepEqual(
      answer.diagnostics.map((one) => one.code),
      [code],
    )
    gone()
  }
})

test('time that is up stops fetching at once', async () => {
  const { run, source, gone } = await farRoom()
  source.fetch = untilStopped
  const answer = await run(cities, { timeoutMs: 30 })
  assert.equal(answer.status, 'timed-out', JSON.stringify(answer))
  gone()
})

test('a source without an end is stopped where it is more than may lie here, and looks like every other failure', async () => {
  for (const [sql, code] of [
    [cities, 'RUN_DATA_MISSING'],
    [people, 'PRIVACY_RUN_FAILED'],
  ] as const) {
    const { world, source, gone, reports, ask } = await farRoom()
    const small = { ...world, limits: (ms?: number) => ({ ...world.limits(ms), temporaryMb: 1 }) }
    let brought = 0
    source.fetch = async (_, __, { signal, onProgress }) => {
      while (signal?.aborted !== true && brought < 2 ** 30) {
        brought += 100_000
        onProgress?.({ bytes: brought })
      }
      return failure('cancelled')
    }
    const answer = await query(small, ask(sql), {})
    assert.ok(answer.status === 'failed', JSON.stringify(answer))
    assert.deepEqual(
      answer.diagnostics.map((one) => one.code),
      [code],
    )
    assert.equal(brought, 1_100_000)
    assert.match(reports.join(), /unsupported: .* 1 MB/)
    gone()
  }
})

test('who cancels before the run is on record is told so, and nothing is', async () => {
  const { run, source, gone, kinds } = await farRoom()
  const stop = new AbortController()
  stop.abort()
  source.pinFails = 'cancelled'
  const answer = await run(people, { signal: stop.signal })
  assert.ok(answer.status === 'refused')
  assert.deepEqual(
    answer.diagnostics.map(({ code }) => code),
    ['RUN_CANCELLED'],
  )
  assert.deepEqual(await kinds(), [])
  gone()
})

test('an answer that is known is given without bringing anything', async () => {
  const { run, source, gone } = await farRoom()
  assert.equal((await run(people)).status, 'ok')
  const before = source.fetched.length
  assert.equal((await run(people)).status, 'ok')
  assert.equal(source.fetched.length, before)
  source.version = 'v2'
  await run(people)
  assert.ok(source.fetched.length > before)
  gone()
})

test('pre-flight does not ask the source for each question', async () => {
  const { run, source, world, ask, gone } = await farRoom()
  await run(people)
  const before = source.pins
  for (let time = 0; time < 5; time++) {
    const answer = await check(world, ask(people))
    assert.equal(answer.status, 'ok')
    assert.equal(answer.price[0]?.epsilon, 0)
  }
  assert.equal(source.pins, before)
  gone()
})

test('however many ask for a price at once, a source is asked once, also where it gives nothing', async () => {
  for (const pinFails of [undefined, 'unavailable'] as const) {
    const { run, source, world, ask, gone } = await farRoom()
    await run(people)
    if (pinFails !== undefined) source.pinFails = pinFails
    const before = source.pins
    const forgetful = { ...world, versions: { ...world.versions, get: () => undefined } }
    await Promise.all(Array.from({ length: 20 }, () => check(forgetful, ask(people))))
    assert.equal(source.pins, before + 1)
    await check(forgetful, ask(people))
    assert.equal(source.pins, before + 2)
    gone()
  }
})

test('columns that a source states are not looked for in its rows', async () => {
  const { world, source, engine, gone } = await farRoom(
    far.replace('    columns: { user_id: BIGINT, city: VARCHAR }\n    public: true', '    public: true'),
  )
  source.unit = 'user_id'
  const answer = await validate(world, { pin: false })
  assert.ok(answer.status === 'ok', JSON.stringify(answer))
  assert.deepEqual(source.fetched, [])
  assert.deepEqual(engine.described, [])
  assert.deepEqual(
    answer.tables.find(({ table }) => table === 'cities')?.columns.map(({ name }) => name),
    ['user_id', 'city'],
  )
  gone()
})

test('a run that another stops between its record and its data gives everything back', async () => {
  const { run, source, gone } = await farRoom()
  const admit = async (): Promise<never> => {
    await sleep(1)
    throw new Error('the room has changed')
  }
  await assert.rejects(run(people, { beside: { admit, charged: async () => {} } }))
  assert.deepEqual(source.fetched, [])
  gone()
})
