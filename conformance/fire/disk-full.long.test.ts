import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkAfter, untilItServes } from './after.suite.ts'
import { openFireGround } from './ground.suite.ts'
import { checkBooks, newWitness } from './invariants.suite.ts'
import { affordableIn } from './kill.suite.ts'
import { startLoad } from './load.suite.ts'
import { openSmallDisk } from './small-disk.suite.ts'

const budget = { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.5 }, refresh: 'none' }

test('a server whose disk is full says 503, keeps what it acknowledged, and goes on when there is room', async (t) => {
  const disk = openSmallDisk(64)
  if (disk === undefined) return t.diagnostic('not done: only an account that may mount has a small disk')
  const folder = join(disk.folder, 'server')
  mkdirSync(folder)
  const ground = await openFireGround({ budget, folder })
  try {
    const expected = { witness: newWitness(), affordable: await affordableIn(ground) }
    const load = startLoad(ground.room, { submitters: 8, pauseMs: 10 })
    try {
      await untilItServes(load)
      for (const leaving of [0, 4096, 100_000, 400_000]) {
        const refused = load.counts.answers.get(503) ?? 0
        disk.fill(leaving)
        const deadline = performance.now() + 20_000
        while ((load.counts.answers.get(503) ?? 0) < refused + 10) {
          assert.ok(performance.now() < deadline, 'a full disk is not noticed')
          assert.deepEqual(load.faults, [])
          await sleep(20)
        }
        // What only reads goes on.
        await checkBooks(ground, load, expected)
        disk.empty()
        await untilItServes(load)
        await checkBooks(ground, load, expected)
      }
      // A server that is killed on a full disk starts again when there is room.
      disk.fill(0)
      await sleep(200)
      await ground.first.kill()
      disk.empty()
      await ground.next().open()
      await untilItServes(load)
    } finally {
      disk.empty()
      await load.stop()
    }
    t.diagnostic(await checkAfter(ground, load, expected))
  } finally {
    await ground.close()
    disk.remove()
  }
})
