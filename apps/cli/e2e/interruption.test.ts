import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { endless, glovebox, heavyRoom, newRoom, start } from './run.suite.ts'

type Entry = { readonly kind: string; readonly status: string }

async function log(folder: string): Promise<readonly Entry[]> {
  if (!existsSync(join(folder, '.glovebox', 'state.db'))) return []
  const { stdout } = await glovebox(['log', '--json'], { cwd: folder })
  return (JSON.parse(stdout) as { entries: readonly Entry[] }).entries
}

async function untilSubmitted(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await log(folder)).some(({ kind }) => kind === 'submitted')) return
    await sleep(100)
  }
  throw new Error('the run never began')
}

async function isWhole(folder: string): Promise<boolean> {
  return (await glovebox(['log', 'verify'], { cwd: folder })).code === 0
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} cancels a run within a second, and the log says so`, async () => {
    const folder = heavyRoom()
    const run = start(['query', '--as', 'advertiser', '--json', endless], { cwd: folder })
    await untilSubmitted(folder)
    // Into the run itself, past the start of its engine.
    await sleep(500)
    const at = performance.now()
    run.child.kill(signal)
    const ended = await run.ended
    assert.ok(performance.now() - at < 1000)
    assert.equal(ended.code, 130)
    assert.equal((JSON.parse(ended.stdout) as { status: string }).status, 'cancelled')
    assert.equal((await log(folder)).at(-1)?.status, 'cancelled')
    assert.ok(await isWhole(folder))
  })
}

test('a run that takes longer than it may is stopped', async () => {
  const folder = heavyRoom()
  const ended = await glovebox(['query', '--as', 'advertiser', '--timeout', '1s', endless], { cwd: folder })
  assert.equal(ended.code, 6)
  assert.match(ended.stderr, /RUN_TIMED_OUT.*after 1 second$/m)
  assert.equal((await log(folder)).at(-1)?.status, 'timed-out')
})

test('a run whose process is killed is settled as failed at the next command', async () => {
  const folder = heavyRoom()
  const run = start(['query', '--as', 'advertiser', endless], { cwd: folder })
  await untilSubmitted(folder)
  assert.ok(await isWhole(folder), 'a log with a living run is whole')
  run.child.kill('SIGKILL')
  await run.ended
  const entries = await log(folder)
  assert.deepEqual(
    entries.filter(({ kind }) => kind === 'finished').map(({ status }) => status),
    ['failed'],
  )
  assert.ok(await isWhole(folder))
})

test('commands of several processes make one log', async () => {
  const folder = newRoom()
  const sql = 'SELECT COUNT(DISTINCT user_id) AS people FROM visits'
  const runs = await Promise.all(
    ['advertiser', 'analyst', 'advertiser'].map((member) => glovebox(['query', '--as', member, sql], { cwd: folder })),
  )
  assert.deepEqual(
    runs.map(({ code }) => code),
    [0, 0, 0],
    runs.map(({ stderr }) => stderr).join(''),
  )
  const entries = await log(folder)
  assert.equal(entries.filter(({ kind }) => kind === 'pinned').length, 1)
  assert.equal(entries.filter(({ kind }) => kind === 'finished').length, 3)
  assert.ok(await isWhole(folder))
})

test('on an old Node the command goes on in the one that came with it', async () => {
  const old =
    "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'18.0.0'}})"
  const folder = heavyRoom()
  const args = ['query', '--as', 'advertiser', '--json', 'SELECT COUNT(*) AS c FROM numbers']
  const ended = await glovebox(args, { cwd: folder, nodeOptions: ['--import', old] })
  assert.equal(ended.code, 0, ended.stderr)
  assert.deepEqual((JSON.parse(ended.stdout) as { rows: unknown }).rows, [[50_000]])
  const misused = await glovebox(['qery'], { nodeOptions: ['--import', old] })
  assert.equal(misused.code, 64)

  const run = start(['query', '--as', 'advertiser', '--json', endless], { cwd: folder, nodeOptions: ['--import', old] })
  await sleep(2500)
  run.child.kill('SIGINT')
  assert.equal((await run.ended).code, 130)

  const killed = start(['query', '--as', 'advertiser', '--json', endless], {
    cwd: folder,
    nodeOptions: ['--import', old],
  })
  await sleep(2500)
  killed.child.kill('SIGKILL')
  // Its pipes are closed only when the process that it started is gone, too.
  const ends = await Promise.race([killed.ended, sleep(5000)])
  assert.notEqual(ends, undefined, 'a run outlives the launcher that was killed')
  assert.equal((await log(folder)).at(-1)?.status, 'cancelled')
})
