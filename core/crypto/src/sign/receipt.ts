import { base64Of, bytesOfBase64 } from '../bytes/base64.ts'
import { utf8 } from '../bytes/utf8.ts'
import { signBytes, verifyBytes } from './ed25519.ts'
import type { SigningKey, VerifierKey } from './key.ts'

/** No note can hold the zero character: a signed receipt is never a signed note, nor the other way round. */
const receiptPrefix = 'glovebox/receipt/v1\0'

/** The signature of a receipt in its one spelling, in base64. */
export function signReceipt(spelled: string, key: SigningKey): string {
  return base64Of(signBytes(receiptMessage(spelled), key.seed))
}

/** Whether this is the signature of a receipt by this key. Never throws, whatever it is given. */
export function verifyReceipt(spelled: string, signature: string, key: VerifierKey): boolean {
  const bytes = bytesOfBase64(signature)
  return bytes !== undefined && verifyBytes(bytes, receiptMessage(spelled), key.publicKey)
}

function receiptMessage(spelled: string): Uint8Array {
  return utf8(`${receiptPrefix}${spelled}`)
}
