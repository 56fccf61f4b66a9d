import { sha256 } from '@noble/hashes/sha2.js'
import { base64Of, bytesOfBase64 } from '../bytes/base64.ts'
import { hexOf } from '../bytes/hex.ts'
import { utf8 } from '../bytes/utf8.ts'
import { keyLength, publicKeyOf } from './ed25519.ts'

/** A named public key. The name says whose it is; the id (8 hexadecimal digits) tells keys of one name apart. */
export type VerifierKey = { readonly name: string; readonly id: string; readonly publicKey: Uint8Array }

/** A named key that can sign. `seed` is secret. */
export type SigningKey = VerifierKey & { readonly seed: Uint8Array }

/** The signature type of Ed25519 in C2SP signed notes. */
const ed25519Type = 1

/** The key of a seed of 32 random bytes. Throws on names that cannot stand in a signature line. */
export function signingKey(name: string, seed: Uint8Array): SigningKey {
  if (!isKeyName(name)) throw new Error('a key has a name without white space and plus signs')
  if (seed.length !== keyLength) throw new Error('a seed has 32 bytes')
  const publicKey = publicKeyOf(seed)
  return { name, id: keyId(name, publicKey), publicKey, seed }
}

/** A verifier key as text (C2SP signed-note): `name+id+base64(0x01 ‖ public key)`. What members are given to check with. */
export function spellVerifierKey({ name, id, publicKey }: VerifierKey): string {
  return `${name}+${id}+${base64Of(Uint8Array.of(ed25519Type, ...publicKey))}`
}

/** Reads a verifier key; nothing where it is not one, or not of a known type, or its id is not its own. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  // Base64 may hold a plus sign itself.
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text) ?? []
  const bytes = bytesOfBase64(encoded)
  if (!isKeyName(name) || bytes?.length !== keyLength + 1 || bytes[0] !== ed25519Type) return undefined
  const publicKey = bytes.slice(1)
  return id === keyId(name, publicKey) ? { name, id, publicKey } : undefined
}

/** Whether a name can stand in a signature line. */
export function isKeyName(name: string): boolean {
  return /^[^\s+\p{C}]+$/u.test(name) && name.isWellFormed()
}

function keyId(name: string, publicKey: Uint8Array): string {
  const hash = sha256
    .create()
    .update(utf8(`${name}\n`))
    .update(Uint8Array.of(ed25519Type))
    .update(publicKey)
    .digest()
  return hexOf(hash.slice(0, 4))
}
