import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Ended, glovebox } from './run.suite.ts'
import { person, serve } from './server.suite.ts'

test('the master key of a server is changed, and its people go on', async () => {
  const server = await serve()
  const ada = person('ada', server)
  assert.equal((await ada.run('setup', server.link, '--email', 'ada@example.org')).code, 0)
  const { folder } = server
  const path = join(folder, 'keys', 'master.key')
  const former = (): string => (existsSync(path) ? readFileSync(path, 'utf8').trim() : '')
  const rotate = (...args: readonly string[]): Promise<Ended> =>
    glovebox(['rotate-key', '--folder', folder, '--json', ...args], { env: { FORMER: former() } })
  const running = await rotate()
  assert.deepEqual([running.code, /SERVER_RUNNING/.test(running.stdout)], [2, true])
  await server.stop()

  const before = former()
  const changed = await rotate()
  assert.deepEqual([changed.code, JSON.parse(changed.stdout).status], [0, 'ok'], changed.stderr)
  assert.notEqual(former(), before)
  const settings = join(ada.folder, 'settings.yaml')
  const elsewhere = join(ada.folder, 'master.key')
  writeFileSync(elsewhere, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  writeFileSync(settings, `keys: { masterKeyFile: ${elsewhere} }\n`)
  const moved = await rotate('--settings', settings, '--from-variable', 'FORMER')
  assert.equal(moved.code, 0, moved.stdout)
  const again = await rotate('--settings', settings, '--from', settings)
  assert.match(again.stdout, /KEY_ROTATION_REFUSED/)
  const empty = join(ada.folder, 'empty.yaml')
  writeFileSync(empty, '')
  assert.equal((await rotate('--from', empty, '--from-variable', 'FORMER')).code, 64)
  assert.equal((await rotate('--from-variable', 'NOWHERE')).code, 64)
  const next = await glovebox(['backup', join(ada.folder, 'b'), '--folder', folder, '--settings', settings])
  assert.equal(next.code, 0)
  assert.equal((await rotate('--from', settings)).code, 0)
  assert.notEqual(former(), before)
})
