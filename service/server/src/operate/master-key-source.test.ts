import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Settings } from '../settings/settings.ts'
import { parseMasterKey } from '../vault/master-key.ts'
import { openVaults } from '../vault/vaults.ts'
import { masterKeySource, openMasterKey } from './master-key-source.ts'

function keysFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-master-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return join(folder, 'keys')
}

const opened = (folder: string, settings: Settings = {}): Promise<Uint8Array> =>
  openMasterKey(folder, masterKeySource(folder, settings, randomBytes), randomBytes)

test('a master key is made once, for its account alone, and never anew over keys that it wrapped', async (t) => {
  const folder = keysFolder(t)
  const path = join(folder, 'master.key')
  const masterKey = await opened(folder)
  assert.deepEqual(await opened(folder), masterKey)
  assert.deepEqual([readdirSync(folder), statSync(path).mode & 0o777], [['master.key'], 0o600])
  openVaults({ folder, masterKey, random: randomBytes }).ownVaultOf('org_a').seal('text', 'x')
  chmodSync(path, 0o644)
  await assert.rejects(opened(folder), /chmod 600/)
  rmSync(path)
  await assert.rejects(opened(folder), /is missing/)
})

test('a master key is taken from where settings say, and from one place alone', async (t) => {
  const folder = keysFolder(t)
  const [masterKey, masterKeyFile] = [randomBytes(32), join(folder, '..', 'elsewhere.key')]
  writeFileSync(masterKeyFile, masterKey.toString('base64'), { mode: 0o600 })
  for (const keys of [{ masterKeyFile }, { masterKey: masterKey.toString('base64') }])
    assert.deepEqual(Buffer.from(await opened(folder, { keys })), masterKey)
  const both = { masterKeyFile, masterKey: masterKey.toString('base64') }
  assert.throws(() => masterKeySource(folder, { keys: both }, randomBytes), /several/)
})

test('a master key of another length is refused', () => {
  for (const wrong of ['', 'c2hvcnQ=', randomBytes(31).toString('base64'), `${randomBytes(32).toString('base64')}!`])
    assert.throws(() => parseMasterKey(wrong), /32 bytes/)
})
