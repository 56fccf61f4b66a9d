import type { Random } from '../state/random-id.ts'
import type { OwnVault, Vault } from '../store/vault.ts'
import { openDataKeys } from './data-keys.ts'
import { roomKeyId, roomVault, shareId } from './room-vault.ts'
import { bytesOf, openBytes, sealBytes, spellBytes } from './sealed-text.ts'

/** The vaults of a server: one for each collaboration and each organisation. */
export type Vaults = {
  readonly vaultOf: (collaboration: string) => Vault
  readonly ownVaultOf: (organisation: string) => OwnVault
  /** Nothing that was sealed for this collaboration can be opened again, also in backups. */
  readonly destroyVault: (collaboration: string) => void
  /**
   * Nothing that is made of the data of this member of a collaboration can be opened again, also in backups. The key
   * that all of it had before members had keys of their own goes with it: what lives was sealed anew.
   */
  readonly destroyShare: (collaboration: string, organisation: string) => void
}

/** Tells a text that one key seals from those that several do. */
const mark = 'v1.'

/** Opens vaults whose data keys lie, wrapped by the master key of 32 bytes, in a folder. */
export function openVaults(options: {
  readonly folder: string
  readonly masterKey: Uint8Array
  readonly random: Random
}): Vaults {
  const { random } = options
  const keys = openDataKeys(options.folder, options.masterKey, random)
  const ownVaultOf = (id: string): OwnVault => ({
    seal: (text, about) => spellBytes(mark, sealBytes(keys.keyOf(id), Buffer.from(text), place(id, about), random)),
    open: (sealed, about) => openBytes(keys.keyOf(id), bytesOf(mark, sealed), place(id, about)).toString(),
  })
  return {
    vaultOf: (id) => roomVault({ id, keys, before: ownVaultOf(id), random }),
    ownVaultOf,
    destroyVault: (id) => {
      // First the one that everything needs.
      for (const one of [roomKeyId(id), id, ...keys.idsUnder(`${id}.`)]) keys.destroy(one)
    },
    destroyShare: (id, organisation) => {
      keys.destroy(shareId(id, organisation))
      if (keys.idsUnder(id).includes(id)) keys.destroy(id)
    },
  }
}

function place(id: string, about: string): string {
  return JSON.stringify([id, about])
}
