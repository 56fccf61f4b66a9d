import { Secret, TOTP } from 'otpauth'
import type { Random } from '../state/random-id.ts'

const period = 30
/** SHA-1, six digits and 30 seconds are what every authenticator app takes; RFC 6238 wants no more of the hash. */
const shape = { algorithm: 'SHA1', digits: 6, period } as const

/** A secret for an authenticator app, in base32: 160 bits. */
export function newTotpSecret(random: Random): string {
  return new Secret({ buffer: Uint8Array.from(random(20)).buffer }).base32
}

/** What an authenticator app reads as a QR code. */
export function totpUri(secret: string, server: string, account: string): string {
  return new TOTP({ ...shape, issuer: server, label: account, secret: Secret.fromBase32(secret) }).toString()
}

/** The time step that a code is of, when it is of this one or of one beside it. */
export function totpStep(secret: string, code: string, now: Date): number | undefined {
  const timestamp = now.getTime()
  const totp = new TOTP({ ...shape, secret: Secret.fromBase32(secret) })
  const delta = totp.validate({ token: code, timestamp, window: 1 })
  return delta === null ? undefined : Math.floor(timestamp / 1000 / period) + delta
}
