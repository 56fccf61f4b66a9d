import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { newFolder, openTestServer } from '../api/server.suite.ts'
import { openReceiver } from './activation.suite.ts'

const receiver = await openReceiver()
const folder = newFolder()
after(() => {
  receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

test('what is on its way when the server is killed arrives after it started again, as the same delivery', async () => {
  receiver.answers.push('hang')
  const fixture = fileURLToPath(new URL('kill.fixture.ts', import.meta.url))
  const child = spawn(process.execPath, [fixture, folder, receiver.url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout, 'data')
  assert.equal(String(said), 'ok\n')
  await until(() => receiver.got.length === 1)
  child.kill('SIGKILL')
  await once(child, 'exit')

  // The next attempt is due a few seconds after the one that was cut short.
  const clock = (): Date => new Date(Date.now() + 10_000)
  const settings = { log: { level: 'silent' }, webhooks: { allowPrivateAddresses: true } } as const
  const place = await openTestServer(settings, folder, { clock })
  try {
    await until(() => receiver.got.length === 2)
    const [cut, whole] = receiver.got
    assert.equal(whole?.headers['idempotency-key'], cut?.headers['idempotency-key'])
    assert.deepEqual(whole?.body, cut?.body)
    await until(() => kept('SELECT COUNT(*) AS n FROM results') === 0)
    assert.equal(kept("SELECT COUNT(*) AS n FROM activations WHERE status = 'delivered' AND attempts = 2"), 1)
  } finally {
    await place.close()
  }
})

function kept(sql: string): number {
  const database = new DatabaseSync(join(folder, 'state', 'state.db'), { readOnly: true })
  try {
    return Number(database.prepare(sql).get()?.n)
  } finally {
    database.close()
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1500 && !holds(); tries++) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok(holds(), 'it never came to be')
}
