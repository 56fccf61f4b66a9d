import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { Settings } from '../settings/settings.ts'
import type { Random } from '../state/random-id.ts'
import { KmsRefused } from '../vault/kms-key.ts'
import { openBytes, sealBytes } from '../vault/sealed-text.ts'
import { openVaults, type Vaults } from '../vault/vaults.ts'
import { aboutWrapped, signingSeedFile } from '../vault/wrapped-file.ts'
import { writeFileDurably } from '../vault/write-file-durably.ts'
import { masterKeySource, openMasterKey } from './master-key-source.ts'

/** What a server signs and seals with. */
export type Keys = {
  readonly vaults: Vaults
  /** Of the Ed25519 key that signs checkpoints, receipts and statements. */
  readonly signingSeed: Uint8Array
}

const seedLength = 32

/** Opens the keys of a server's folder and makes what is missing at first use; a refusal where they cannot be used. */
export async function openKeys(folder: string, settings: Settings, random: Random): Promise<Result<Keys>> {
  const keyFolder = join(folder, 'keys')
  try {
    const masterKey = await openMasterKey(keyFolder, masterKeySource(keyFolder, settings, random), random)
    const vaults = openVaults({ folder: keyFolder, masterKey, random })
    return accepted({ vaults, signingSeed: signingSeed(keyFolder, masterKey, random) })
  } catch (error) {
    return refused([whyKeysUnusable(keyFolder, error)])
  }
}

/** Why the keys in a folder cannot be used. */
export function whyKeysUnusable(path: string, error: unknown): ReturnType<typeof diagnostic> {
  return error instanceof KmsRefused
    ? diagnostic('SERVER_KMS_REFUSED', { reason: error.reason })
    : diagnostic('SERVER_KEYS_UNUSABLE', { path })
}

/** Sealed by the master key. Losing it would look to members like a forged log: it is never made twice. */
function signingSeed(folder: string, masterKey: Uint8Array, random: Random): Uint8Array {
  const path = join(folder, signingSeedFile)
  const about = aboutWrapped(signingSeedFile)
  if (existsSync(path)) return openBytes(masterKey, readFileSync(path), about)
  const seed = random(seedLength)
  writeFileDurably(path, sealBytes(masterKey, seed, about, random))
  return seed
}
