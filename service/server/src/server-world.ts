import type { Random } from './state/random-id.ts'
import type { Store } from './store/store.ts'
import type { OwnVault, Vault } from './store/vault.ts'

/** What the use cases of the server stand on. */
export type ServerWorld = {
  readonly store: Store
  readonly clock: () => Date
  readonly random: Random
  /** Of this server, in checkpoints and receipts: `rooms.example.org`. */
  readonly name: string
  /** Where people and programs reach it, without a slash at the end. */
  readonly publicUrl: string
  /** Where members' own files lie: one folder per organisation. */
  readonly dataFolder: string
  /** What the operator set: how long results are kept where a collaboration does not say, and how large files may be, each and all of an organisation. */
  readonly retentionDays?: number
  readonly uploadBytes?: number
  readonly uploadQuotaBytes?: number
  /** Signs checkpoints, receipts and statements: the seed of an Ed25519 key, 32 bytes. */
  readonly signingSeed: Uint8Array
  /** Seals what is private to one collaboration; its keys are made at first use. */
  readonly vaultOf: (collaboration: string) => Vault
  /** Seals what is private to one organisation: secrets of webhooks and authenticators. */
  readonly ownVaultOf: (organisation: string) => OwnVault
  /** Destroys the keys of a collaboration: nothing that was sealed for it can be opened again, also in backups. */
  readonly destroyVault: (collaboration: string) => void
  /** Destroys the key of a member in a collaboration: nothing that is made of its data can be opened again, also in backups. */
  readonly destroyShare: (collaboration: string, organisation: string) => void
}
