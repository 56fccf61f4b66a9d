import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesOfHex, hexOf } from '../bytes/hex.ts'
import { utf8 } from '../bytes/utf8.ts'
import { canonicalJson, type Json } from '../canonical-json.ts'

/** A result as it is committed to. */
export type CommittedResult = { readonly columns: Json; readonly rows: readonly Json[] }

/**
 * HMAC-SHA256 of the one spelling of a result under a secret salt: says nothing of the result while the salt is
 * unknown, and fits no other result once it is known.
 */
export function commitmentTo({ columns, rows }: CommittedResult, salt: Uint8Array): string {
  const mac = hmac
    .create(sha256, salt)
    .update(utf8(`glovebox/result/v1\0{"columns":${canonicalJson(columns)},"rows":[`))
  // Row by row: the spelling of a large result is longer than any string may be.
  let comma = ''
  for (const row of rows) {
    mac.update(utf8(`${comma}${canonicalJson(row)}`))
    comma = ','
  }
  return hexOf(mac.update(utf8(']}')).digest())
}

/** Whether this result and salt, in hexadecimal, open a commitment. Never throws on a salt that is not one. */
export function opensCommitment(commitment: string, result: CommittedResult, salt: string): boolean {
  return /^[0-9a-f]{64}$/.test(salt) && commitmentTo(result, bytesOfHex(salt)) === commitment
}
