import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { accepted, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import type { Settings } from '../settings/settings.ts'
import type { Random } from '../state/random-id.ts'
import { masterKeyPath, openMasterKey, parseMasterKey } from '../vault/master-key.ts'
import { openBytes, sealBytes } from '../vault/sealed-text.ts'
import { openVaults, type Vaults } from '../vault/vaults.ts'
import { writeFileDurably } from './write-file-durably.ts'

/** What a server signs and seals with. */
export type Keys = {
  readonly vaults: Vaults
  /** Of the Ed25519 key that signs checkpoints, receipts and statements. */
  readonly signingSeed: Uint8Array
}

const seedLength = 32
const aboutSeed = 'glovebox signing seed'

/** Opens the keys of a server's folder and makes what is missing at first use; a refusal where they cannot be used. */
export function openKeys(folder: string, { keys = {} }: Settings, random: Random): Result<Keys> {
  const keyFolder = join(folder, 'keys')
  try {
    const masterKey =
      keys.masterKey === undefined
        ? openMasterKey(keys.masterKeyFile ?? masterKeyPath(keyFolder), random)
        : parseMasterKey(keys.masterKey)
    const vaults = openVaults({ folder: keyFolder, masterKey, random })
    return accepted({ vaults, signingSeed: signingSeed(keyFolder, masterKey, random) })
  } catch {
    return refused([diagnostic('SERVER_KEYS_UNUSABLE', { path: keyFolder })])
  }
}

/** Sealed by the master key. Losing it would look to members like a forged log: it is never made twice. */
function signingSeed(folder: string, masterKey: Uint8Array, random: Random): Uint8Array {
  const path = join(folder, 'signing.key')
  if (existsSync(path)) return openBytes(masterKey, readFileSync(path), aboutSeed)
  const seed = random(seedLength)
  writeFileDurably(path, sealBytes(masterKey, seed, aboutSeed, random))
  return seed
}
