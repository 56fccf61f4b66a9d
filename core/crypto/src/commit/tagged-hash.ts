import { sha256 } from '@noble/hashes/sha2.js'
import { hexOf } from '../bytes/hex.ts'
import { utf8 } from '../bytes/utf8.ts'

/** SHA-256 of texts under a purpose, in hexadecimal: a hash of one purpose is never one of another. */
export function taggedHash(purpose: string, ...parts: readonly string[]): string {
  const hash = sha256.create().update(utf8(`glovebox/${purpose}/v1\0`))
  for (const part of parts) {
    // Lengths first, so that no two lists of parts give the same bytes.
    const bytes = utf8(part)
    hash.update(utf8(`${bytes.length}:`)).update(bytes)
  }
  return hexOf(hash.digest())
}
