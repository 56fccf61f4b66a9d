import { taggedHash } from './tagged-hash.ts'

// Logs were chains of hashes before they were trees. Heads that members noted then are checked all the same.

/** The hash before the first entry of a chain. */
export const chainStart: string = '0'.repeat(64)

/** The hash of an entry in a chain, given the hash of the one before it. */
export function chainHash(previous: string, spelled: string): string {
  return taggedHash('log-entry', previous, spelled)
}
