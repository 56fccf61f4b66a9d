import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { DeletionStatement } from '@glovebox/api'
import { canonicalJson, type Json } from '../../log/canonical-json.ts'

/** No other thing that a server signs begins so. */
const prefix = 'glovebox/deletion/v1\0'

/** The one spelling of a statement, which is what is signed. */
export function spellStatement(statement: DeletionStatement): string {
  return canonicalJson(statement as unknown as Json)
}

/** The Ed25519 signature of a spelled statement, in base64. */
export function signStatement(spelled: string, seed: Uint8Array): string {
  return sign(null, Buffer.from(`${prefix}${spelled}`), privateKey(seed)).toString('base64')
}

/** Whether this is the signature of a spelled statement by the server with this seed. */
export function verifyStatement(spelled: string, signature: string, seed: Uint8Array): boolean {
  return verify(
    null,
    Buffer.from(`${prefix}${spelled}`),
    createPublicKey(privateKey(seed)),
    Buffer.from(signature, 'base64'),
  )
}

function privateKey(seed: Uint8Array): KeyObject {
  // PKCS #8 of an Ed25519 key (RFC 8410 §7) is this and the seed.
  const head = Buffer.from('302e020100300506032b657004220420', 'hex')
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' })
}
