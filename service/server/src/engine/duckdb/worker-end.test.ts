import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { fileStateOf } from '@glovebox/source'
import { integerType } from '@glovebox/sql'
import type { Engine, EngineJob } from '../../port/engine.ts'
import { duckdbEngine } from './duckdb-engine.ts'
import { machineIsolation } from './machine-isolation.ts'
import { openDuckdbEngine } from './open-duckdb-engine.ts'
import type { Isolation } from './sandbox/isolation.ts'
import { needSandbox } from './sandbox/need-sandbox.ts'

// A run that is over leaves no process and no file, however it ended.

const base = mkdtempSync(join(tmpdir(), 'glovebox-end-'))
const root = join(base, 'runs')
const numbers = join(base, 'numbers.parquet')
const plain: Isolation = { level: 'process', missing: 'chosen by a test' }

before(async () => {
  const database = await DuckDBInstance.create(':memory:')
  const connection = await database.connect()
  await connection.run(`COPY (SELECT i AS id, i / 7.0 AS value FROM range(3000000) t(i)) TO '${numbers}'`)
  connection.closeSync()
})

after(() => rmSync(base, { recursive: true, force: true }))

const limits = { timeoutMs: 30_000, memoryMb: 256, threads: 2, temporaryMb: 512, resultRows: 10 }
const column = (name: string) => ({ name, type: integerType })
const job = (sql: string, more: Partial<EngineJob['limits']> = {}): EngineJob => ({
  sql,
  tables: [{ name: 'n', source: { format: 'parquet', files: [{ path: numbers }] }, columns: [column('id')] }],
  columns: [column('c')],
  limits: { ...limits, ...more },
})
const endless = 'SELECT count(*) AS "c" FROM "n" AS a, "n" AS b WHERE a."id" + b."id" < 0'
/** Does not fit in memory: the groups are written to disk. */
const spilling =
  'SELECT count(*) AS "c" FROM (SELECT "id", count(*) AS "k" FROM "n" GROUP BY "id") AS d WHERE d."k" > 1'

/** The processes below one of ours, and theirs. */
function descendants(of: number): readonly number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
    } catch {
      // It ended while we looked.
    }
  }
  const below = (id: number): number[] => (parents.get(id) ?? []).flatMap((child) => [child, ...below(child)])
  return below(of)
}

/** Whether a process is there and not merely waiting to be buried. */
function isAlive(id: number): boolean {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  } catch {
    return false
  }
}

async function until(isTrue: () => boolean, timeoutMs = 10_000): Promise<void> {
  for (const end = performance.now() + timeoutMs; !isTrue(); await sleep(20))
    assert.ok(performance.now() < end, 'it did not happen in time')
}

for (const level of ['sandbox', 'process'] as const)
  describe(`the end of a run, ${level}`, () => {
    let engine: Engine
    let reports: string[]
    before(async () => {
      const isolation = level === 'sandbox' ? needSandbox(await machineIsolation()) : plain
      engine = duckdbEngine({
        temporaryRoot: root,
        isolation: async () => isolation,
        isSandboxRequired: false,
        allowedFunctions: ['count_star', '+'],
        onOwnerReport: (text) => reports.push(text),
      })
      reports = []
    })

    test('a cancelled run has no process and no file left when it says so', async () => {
      const control = new AbortController()
      const running = engine.run(job(endless), { signal: control.signal })
      // The worker itself burns the processor: the sandbox is set up and the query runs.
      await until(() => descendants(process.pid).some((id) => processorTicks(id) > 30))
      const processes = descendants(process.pid)
      assert.ok(processes.length > 0)
      control.abort()
      const began = performance.now()
      const outcome = await running
      assert.equal(outcome.status, 'cancelled')
      assert.ok(performance.now() - began < 3000, 'it took too long')
      assert.deepEqual(readdirSync(root), [])
      // Its pipes are closed; the kernel may still be burying it.
      await until(() => !processes.some(isAlive), 1000)
    })

    test('a run that spills gives its result and leaves nothing on disk', async () => {
      const outcome = await engine.run(job(spilling, { memoryMb: 64 }), {})
      assert.ok(outcome.status === 'ok', 'reason' in outcome ? outcome.reason : outcome.status)
      assert.deepEqual(outcome.rows, [[0n]])
      assert.deepEqual(readdirSync(root), [])
    })

    test('a run that may not spill as much as it must fails, and only its owners hear why', async () => {
      const outcome = await engine.run(job(spilling, { memoryMb: 64, temporaryMb: 1 }), {})
      assert.ok(outcome.status === 'failed')
      assert.ok(reports.includes(outcome.reason))
      assert.deepEqual(readdirSync(root), [])
    })

    test('a worker that is killed fails its run alone', async () => {
      const [victim, other] = [engine.run(job(endless), {}), engine.run(job('SELECT count(*) AS "c" FROM "n"'), {})]
      await until(() => descendants(process.pid).some((id) => processorTicks(id) > 30))
      assert.equal((await other).status, 'ok')
      const worker = descendants(process.pid).find((id) => processorTicks(id) > 20)
      assert.ok(worker !== undefined)
      process.kill(worker, 'SIGKILL')
      const outcome = await victim
      assert.equal(outcome.status, 'failed')
      assert.deepEqual(readdirSync(root), [])
    })

    test('data that changes while it is read fails the run', async () => {
      const file = join(base, 'changing.csv')
      writeFileSync(file, 'id\n1\n')
      const changing: EngineJob = {
        ...job('SELECT count(*) AS "c" FROM "n", "m"'),
        tables: [
          ...job('').tables,
          { name: 'm', source: { format: 'csv', files: [{ path: file }] }, columns: [column('id')] },
        ],
      }
      const running = engine.run(changing, {})
      await until(() => descendants(process.pid).length > 0)
      writeFileSync(file, 'id\n1\n2\n')
      const outcome = await running
      assert.ok(outcome.status === 'failed')
      assert.match(outcome.reason, /changing\.csv changed/)
    })

    test('or that changed since its table was pinned', async () => {
      const file = join(base, 'pinned.csv')
      writeFileSync(file, 'id\n1\n')
      const state = fileStateOf(statSync(file, { bigint: true }))
      const pinned = {
        ...job('SELECT count(*) AS "c" FROM "p"'),
        tables: [{ name: 'p', source: { format: 'csv', files: [{ path: file, state }] }, columns: [column('id')] }],
      } as const
      assert.equal((await engine.run(pinned, {})).status, 'ok')
      writeFileSync(file, 'id\n1\n2\n')
      const outcome = await engine.run(pinned, {})
      assert.ok(outcome.status === 'failed')
      assert.match(outcome.reason, /pinned\.csv changed before/)
    })
  })

