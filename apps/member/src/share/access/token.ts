import { createHash, timingSafeEqual } from 'node:crypto'
import type { Recipient, TokenRecord } from './recipient.ts'

/** A new token of 256 random bits. */
export function newToken(random: (bytes: number) => Uint8Array): string {
  return `gbs_${Buffer.from(random(32)).toString('base64url')}`
}

/** What is kept of a token. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Whether a token may be used at a moment. */
export function isLive(token: TokenRecord, now: number): boolean {
  return token.expiresAt === undefined || now < Date.parse(token.expiresAt)
}

/** Whose token it is, if it may be used now. Takes as long whoever it is. */
export function findByToken(
  recipients: readonly Recipient[],
  token: string,
  now: number,
): { readonly recipient: Recipient; readonly token: TokenRecord } | undefined {
  const hash = Buffer.from(tokenHash(token), 'hex')
  let found: { readonly recipient: Recipient; readonly token: TokenRecord } | undefined
  for (const recipient of recipients) {
    for (const record of recipient.tokens) {
      const kept = Buffer.from(record.hash, 'hex')
      if (kept.length === hash.length && timingSafeEqual(kept, hash)) found = { recipient, token: record }
    }
  }
  return found === undefined || found.recipient.revokedAt !== undefined || !isLive(found.token, now) ? undefined : found
}

/** Whether the token of a generation is still one that may be used. */
export function isLiveGeneration(recipient: Recipient, generation: number, now: number): boolean {
  return (
    recipient.revokedAt === undefined &&
    recipient.tokens.some((token) => token.generation === generation && isLive(token, now))
  )
}
