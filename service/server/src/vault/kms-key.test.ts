import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { openKeys } from '../operate/open-keys.ts'
import { rotateKey } from '../operate/rotate-key.ts'
import type { Settings } from '../settings/settings.ts'
import { kmsAccount, openKmsDouble } from './kms-double.suite.ts'

const [one, other] = ['1234abcd-12ab-34cd-56ef-1234567890ab', '0987dcba-09fe-87dc-65ba-ab0987654321'] as const
const kms = await openKmsDouble([one, other])
after(() => kms.close())
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: kmsAccount.accessKeyId,
  AWS_SECRET_ACCESS_KEY: kmsAccount.secretAccessKey,
  AWS_REGION: kmsAccount.region,
})

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const by = (keyId: string): Settings => ({ keys: { kms: { keyId, endpoint: kms.endpoint } } })

async function opened(folder: string, settings: Settings): Promise<string> {
  const keys = await openKeys(folder, settings, random)
  return keys.ok ? Buffer.from(keys.value.signingSeed).toString('hex') : (keys.diagnostics[0]?.message ?? '')
}

function fresh(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-kms-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

test('a master key of KMS is made once, lies encrypted, and is asked for at each start', async (t) => {
  const folder = fresh(t)
  const before = kms.asked.length
  const seed = await opened(folder, by(one))
  assert.match(seed, /^[0-9a-f]{64}$/)
  assert.equal(await opened(folder, by(one)), seed)
  const context = { EncryptionContext: { 'glovebox:purpose': 'master-key' } }
  const path = join(folder, 'keys', 'master.kms')
  const { keyId, ciphertext } = JSON.parse(readFileSync(path, 'utf8'))
  assert.deepEqual(kms.asked.slice(before), [
    { action: 'GenerateDataKey', body: { KeyId: one, KeySpec: 'AES_256', ...context } },
    { action: 'Decrypt', body: { CiphertextBlob: ciphertext, KeyId: keyId, ...context } },
  ])
  assert.ok(keyId.endsWith(one))
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test('a server that KMS does not serve does not start, and says in KMS’s word why', async (t) => {
  const folder = fresh(t)
  assert.match(await opened(folder, by('none')), /`NotFoundException`/)
  const seed = await opened(folder, by(one))
  kms.refuse('AccessDeniedException')
  t.after(() => kms.refuse(undefined))
  assert.match(await opened(folder, by(one)), /`AccessDeniedException`/)
  kms.refuse(undefined)
  assert.equal(await opened(folder, by(one)), seed)
})

test('credentials of another account are refused: requests are signed', async (t) => {
  process.env.AWS_SECRET_ACCESS_KEY = 'another'
  t.after(() => {
    process.env.AWS_SECRET_ACCESS_KEY = kmsAccount.secretAccessKey
  })
  assert.match(await opened(fresh(t), by(one)), /`InvalidSignatureException`/)
})

test('an encrypted key that was changed, or is of another purpose, is refused', async (t) => {
  const folder = fresh(t)
  await opened(folder, by(one))
  const path = join(folder, 'keys', 'master.kms')
  const { ciphertext, ...kept } = JSON.parse(readFileSync(path, 'utf8'))
  const changed = Buffer.from(ciphertext, 'base64')
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
  writeFileSync(path, JSON.stringify({ ...kept, ciphertext: changed.toString('base64') }))
  assert.match(await opened(folder, by(one)), /`InvalidCiphertextException`/)
})

test('the master key goes from a file to KMS, to another key of KMS, and back', async (t) => {
  const folder = fresh(t)
  const seed = await opened(folder, {})
  assert.ok((await rotateKey({ folder, ...by(one) }, { random, from: {} })).ok)
  assert.ok(!existsSync(join(folder, 'keys', 'master.key')))
  assert.equal(await opened(folder, by(one)), seed)
  const asked = kms.asked.length
  assert.ok((await rotateKey({ folder, ...by(other) }, { random })).ok)
  assert.deepEqual(
    kms.asked.slice(asked).map(({ action }) => action),
    ['Decrypt', 'GenerateDataKey'],
  )
  assert.equal(await opened(folder, by(other)), seed)
  assert.ok(JSON.parse(readFileSync(join(folder, 'keys', 'master.kms'), 'utf8')).keyId.endsWith(other))
  assert.ok((await rotateKey({ folder }, { random, from: by(other) })).ok)
  assert.ok(!existsSync(join(folder, 'keys', 'master.kms')))
  assert.equal(await opened(folder, {}), seed)
})
