import type { Random } from '../state/random-id.ts'
import type { Vault } from '../store/vault.ts'
import { openDataKeys } from './data-keys.ts'
import { openBytes, sealBytes } from './sealed-text.ts'

/** The vaults of a server: one for each collaboration and each organisation. */
export type Vaults = {
  readonly vaultOf: (id: string) => Vault
  /** Nothing that this vault sealed can be opened again, also in backups. */
  readonly destroyVault: (id: string) => void
}

/** Tells this way of sealing from those that may follow it. */
const mark = 'v1.'

/** Opens vaults whose data keys lie, wrapped by the master key of 32 bytes, in a folder. */
export function openVaults(options: {
  readonly folder: string
  readonly masterKey: Uint8Array
  readonly random: Random
}): Vaults {
  const keys = openDataKeys(options.folder, options.masterKey, options.random)
  return {
    vaultOf: (id) => ({
      seal: (text, about) => {
        const sealed = sealBytes(keys.keyOf(id), Buffer.from(text), place(id, about), options.random)
        return `${mark}${sealed.toString('base64')}`
      },
      open: (sealed, about) => {
        if (!sealed.startsWith(mark)) throw new Error('a sealed text has an unknown form')
        const text = sealed.slice(mark.length)
        const bytes = Buffer.from(text, 'base64')
        // Base64 has several spellings of the same bytes; one of them is ours.
        if (bytes.toString('base64') !== text) throw new Error('a sealed text has an unknown form')
        return openBytes(keys.keyOf(id), bytes, place(id, about)).toString()
      },
    }),
    destroyVault: keys.destroy,
  }
}

function place(id: string, about: string): string {
  return JSON.stringify([id, about])
}
