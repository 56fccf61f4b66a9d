import { join } from 'node:path'
import type { Settings } from '../settings/settings.ts'
import type { Random } from '../state/random-id.ts'
import { fileKey } from '../vault/file-key.ts'
import { kmsKey } from '../vault/kms-key.ts'
import { givenKey, type MasterKeySource } from '../vault/master-key.ts'
import { endRotation, formerKey, isRotating } from '../vault/rotation.ts'
import { wrappedIn } from '../vault/wrapped-file.ts'

/** Where settings say that the master key is: one place, or the folder of keys itself. */
export function masterKeySource(keyFolder: string, { keys = {} }: Settings, random: Random): MasterKeySource {
  const { masterKey, masterKeyFile, kms } = keys
  if ([masterKey, masterKeyFile, kms].filter((one) => one !== undefined).length > 1)
    throw new Error('there is one master key, and several are set')
  if (masterKey !== undefined) return givenKey(masterKey)
  if (kms !== undefined) return kmsKey(kms, join(keyFolder, 'master.kms'))
  if (masterKeyFile !== undefined) return fileKey(masterKeyFile, random, 'operator')
  return fileKey(join(keyFolder, 'master.key'), random, 'own')
}

/**
 * The master key that holds, made at first use where its source makes keys. A rotation that was cut short goes on. Where
 * keys lie there and their master key does not, it is lost or not mounted: a new one would open none of them.
 */
export async function openMasterKey(keyFolder: string, source: MasterKeySource, random: Random): Promise<Uint8Array> {
  const key = await source.find()
  if (isRotating(keyFolder)) return goOn(keyFolder, source, key, random)
  if (key !== undefined) return key
  if (wrappedIn(keyFolder).length > 0) throw new Error('the master key is missing, and there are keys that it wrapped')
  const next = await source.prepare?.()
  if (next === undefined) throw new Error('there is no master key')
  next.putInPlace()
  return next.key
}

async function goOn(
  keyFolder: string,
  source: MasterKeySource,
  key: Uint8Array | undefined,
  random: Random,
): Promise<Uint8Array> {
  if (key !== undefined && endRotation(keyFolder, key, random) !== undefined) return key
  const next = await source.prepared?.()
  if (next === undefined || formerKey(keyFolder, next.key) === undefined)
    throw new Error('a rotation to another master key was cut short: it goes on with that key alone')
  next.putInPlace()
  endRotation(keyFolder, next.key, random)
  return next.key
}
