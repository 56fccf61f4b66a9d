import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FireGround } from './ground.suite.ts'
import { checkBooks, checkEnds, checkLog, type Witness } from './invariants.suite.ts'
import type { Load } from './load.suite.ts'

/** Waits until members get answers again without anybody having touched the server. */
export async function untilItServes({ acknowledged }: Load, patienceMs = 30_000): Promise<void> {
  const before = acknowledged.size
  const deadline = performance.now() + patienceMs
  while (acknowledged.size < before + 5) {
    assert.ok(performance.now() < deadline, 'the server does not recover')
    await sleep(20)
  }
}

/** Everything that must hold when the trouble is over. Gives numbers for whoever runs it by hand. */
export async function checkAfter(
  ground: FireGround,
  load: Load,
  expected: { readonly witness: Witness; readonly affordable: number },
): Promise<string> {
  await checkBooks(ground, load, expected)
  const ends = await checkEnds(ground, load)
  await checkLog(ground)
  assert.deepEqual(load.faults, [])
  const { requests, lost, answers } = load.counts
  const numbers = { requests, lost, acknowledged: load.acknowledged.size }
  return JSON.stringify({ ...numbers, answers: Object.fromEntries(answers), ends: Object.fromEntries(ends) })
}