/** Processor time that a process has used. */
function processorTicks(id: number): number {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}

describe('a server that is killed', () => {
  const serverText = (isolation: string): string => `
    import { duckdbEngine } from ${JSON.stringify(new URL('./duckdb-engine.ts', import.meta.url).href)}
    import { machineIsolation } from ${JSON.stringify(new URL('./machine-isolation.ts', import.meta.url).href)}
    const isolation = async () => ${isolation}
    const parts = { temporaryRoot: ${JSON.stringify(root)}, isolation, isSandboxRequired: false, allowedFunctions: ['count_star', '+'] }
    await duckdbEngine(parts).run(${JSON.stringify(job(endless))}, {})
  `

  for (const isolation of ['machineIsolation()', "({ level: 'process', missing: '' })"])
    test(`takes its workers with it, and the next one sweeps up: ${isolation}`, async () => {
      mkdirSync(root, { recursive: true })
      const script = join(base, 'server.mjs')
      writeFileSync(script, serverText(isolation))
      const server: ChildProcess = spawn(process.execPath, ['--no-warnings', script], { stdio: 'inherit' })
      const id = server.pid ?? assert.fail('the server did not start')
      await until(() => descendants(id).some((child) => processorTicks(child) > 30))
      const workers = descendants(id)
      const ended = once(server, 'exit')
      process.kill(id, 'SIGKILL')
      // Until it is waited for, a dead process still has its entry, and the sweep takes it for alive.
      await ended
      await until(() => !workers.some(isAlive), 3000)
      assert.equal(readdirSync(root).length, 1)

      const foreign = join(root, 'glovebox-run-1-1-1-somebody-elses')
      mkdirSync(foreign)
      const engine = openDuckdbEngine({ temporaryRoot: root })
      const outcome = await engine.run(job('SELECT count(*) AS "c" FROM "n"'), {})
      assert.equal(outcome.status, 'ok')
      assert.deepEqual(readdirSync(root), ['glovebox-run-1-1-1-somebody-elses'])
      assert.ok(existsSync(foreign))
      rmSync(foreign, { recursive: true })
    })
})

test('a folder that others may write to is not used', async () => {
  const open = join(base, 'open')
  mkdirSync(open)
  chmodSync(open, 0o777)
  const parts = { isolation: async () => plain, isSandboxRequired: false, allowedFunctions: [] }
  for (const temporaryRoot of [open, numbers]) {
    const outcome = await duckdbEngine({ ...parts, temporaryRoot }).run(job('SELECT 1 AS "c"'), {})
    assert.equal(outcome.status, 'failed')
  }
  assert.deepEqual(readdirSync(open), [])
})

test('where only a sandbox will do, a machine without one runs nothing', async () => {
  const engine = duckdbEngine({
    temporaryRoot: root,
    isolation: async () => ({ level: 'process', missing: 'bubblewrap is not installed' }),
    isSandboxRequired: true,
    allowedFunctions: [],
  })
  const outcome = await engine.run(job('SELECT 1 AS "c"'), {})
  assert.ok(outcome.status === 'failed')
  assert.match(outcome.reason, /bubblewrap is not installed/)
  assert.deepEqual(outcome.isolation.missing, ['bubblewrap is not installed'])
})
