import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Settings } from '../settings/settings.ts'
import { takeFolderLock } from '../store/instance-lock.ts'
import { rotationSteps } from '../vault/rotation.ts'
import { masterKeySource } from './master-key-source.ts'
import { type Keys, openKeys } from './open-keys.ts'
import { rotateKey } from './rotate-key.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const base64 = (key: Uint8Array): string => Buffer.from(key).toString('base64')
const names = ['org_a', 'org_b', 'org_c'] as const

async function keysIn(folder: string, settings: Settings = {}): Promise<Keys> {
  const keys = await openKeys(folder, settings, random)
  if (!keys.ok) throw new Error(keys.diagnostics.map(({ code }) => code).join())
  return keys.value
}

const shown = async (outcome: ReturnType<typeof rotateKey>): Promise<string> => {
  const result = await outcome
  return result.ok ? `${result.value.keys} keys` : result.diagnostics.map(({ message }) => message).join()
}

/** A folder with keys, something that they sealed, and a check that both are what they were. */
async function furnished(t: TestContext, settings: Settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-rotate-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const { vaults, signingSeed } = await keysIn(folder, settings)
  const sealed = names.map((name) => [name, vaults.ownVaultOf(name).seal('text', 'x')] as const)
  const room = vaults.vaultOf('col_a').seal('rows', 'x', ['org_a'])
  const isWhole = async (present: Settings, at = folder): Promise<void> => {
    const keys = await keysIn(at, present)
    assert.deepEqual(keys.signingSeed, signingSeed)
    for (const [name, text] of sealed) assert.equal(keys.vaults.ownVaultOf(name).open(text, 'x'), 'text')
    assert.equal(keys.vaults.vaultOf('col_a').open(room, 'x'), 'rows')
  }
  return { folder, keyFolder: join(folder, 'keys'), isWhole }
}

test('every key is wrapped by another master key, and old copies of them are worth nothing without the former one', async (t) => {
  const { folder, keyFolder, isWhole } = await furnished(t)
  const copy = join(folder, 'copy')
  cpSync(keyFolder, join(copy, 'keys'), { recursive: true })
  const former = readFileSync(join(keyFolder, 'master.key'), 'utf8')
  assert.equal(await shown(rotateKey({ folder }, { random })), '6 keys')
  await isWhole({ folder })
  const now = readFileSync(join(keyFolder, 'master.key'), 'utf8')
  assert.notEqual(now, former)
  await isWhole({}, copy)
  cpSync(join(keyFolder, 'master.key'), join(copy, 'keys', 'master.key'))
  await assert.rejects(keysIn(copy), /SERVER_KEYS_UNUSABLE/)
  assert.ok(!readdirSync(keyFolder).some((name) => name.endsWith('.next') || name.startsWith('rotation')))
})

test('a key that settings hold is changed by setting another and saying what held before', async (t) => {
  const [former, next] = [randomBytes(32), randomBytes(32)].map((key) => ({ keys: { masterKey: base64(key) } }))
  assert.ok(former !== undefined && next !== undefined)
  const { folder, isWhole } = await furnished(t, former)
  assert.match(await shown(rotateKey({ folder, ...former }, { random })), /a setting holds it/)
  assert.match(await shown(rotateKey({ folder, ...former }, { random, from: former })), /are the same/)
  assert.match(await shown(rotateKey({ folder, ...next }, { random, from: {} })), /no key where the former settings/)
  assert.match(
    await shown(rotateKey({ folder, ...next }, { random, from: { keys: { masterKey: base64(randomBytes(32)) } } })),
    /cannot be used/,
  )
  await isWhole(former)
  assert.equal(await shown(rotateKey({ folder, ...next }, { random, from: former })), '6 keys')
  await isWhole(next)
  await assert.rejects(keysIn(folder, former), /SERVER_KEYS_UNUSABLE/)
})

test('a key goes from a file to another place and back', async (t) => {
  const { folder, keyFolder, isWhole } = await furnished(t)
  const elsewhere = { keys: { masterKeyFile: join(folder, 'elsewhere', 'master.key') } }
  assert.equal(await shown(rotateKey({ folder, ...elsewhere }, { random, from: {} })), '6 keys')
  await isWhole(elsewhere)
  assert.ok(!existsSync(join(keyFolder, 'master.key')), 'what the server kept itself is gone')
  assert.equal(await shown(rotateKey({ folder }, { random, from: elsewhere })), '6 keys')
  assert.ok(existsSync(elsewhere.keys.masterKeyFile), 'what the operator keeps is the operator’s')
  await isWhole({})
})

test('a server that runs keeps its keys, and a folder without any has none to change', async (t) => {
  const { folder, isWhole } = await furnished(t)
  const lock = takeFolderLock(folder)
  assert.match(await shown(rotateKey({ folder }, { random })), /another server runs/)
  await lock?.release()
  await isWhole({})
  assert.match(await shown(rotateKey({ folder: join(folder, 'none') }, { random })), /no keys yet/)
  assert.ok(!existsSync(join(folder, 'none')))
})

/** A rotation that dies after so many steps; gives how many it took. */
async function crashAfter(keyFolder: string, settings: Settings, next: Settings, steps: number): Promise<number> {
  const former = (await masterKeySource(keyFolder, settings, random).find()) ?? new Uint8Array()
  const source = masterKeySource(keyFolder, next, random)
  const there = settings === next ? undefined : await source.find()
  const key = there === undefined ? await source.prepare?.() : { key: there }
  assert.ok(key !== undefined)
  const rotation = rotationSteps({ folder: keyFolder, former, next: key, random })
  for (let taken = 0; taken < steps; taken++) if (rotation.next().done === true) return taken
  return steps
}

const sources: readonly (readonly [name: string, former: Settings, next: Settings])[] = (() => {
  const [one, other] = [randomBytes(32), randomBytes(32)].map((key) => ({ keys: { masterKey: base64(key) } }))
  const own: Settings = {}
  return [
    ['in its file', own, own],
    ['set by the operator', one ?? own, other ?? own],
    ['from a file to a setting', own, one ?? own],
  ]
})()

for (const [name, former, next] of sources)
  test(`whenever a rotation dies, the next start goes on with it: ${name}`, async (t) => {
    let isOver = false
    for (let steps = 0; !isOver; steps++) {
      const { folder, keyFolder, isWhole } = await furnished(t, former)
      isOver = (await crashAfter(keyFolder, former, next, steps)) < steps
      // Nothing has changed before the first step: the former settings hold.
      if (steps === 0) await isWhole(former)
      else {
        if (former !== next) {
          const same = { ...former, folder }
          if (steps > 1) await assert.rejects(keysIn(folder, same), /SERVER_KEYS_UNUSABLE/, `after ${steps}`)
        }
        await isWhole(next)
        await isWhole(next)
        assert.ok(!existsSync(join(keyFolder, 'rotation.key')))
      }
    }
  })

test('a rotation that died is also ended by the command', async (t) => {
  const former = { keys: { masterKey: base64(randomBytes(32)) } }
  const next = { keys: { masterKey: base64(randomBytes(32)) } }
  for (const steps of [1, 4, 8]) {
    const { folder, keyFolder, isWhole } = await furnished(t, former)
    await crashAfter(keyFolder, former, next, steps)
    assert.equal(await shown(rotateKey({ folder, ...next }, { random, from: former })), '6 keys')
    await isWhole(next)
  }
})
