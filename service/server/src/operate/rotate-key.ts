import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { Settings } from '../settings/settings.ts'
import type { Random } from '../state/random-id.ts'
import { takeFolderLock } from '../store/instance-lock.ts'
import type { MasterKeySource } from '../vault/master-key.ts'
import { endRotation, isRotating, rotationSteps, takeAll } from '../vault/rotation.ts'
import { wrappedIn } from '../vault/wrapped-file.ts'
import { masterKeySource, openMasterKey } from './master-key-source.ts'
import { defaultFolder } from './offline.ts'
import { whyKeysUnusable } from './open-keys.ts'

/** How many keys the new master key wraps. */
export type KeyRotation = { readonly keys: number }

/**
 * Wraps every key of a server that does not run by another master key. `from` are the settings that held before; where
 * they are absent, the place of the present ones makes a new key.
 */
export async function rotateKey(
  settings: Settings,
  how: { readonly random: Random; readonly from?: Settings },
): Promise<Result<KeyRotation>> {
  const folder = resolve(settings.folder ?? defaultFolder)
  const keyFolder = join(folder, 'keys')
  if (!existsSync(keyFolder)) return refused([diagnostic('KEY_ROTATION_REFUSED', { fault: 'no-keys' })])
  const lock = takeFolderLock(folder)
  if (lock === undefined) return refused([diagnostic('SERVER_RUNNING', { place: folder })])
  try {
    const { random } = how
    const source = masterKeySource(keyFolder, settings, random)
    const from = how.from === undefined ? undefined : masterKeySource(keyFolder, how.from, random)
    const fault = await rotate(keyFolder, source, from, random)
    if (fault !== undefined) return refused([diagnostic('KEY_ROTATION_REFUSED', { fault })])
    return accepted({ keys: wrappedIn(keyFolder).length })
  } catch (error) {
    return refused([whyKeysUnusable(keyFolder, error)])
  } finally {
    await lock.release()
  }
}

type Fault = Parameters<typeof diagnostic<'KEY_ROTATION_REFUSED'>>[1]['fault']

async function rotate(
  folder: string,
  source: MasterKeySource,
  from: MasterKeySource | undefined,
  random: Random,
): Promise<Fault | undefined> {
  if (from === undefined) {
    if (source.prepare === undefined) return 'set-elsewhere'
    const former = await openMasterKey(folder, source, random)
    takeAll(rotationSteps({ folder, former, next: await source.prepare(), random }))
    return undefined
  }
  const there = await source.find()
  // One that was cut short has what it needs.
  if (isRotating(folder) && there !== undefined && endRotation(folder, there, random) !== undefined) {
    await destroyFormer(from, there)
    return undefined
  }
  const former = await from.find()
  if (former === undefined) return 'no-former-key'
  if (there !== undefined && Buffer.from(there).equals(former)) return 'same-key'
  const next = there === undefined ? await source.prepare?.() : { key: there }
  if (next === undefined) return 'set-elsewhere'
  takeAll(rotationSteps({ folder, former, next, random }))
  await destroyFormer(from, next.key)
  return undefined
}

/** What the server kept itself goes; what the operator keeps is the operator's to destroy. */
async function destroyFormer(from: MasterKeySource, present: Uint8Array): Promise<void> {
  if (from.destroy === undefined) return
  const former = await from.find()
  // Both may be in one place.
  if (former !== undefined && !Buffer.from(former).equals(present)) from.destroy()
}
