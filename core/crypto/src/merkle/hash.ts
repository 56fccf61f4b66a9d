import { sha256 } from '@noble/hashes/sha2.js'
import { bytesOfHex, hexOf } from '../bytes/hex.ts'

/** A SHA-256 hash in lower-case hexadecimal: the same in a database, on the wire and in a proof. */
export type Hash = string

const leafPrefix = Uint8Array.of(0)
const nodePrefix = Uint8Array.of(1)

/** The hash of a tree without leaves (RFC 9162 §2.1.1). */
export const emptyRoot: Hash = hexOf(sha256(new Uint8Array()))

/** The hash of a leaf. Its prefix keeps a leaf from being passed off as a node. */
export function hashLeaf(data: Uint8Array): Hash {
  return hexOf(sha256.create().update(leafPrefix).update(data).digest())
}

/** The hash of a node over its two children. */
export function hashNode(left: Hash, right: Hash): Hash {
  return hexOf(sha256.create().update(nodePrefix).update(bytesOfHex(left)).update(bytesOfHex(right)).digest())
}

/** Whether something is spelled as hashes are. */
export function isHash(value: unknown): value is Hash {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}
