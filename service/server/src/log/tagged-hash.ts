import { createHash, createHmac } from 'node:crypto'
import { canonicalJson, type Json } from './canonical-json.ts'

/** What a hash is of. A hash of one purpose is never one of another. */
export type Purpose = 'log-entry' | 'receipt' | 'collaboration-file' | 'rules' | 'query' | 'charge' | 'published'

/** SHA-256 of texts under a purpose, in hexadecimal. */
export function taggedHash(purpose: Purpose, ...parts: readonly string[]): string {
  const hash = createHash('sha256').update(`glovebox/${purpose}/v1\0`)
  for (const part of parts) {
    // Lengths first, so that no two lists of parts give the same bytes.
    const bytes = Buffer.from(part, 'utf8')
    hash.update(`${bytes.length}:`).update(bytes)
  }
  return hash.digest('hex')
}

/** A result as it is committed to. */
export type CommittedResult = { readonly columns: Json; readonly rows: readonly Json[] }

/**
 * HMAC-SHA256 of the one spelling of a result under a secret salt: says nothing of the result while the salt is
 * unknown, and fits no other result once it is known.
 */
export function commitmentTo({ columns, rows }: CommittedResult, salt: Uint8Array): string {
  const mac = createHmac('sha256', salt).update('glovebox/result/v1\0')
  mac.update(`{"columns":${canonicalJson(columns)},"rows":[`)
  // Row by row: the spelling of a large result is longer than any string may be.
  let comma = ''
  for (const row of rows) {
    mac.update(`${comma}${canonicalJson(row)}`)
    comma = ','
  }
  return mac.update(']}').digest('hex')
}
