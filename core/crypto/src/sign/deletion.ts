import { base64Of, bytesOfBase64 } from '../bytes/base64.ts'
import { utf8 } from '../bytes/utf8.ts'
import { signBytes, verifyBytes } from './ed25519.ts'
import type { SigningKey, VerifierKey } from './key.ts'

/** Neither a note nor a receipt begins so: a signed deletion statement is nothing else. */
const deletionPrefix = 'glovebox/deletion/v1\0'

/** The signature of a deletion statement in its one spelling, in base64. */
export function signDeletion(spelled: string, key: SigningKey): string {
  return base64Of(signBytes(utf8(`${deletionPrefix}${spelled}`), key.seed))
}

/** Whether this is the signature of a deletion statement by this key. Never throws, whatever it is given. */
export function verifyDeletion(spelled: string, signature: string, key: VerifierKey): boolean {
  const bytes = bytesOfBase64(signature)
  return bytes !== undefined && verifyBytes(bytes, utf8(`${deletionPrefix}${spelled}`), key.publicKey)
}
