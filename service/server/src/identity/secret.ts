import { createHash, timingSafeEqual } from 'node:crypto'
import type { Random } from '../state/random-id.ts'

/** 256 bits that nobody can guess, as text for headers and links. */
export function newSecret(random: Random): string {
  return Buffer.from(random(32)).toString('base64url')
}

/** How secrets of full strength are stored: whoever reads the database cannot use them. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Whether two hashes are the same, in a time that does not depend on where they differ. */
export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
