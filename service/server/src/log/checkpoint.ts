import type { LogHead } from '@glovebox/api'
import { type SigningKey, signCheckpoint, signingKey, spellVerifierKey } from '@glovebox/crypto'

/** What a server signs with, and is known by. */
export type Signer = {
  /** Of the server: `rooms.example.org`. */
  readonly name: string
  /** 32 random bytes, kept secret. */
  readonly signingSeed: Uint8Array
}

/** A log at one size, as it is signed. */
export type SignedCheckpoint = {
  readonly origin: string
  readonly size: number
  readonly root: string
  /** The signed note: what members keep and exchange. */
  readonly note: string
}

/** The name of a collaboration's log among all logs. */
export function logOrigin({ name }: Pick<Signer, 'name'>, collaboration: string): string {
  return `${name}/${collaboration}`
}

/** What members check signatures with: `name+id+base64`. */
export function verifierKeyOf(signer: Signer): string {
  return spellVerifierKey(keyOf(signer))
}

/** The key of a signer. Making one takes as long as a signature. */
export function keyOf({ name, signingSeed }: Signer): SigningKey {
  return signingKey(name, signingSeed)
}

/** Signs a head. Requires: it is the log's own, read from its store; two of one log share one history. */
export function checkpointOf(key: SigningKey, collaboration: string, head: LogHead): SignedCheckpoint {
  const checkpoint = { origin: logOrigin(key, collaboration), size: head.sequence, root: head.hash }
  return { ...checkpoint, note: signCheckpoint(checkpoint, key) }
}
