import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { checkAfter, untilItServes } from './after.suite.ts'
import { openFireGround } from './ground.suite.ts'
import { checkBooks, newWitness } from './invariants.suite.ts'
import { affordableIn } from './kill.suite.ts'
import { startLoad } from './load.suite.ts'

const budget = { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.5 }, refresh: 'none' }
const restarts = ['fast', 'immediate', 'immediate', 'fast', 'immediate', 'fast'] as const

test('a server goes on by itself when PostgreSQL is restarted under it, and says 503 meanwhile', async (t) => {
  const postgres = await startPostgres()
  const ground = await openFireGround({ budget, database: await postgres.newDatabase() })
  try {
    const expected = { witness: newWitness(), affordable: await affordableIn(ground) }
    const load = startLoad(ground.room, { submitters: 12, pauseMs: 10 })
    try {
      await untilItServes(load)
      for (const how of restarts) {
        await sleep(Math.random() * 500)
        await postgres.stop(how)
        await sleep(Math.random() * 600)
        await postgres.start()
        await untilItServes(load)
        await checkBooks(ground, load, expected)
      }
    } finally {
      await load.stop()
    }
    assert.ok((load.counts.answers.get(503) ?? 0) > restarts.length, 'nobody noticed anything')
    // A server that loses its database answers nevertheless.
    assert.equal(load.counts.lost, 0)
    t.diagnostic(await checkAfter(ground, load, expected))
  } finally {
    await ground.close()
    await postgres.remove()
  }
})
