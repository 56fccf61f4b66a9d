import { createHmac } from 'node:crypto'
import type { Random } from '../state/random-id.ts'

const prefix = 'whsec_'
const secretBytes = 32

/** A secret as its receiver keeps it. */
export function makeSecret(random: Random): string {
  return `${prefix}${Buffer.from(random(secretBytes)).toString('base64')}`
}

/** The headers that prove a delivery (Standard Webhooks): id, time in seconds, and the signature of both with the body. */
export function signDelivery(
  secret: string,
  { id, at, body }: { readonly id: string; readonly at: Date; readonly body: string | Uint8Array },
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signature = signatureOf(secret, { id, timestamp, body })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
}

/** The signature of a text or bytes with the id and the time that they come with. */
export function signatureOf(
  secret: string,
  { id, timestamp, body }: { readonly id: string; readonly timestamp: string; readonly body: string | Uint8Array },
): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`
}
