import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { verifyAuditLog } from '../usecase/verify-log.ts'
import { openRunGround, room } from './runs.fixture.ts'
import { untilEnded } from './view-run.ts'

const child = fileURLToPath(new URL('kill.fixture.ts', import.meta.url))
const rounds = 20

/** Runs the child until a random moment after it began, and gives what it acknowledged. */
function killedAfter(folder: string, round: number): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const process = spawn(globalThis.process.execPath, [child, folder, String(round)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    const enough = Math.floor(Math.random() * 25)
    process.stdout.on('data', (piece) => {
      said += piece
      // Somewhere in what follows, not always at the same place in it.
      if (said.split('\n').length > enough + 1) setTimeout(() => process.kill('SIGKILL'), Math.random() * 20)
    })
    // What was cut off while it was said was not acknowledged.
    process.on('close', () =>
      resolve(
        said
          .split('\n')
          .slice(0, -1)
          .filter((line) => line !== 'ready'),
      ),
    )
  })
}

test('however often the process is killed, no acknowledged run is lost and every end is on record once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-kill-'))
  try {
    const acknowledged: string[] = []
    for (let round = 0; round < rounds; round++) acknowledged.push(...(await killedAfter(folder, round)))
    assert.ok(acknowledged.length > rounds, `only ${acknowledged.length} runs were submitted`)
    const here = await openRunGround({ folder })
    await here.area.start()
    const statuses = new Map<string, number>()
    for (const run of acknowledged) {
      await untilEnded(here.world, { collaboration: room, run }, 60_000, new AbortController().signal)
      const row = await here.world.store.db.selectFrom('runs').selectAll().where('id', '=', run).executeTakeFirst()
      assert.ok(row !== undefined, 'an acknowledged run is lost')
      statuses.set(row.status, (statuses.get(row.status) ?? 0) + 1)
      assert.ok(row.status === 'ok' || (row.status === 'failed' && row.reason === 'interrupted'), JSON.stringify(row))
      const receipts = await here.world.store.db.selectFrom('receipts').select('id').where('run', '=', run).execute()
      if (row.status === 'ok') assert.deepEqual(receipts, [{ id: row.receipt }])
    }
    assert.deepEqual(here.errors, [])
    assert.equal((await verifyAuditLog(await here.world.rooms.open(room), {})).status, 'ok')
    assert.deepEqual(await here.world.store.db.selectFrom('open_runs').select('run').execute(), [])
    await here.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
